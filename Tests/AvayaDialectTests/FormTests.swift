// SPDX-License-Identifier: Apache-2.0

import AvayaDialect
import ContactEngine
import ContactModel
import DialectKit
import Testing

/// What an operator can set about notifications (reference D.3, 4 and 15).
@Suite struct FormTests {
  /// Alice transfers to a queue, and logs out.
  private func story(_ form: NotificationForm) throws -> [JSONValue] {
    var story = try AvayaStory("A transfer", form: form)
    try story.makeReady("alice")
    let id = try #require(try story.give(.startConversation(Self.start), "a customer comes").conversation)
    try story.accept("alice")
    let request = RequestAssistance(conversation: id, initiator: .agent("alice"), target: .queue("support"))
    try story.give(.requestTransfer(request), "alice transfers")
    return story.notifications.compactMap { $0["body"] }
  }

  private static let start = StartConversation(
    channel: "shop",
    customer: Customer(id: CustomerID(rawValue: 2), identifier: "customer-1")
  )

  @Test func `timestamps are strings, or numbers where that is set`() throws {
    let strings = try story(NotificationForm())
    var form = NotificationForm()
    form.hasNumericTimestamps = true
    let numbers = try story(form)
    #expect(strings.count == numbers.count)
    for (text, number) in zip(strings, numbers) {
      let milliseconds = try #require(number["timestamp"]?.integerValue)
      #expect(text["timestamp"] == .string(String(milliseconds)))
      #expect(text["event"] == number["event"] && text["id"] == number["id"])
    }
  }

  @Test func `a transfer has an id where that is set`() throws {
    var form = NotificationForm()
    form.givesTransfersIDs = true
    let plain = try story(NotificationForm())
    let lenient = try story(form)
    let transfers = [plain, lenient].map { $0.filter { $0["event"]?.stringValue == "SingleStepTransfer" } }
    #expect(transfers.map(\.count) == [1, 1])
    #expect(transfers[0][0]["id"] == nil)
    let ids = lenient.compactMap { $0["id"]?.stringValue }
    #expect(ids.count == lenient.count && Set(ids).count == ids.count)
    // Nothing else is different.
    let others = lenient.filter { $0["event"]?.stringValue != "SingleStepTransfer" }
    #expect(plain.compactMap { $0["id"] } == others.compactMap { $0["id"] })
  }
}
