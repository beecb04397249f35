// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import DialectKit
import LivePersonDialect
import Testing

/// What is told of when a response is due.
@Suite struct FoldTests {
  private func started(ready agents: AgentID...) throws -> (LivePersonStory, ConversationID) {
    var story = try LivePersonStory("folded")
    for agent in agents { try story.makeReady(agent) }
    let outcome = try story.give(SampleAccount.start(1, saying: "hello"), "a customer comes and says hello")
    return (story, try #require(outcome.conversation))
  }

  private func result(_ notification: LivePersonNotification) throws -> JSONValue {
    let change = try JSONValue(parsing: notification.body)["body"]?["changes"]?.arrayValue?.first
    return try #require(change?["result"])
  }

  @Test func `the time for a response is the limit, however long the customer waited before it began`() throws {
    let (story, id) = try started()
    let first = try #require(story.harness.log.first { $0.event.kind == .conversationStarted })
    var fold = ConversationFold(account: "TESTCO")
    _ = fold.notifications(of: first)
    let now = first.time.advanced(by: .seconds(400))
    let due = now.advanced(by: .seconds(30))
    let timer = SLAStarted(conversation: id, response: .first, since: first.time, deadline: due)
    let fact = Envelope(account: "TESTCO", offset: 99, time: now, event: .slaStarted(timer))
    let notification = try #require(fold.notifications(of: fact).first)
    let told = try result(notification)
    #expect(told["conversationDetails"]?["ttr"]?["value"]?.integerValue == 30)
    #expect(told["effectiveTTR"]?.integerValue == Int(due.milliseconds))
  }
}
