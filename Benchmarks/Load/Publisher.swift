// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The connections that make the server say something: `I n` injects a fact for agent n into the fan-out, `C n` gives a
/// command that leads to one, `A` a notification for every subscription of Avaya's. Commands go over several connections
/// in turn, because a session may have only so many under way.
final class Publisher {
  private var sockets: [Int32] = []
  private var turn = 0
  private let letter: String

  init(_ server: Server, _ options: LoadOptions) {
    let throughJournal = options.has("journal")
    let toSubscriptions = options.text("dialect", "native") == "avaya"
    letter = toSubscriptions ? "A" : throughJournal ? "C" : "I"
    for number in 0..<(throughJournal ? 16 : 1) {
      let opening = Opening(server, number: number)
      opening.say(server.upgrade("/bench/control"))
      opening.granted()
      sockets.append(opening.socket)
    }
  }

  /// Asks for a fact for each of the agents, in one write.
  func publish(_ agents: some Sequence<Int>) {
    var bytes: [UInt8] = []
    for agent in agents { bytes += WebSocketText.frame("\(letter)\(agent)") }
    guard !bytes.isEmpty else { return }
    turn = (turn + 1) % sockets.count
    Sockets.send(sockets[turn], bytes)
  }
}
