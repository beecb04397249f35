// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CordboardServer
import Foundation

/// Where the journal is: what every command that works on the file itself understands.
struct DataOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The data directory of the server.", valueName: "dir"))
  var data = ServerSettings().data.directory
}

/// Ends the process with a sentence when an operation could not do its work.
func reporting<Value>(_ command: String, _ work: () async throws(OperationFailure) -> Value) async throws -> Value {
  do throws(OperationFailure) {
    return try await work()
  } catch {
    throw failure(of: command, error)
  }
}

/// Ends the process with a sentence when an operation could not do its work.
func reporting<Value>(_ command: String, _ work: () throws(OperationFailure) -> Value) throws -> Value {
  do throws(OperationFailure) {
    return try work()
  } catch {
    throw failure(of: command, error)
  }
}

private func failure(of command: String, _ error: OperationFailure) -> ExitCode {
  FileHandle.standardError.writeLine("cordboard cannot \(command): \(error)")
  return .failure
}

/// Says whether the journal is whole.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check the journal: every fact, the numbers, the invariants, and the snapshots.",
    discussion: """
      Nothing is written, and the server may be running: what it has committed when the command begins is checked. Each \
      fault is a sentence. The exit code is 0 when there is none, 2 when there are some, and 1 when the journal cannot \
      be opened. The state of every account is held in memory meanwhile, as the server holds it.
      """
  )

  @OptionGroup var options: DataOptions

  func run() throws {
    var bar = ProgressBar("verify", unit: "facts")
    let (path, report) = try reporting("verify") { () throws(OperationFailure) in
      let verification = try JournalVerification(directory: options.data)
      let report = try verification.run { bar.show($0, of: $1) }
      return (verification.path, report)
    }
    bar.finish()
    for line in report.summary { print(line) }
    for fault in report.faults { print("fault: \(fault)") }
    guard report.faultCount == 0 else {
      let more = report.faultCount > report.faults.count ? ", of which the first \(report.faults.count) are shown" : ""
      print("\(path) has \(report.faultCount) faults\(more)")
      throw ExitCode(2)
    }
    print("\(path) is whole")
  }
}
