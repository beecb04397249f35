// SPDX-License-Identifier: Apache-2.0

import DialectKit

/// The customers who write: they begin conversations on chat and e-mail, answer their agents a few times and thank them; some lose
/// patience and leave.
struct SimulatedCustomers: Sendable {
  let simulation: Simulation
  let tokens: TokenSource
  let closed: ClosedConversations

  /// Begins conversations at the rate of the simulation.
  func arrive() async {
    var random = DemoRandom(state: 99)
    var number = 0
    while !Task.isCancelled {
      number += 1
      let dice = random.next()
      await begin(number, dice)
      try? await Task.sleep(for: .milliseconds(60_000 / simulation.conversationsPerMinute))
    }
  }

  /// Follows all conversations and answers for their customers.
  func answer() async {
    let dice = DemoDice(DemoRandom(state: 7))
    let stream = EventStream(
      connection: simulation.connection,
      account: simulation.account,
      query: "topics=account&kinds=messagePosted,conversationClosed"
    ) {
      try await tokens.token()
    }
    do {
      try await stream.read(after: nil) { event in
        let data = event.value["data"] ?? .null
        switch event.value["type"]?.stringValue {
        case "cordboard.messagePosted":
          if data["message"]?["senderKind"]?.stringValue == "agent" { Task { await reply(to: data, dice.next()) } }
        case "cordboard.conversationClosed": closed.add()
        default: break
        }
        return Task.isCancelled
      }
    } catch {
      print("customers: \(error)")
    }
  }

  private func call(_ method: String, _ path: String, _ body: JSONValue) async throws {
    try await simulation.connection.call(
      method,
      simulation.path + path,
      token: try await tokens.token(),
      body: body
    )
  }

  private func begin(_ number: Int, _ dice: Int) async {
    let channel = ["web", "web", "web", "email"][dice % 4]
    let name = DemoTexts.names[number % DemoTexts.names.count]
    let text = DemoTexts.questions[dice % DemoTexts.questions.count]
    let message = JSONValue.object([
      JSONMember("body", .object([JSONMember("type", .string("PLAIN")), JSONMember("text", .string(text))]))
    ])
    do {
      try await call(
        "POST",
        "/conversations",
        .object([
          JSONMember("channel", .string(channel)),
          JSONMember(
            "customer",
            .object([
              JSONMember("identifier", .string("demo-\(number)")), JSONMember("displayName", .string(name)),
            ])
          ),
          JSONMember("attributes", .object([JSONMember("language", .string("en"))])),
          JSONMember("message", message),
        ])
      )
    } catch is CancellationError {
    } catch {
      print("customer \(name): \(error)")
    }
  }

  private func reply(to fact: JSONValue, _ dice: Int) async {
    guard let conversation = fact["conversation"]?.stringValue else { return }
    let heard = fact["message"]?["body"]?["text"]?.stringValue ?? ""
    if heard.contains("Goodbye") { return }
    do {
      try await Task.sleep(for: .milliseconds(800 + dice % 3_000))
      if dice % 100 < 4 {
        try await call("POST", "/conversations/\(conversation)/end-session", .object([]))
        return
      }
      let text = dice % 3 == 0 ? "Thank you, that is all." : DemoTexts.followUps[dice % DemoTexts.followUps.count]
      let body = JSONValue.object([JSONMember("type", .string("PLAIN")), JSONMember("text", .string(text))])
      try await call(
        "POST",
        "/conversations/\(conversation)/messages",
        .object([JSONMember("as", .string("customer")), JSONMember("body", body)])
      )
    } catch let failure as APIConnection.Failure where [403, 404, 409, 410].contains(failure.status) {
      // The conversation ended meanwhile.
    } catch is CancellationError {
    } catch {
      print("customers: \(error)")
    }
  }
}
