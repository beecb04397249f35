// SPDX-License-Identifier: Apache-2.0

import DialectKit
import Foundation

/// One agent at a desk: takes most offers, answers customers, finishes, wraps up; now and then rejects an offer or
/// does not hear the phone ring.
struct SimulatedAgent: Sendable {
  let simulation: Simulation
  let name: String
  let tokens: TokenSource

  func work(seed: UInt64) async {
    var random = DemoRandom(state: seed)
    while !Task.isCancelled {
      do {
        try await logIn()
        try await attend(&random)
      } catch is CancellationError {
        return
      } catch {
        print("agent \(name): \(error)")
      }
      try? await Task.sleep(for: .seconds(2))
    }
  }

  private func call(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws {
    try await simulation.connection.call(
      method,
      simulation.path + path,
      token: try await tokens.token(),
      body: body
    )
  }

  private func logIn() async throws {
    try await call("POST", "/agents/\(name)/login", .object([]))
    try await call("PUT", "/agents/\(name)/state", .object([JSONMember("state", .string("READY"))]))
    for domain in ["chat", "email", "voice"] {
      try await call("PUT", "/agents/\(name)/media/\(domain)", .object([JSONMember("state", .string("READY"))]))
    }
  }

  /// Follows the agent's own facts. The stream is the agent's device: while it is open the agent is at the desk.
  private func attend(_ random: inout DemoRandom) async throws {
    let kinds = ["offerMade", "messagePosted", "wrapUpStarted", "agentStateChanged", "channelSessionEnded"]
    let stream = EventStream(
      connection: simulation.connection,
      account: simulation.account,
      query: "topics=agent:\(name)&device=demo-desk&kinds=\(kinds.joined(separator: ","))"
    ) {
      try await tokens.token()
    }
    // Local to this agent; the closures below run one after another.
    let dice = DemoDice(random)
    try await stream.read(after: nil) { event in
      let data = event.value["data"] ?? .null
      switch event.value["type"]?.stringValue {
      case "cordboard.offerMade": Task { await answer(data, dice.next()) }
      case "cordboard.messagePosted": Task { await reply(to: data, dice.next()) }
      case "cordboard.wrapUpStarted": Task { await wrapUp(data, dice.next()) }
      case "cordboard.channelSessionEnded": Task { await leave(data) }
      case "cordboard.agentStateChanged":
        if data["state"]?.stringValue == "NOT_READY" { Task { await returnToWork() } }
      default: break
      }
      return Task.isCancelled
    }
  }

  private func attempt(_ work: () async throws -> Void) async {
    do {
      try await work()
    } catch let failure as APIConnection.Failure where [403, 404, 409, 410].contains(failure.status) {
      // Somebody or the clock was faster: that is what these answers are for.
    } catch is CancellationError {
    } catch {
      print("agent \(name): \(error)")
    }
  }

  private func answer(_ offer: JSONValue, _ dice: Int) async {
    guard let id = offer["offer"]?.stringValue, offer["agent"]?.stringValue == name else { return }
    if dice % 100 < 3 { return }  // does not hear it; the offer expires
    await attempt {
      try await Task.sleep(for: .milliseconds(400 + dice % 2_500))
      if dice % 100 < 8 {
        try await call("POST", "/offers/\(id)/reject", .object([JSONMember("reason", .string("on another call"))]))
        return
      }
      try await call("POST", "/offers/\(id)/accept", .object([]))
      // On the telephone they talk.
      guard let conversation = offer["conversation"]?.stringValue, offer["queue"]?.stringValue != "voice" else {
        return
      }
      try await say("Hello, this is \(name.capitalized). What can I do for you?", in: conversation)
    }
  }

  private func reply(to fact: JSONValue, _ dice: Int) async {
    guard fact["message"]?["senderKind"]?.stringValue == "customer",
      let conversation = fact["conversation"]?.stringValue
    else { return }
    let text = fact["message"]?["body"]?["text"]?.stringValue ?? ""
    await attempt {
      try await call("POST", "/conversations/\(conversation)/typing", .object([JSONMember("isTyping", .bool(true))]))
      try await Task.sleep(for: .milliseconds(600 + dice % 3_000))
      if text.contains("Thank") {
        try await say("You are welcome. Goodbye!", in: conversation)
        try await call("POST", "/conversations/\(conversation)/leave", .object([]))
      } else {
        try await say(DemoTexts.answers[dice % DemoTexts.answers.count], in: conversation)
      }
    }
  }

  private func leave(_ fact: JSONValue) async {
    guard let conversation = fact["conversation"]?.stringValue else { return }
    await attempt { try await call("POST", "/conversations/\(conversation)/leave", .object([])) }
  }

  private func wrapUp(_ fact: JSONValue, _ dice: Int) async {
    guard let item = fact["workItem"]?.stringValue, fact["agent"]?.stringValue == name else { return }
    await attempt {
      try await Task.sleep(for: .milliseconds(500 + dice % 4_000))
      try await call(
        "POST",
        "/work-items/\(item)/wrap-up",
        .object([JSONMember("note", .string("done in the demo"))])
      )
    }
  }

  private func returnToWork() async {
    await attempt {
      try await Task.sleep(for: .seconds(5))
      try await logIn()
    }
  }

  private func say(_ text: String, in conversation: String) async throws {
    let body = JSONValue.object([JSONMember("type", .string("PLAIN")), JSONMember("text", .string(text))])
    try await call("POST", "/conversations/\(conversation)/messages", .object([JSONMember("body", body)]))
  }
}
