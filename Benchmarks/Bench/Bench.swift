// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Measures parts of Cordboard. Each subcommand prints `RESULT name number` lines; `report` turns many of them into
/// tables.
@main
enum Bench {
  static func main() async throws {
    let words = CommandLine.arguments.dropFirst()
    let options = Options(words.dropFirst())
    switch words.first {
    case "engine": EngineBench.run(options)
    case "durable": try await DurableBench.run(options)
    case "restart": try await RestartBench.run(options)
    case "socketio": SocketIOBench.run(options)
    case "mail": MailBench.run(options)
    case "storage-floor": StorageFloor.run(options)
    case "report": Report.run(options)
    case "serve": try await Serve.run(options)
    default:
      print(
        "usage: cordboard-bench engine --mix | --curve, durable, restart, socketio, mail, storage-floor, serve, report"
      )
      exit(2)
    }
  }
}
