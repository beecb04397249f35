// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Foundation
import LivePersonDialect
import Testing

/// The bytes of every form.
@Suite struct WireTests {
  static let conversation = ConversationID(rawValue: 0x4fe5_2a76_7316_45fe_acf3_482c_fb62_1d9c)

  private static func change(_ event: MessagingEvent, audience: LivePersonAudience? = nil) -> MessagingChange {
    let isSignal = event.type == .chatState
    return MessagingChange(
      sequence: isSignal ? nil : 39,
      originator: "adba3c0a-c1f5-4ca1-8062-07acde2b5eaf",
      role: .consumer,
      time: isSignal ? nil : moment(1_641_916_856_713),
      event: event,
      conversation: conversation,
      dialog: conversation.description,
      audience: audience
    )
  }

  private static let seedText =
    "sender: Consumer message: 21\n can I get an unlimited data plan\n[16:00:56] timestamp:1641916856685"

  private static let rich = #"{"type":"vertical","elements":[{"type":"text","text":"Café / 😀"}]}"#
  private static let replies = #"{"type":"quickReplies","itemsPerRow":2,"replies":[]}"#

  /// Every form of an event, by the name of its golden.
  static func forms() throws -> [(name: String, change: MessagingChange)] {
    let file = HostedFile(caption: "a cat", relativePath: "/api/v1/accounts/A/files/7/content", fileType: "PNG")
    var previewed = file
    previewed.preview = "data:image/png;base64,iVBORw0KGgo="
    return [
      ("text", change(.text(seedText), audience: .all)),
      ("text-internal", change(.text("between us: 👋 \"quoted\" \\ \u{1}"), audience: .agentsAndManagers)),
      ("text-quick-replies", change(.text("yes?", quickReplies: try JSONValue(replies)), audience: .all)),
      ("hosted-file", change(.hostedFile(file), audience: .all)),
      ("hosted-file-preview", change(.hostedFile(previewed), audience: .all)),
      ("external-file", change(.externalFile(ExternalFile(url: "https://example.com/a.pdf")), audience: .all)),
      (
        "external-file-whole",
        change(
          .externalFile(ExternalFile(caption: "read", url: "https://example.com/a", fileType: "PDF")),
          audience: .all
        )
      ),
      (
        "form-invitation",
        change(.formInvitation(FormInvitation(invitation: "i-1", title: "Address", form: "7")), audience: .all)
      ),
      (
        "form-submission", change(.formSubmission(FormSubmission(invitation: "i-1", submission: "s-1")), audience: .all)
      ),
      ("rich", change(.rich(try JSONValue(rich)), audience: .all)),
      ("rich-quick-replies", change(.rich(try JSONValue(rich), quickReplies: try JSONValue(replies)), audience: .all)),
    ] + AcceptStatus.allCases.map { ("accept-status-\($0.rawValue)", change(.acceptStatus($0, sequences: [0, 38]))) }
      + ChatState.allCases.map { ("chat-state-\($0.rawValue)", change(.chatState($0))) }
  }

  @Test func `every form of an event is written as before`() throws {
    for form in try Self.forms() {
      let bytes = NotificationUmbrella.bytes(form.change.event.type, form.change)
      try Golden.check(form.name, bytes)
      let json = try JSONValue(parsing: bytes)
      #expect(json.bytes == bytes, "\(form.name) is not compact")
      #expect(json["body"]?["changes"]?.arrayValue?.count == 1)
      #expect(json["body"]?.paths.contains("subscriptionId") == false)
    }
  }

  @Test func `every form of a conversation is written as before`() throws {
    for (name, change) in Self.conversations {
      try Golden.check(name, NotificationUmbrella.bytes(.conversationChange, change))
    }
  }

  private static var conversations: [(String, ConversationChange)] {
    var open = ConversationDetails(brand: "TESTCO", startedAt: moment(1_000))
    let consumer = DialogParticipant(id: "c", role: .consumer)
    let agent = DialogParticipant(id: "alice", role: .assignedAgent)
    open.participants = [consumer]
    let name = conversation.description
    var main = DialogDetails(
      id: name,
      participants: [consumer],
      kind: .main,
      startedAt: moment(1_000),
      changedAt: moment(1_000)
    )
    open.dialogs = [main]
    var served = open
    served.skill = "support"
    served.responseSeconds = 30
    served.participants = [consumer, agent, DialogParticipant(id: "bob", role: .assignedAgent, isSuggested: true)]
    main.participants = served.participants
    served.dialogs = [main]
    var surveyed = served
    surveyed.isOpen = false
    surveyed.closeReason = .consumer
    surveyed.endedAt = moment(9_000)
    main.isOpen = false
    main.endedAt = moment(9_000)
    main.closedBy = .consumer
    main.closedCause = "customer"
    surveyed.dialogs = [
      main,
      DialogDetails(
        id: "s",
        participants: [consumer, DialogParticipant(id: "asker", role: .agent)],
        kind: .survey,
        startedAt: moment(9_000),
        changedAt: moment(9_000)
      ),
    ]
    var closed = surveyed
    closed.isStageOpen = false
    closed.closeReason = .timeout
    closed.satisfaction = Satisfaction(rate: 5, isResolved: true, status: .filled)
    closed.dialogs[1].isOpen = false
    closed.dialogs[1].closedBy = .timeout
    var wished = served
    wished.wishes.take([
      Attribute(name: "ttrType", value: "URGENT"), Attribute(name: "campaignId", value: "1244787870"),
      Attribute(name: "engagementId", value: "1246521210"), Attribute(name: "lang", value: "en-US"),
      Attribute(name: "other", value: "x"),
    ])
    return [
      (
        "conversation-wished",
        ConversationChange(conversation: conversation, responseDueAt: moment(5_000), details: wished)
      ),
      ("conversation-open", ConversationChange(conversation: conversation, details: open)),
      (
        "conversation-served",
        ConversationChange(conversation: conversation, responseDueAt: moment(5_000), details: served)
      ),
      ("conversation-surveyed", ConversationChange(conversation: conversation, details: surveyed)),
      ("conversation-closed", ConversationChange(conversation: conversation, details: closed)),
    ]
  }

  @Test func `every golden belongs to a form`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Golden.folder.path)
    let forms = try Self.forms().map(\.name) + Self.conversations.map(\.0)
    #expect(Set(names) == Set(forms.map { "\($0).json" }))
  }

  /// The keys of the seed's sample notification.
  private static let seedSample = #"""
    {"kind":"notification","body":{"changes":[{"sequence":39,"originatorId":"a","originatorMetadata":{"id":"a",
    "role":"CONSUMER"},"serverTimestamp":1641916856713,"event":{"type":"ContentEvent","message":"m",
    "contentType":"text/plain"},"conversationId":"c","dialogId":"d","messageAudience":"ALL"}]},
    "type":"ms.MessagingEventNotification"}
    """#

  @Test func `a text has exactly the keys of the seed's sample, in its order`() throws {
    let sample = try JSONValue(Self.seedSample)
    let change = Self.change(.text("m"), audience: .all)
    let ours = try JSONValue(parsing: NotificationUmbrella.bytes(.content, change))
    #expect(ours.paths == sample.paths)
    let theirs = try #require(sample["body"]?["changes"]?.arrayValue?.first?.objectValue)
    let first = try #require(ours["body"]?["changes"]?.arrayValue?.first?.objectValue)
    #expect(first.map(\.name) == theirs.map(\.name))
  }

  @Test func `a chat state has the bytes that a public test of a receiver has signed, but for its ids`() {
    let change = MessagingChange(
      originator: "o",
      role: .consumer,
      event: .chatState(.pause),
      conversation: Self.conversation,
      dialog: "d"
    )
    let expected =
      #"{"kind":"notification","body":{"changes":[{"originatorId":"o","originatorMetadata":{"id":"o","role":"CONSUMER"},"#
      + #""event":{"type":"ChatStateEvent","chatState":"PAUSE"},"conversationId":"\#(Self.conversation)","#
      + #""dialogId":"d"}]},"type":"ms.MessagingEventNotification"}"#
    #expect(text(NotificationUmbrella.bytes(.chatState, change)) == expected)
  }

  @Test func `text stays UTF-8 and slashes stay slashes`() {
    let bytes = NotificationUmbrella.bytes(.content, Self.change(.text("a/b é 👋\n")))
    #expect(text(bytes).contains(#""message":"a/b é 👋\n""#))
  }

  @Test func `the five types are the keys of configurations`() {
    #expect(
      LivePersonEventType.allCases.map(\.rawValue) == [
        "ms.MessagingEventNotification.ContentEvent", "ms.MessagingEventNotification.RichContentEvent",
        "ms.MessagingEventNotification.AcceptStatusEvent", "ms.MessagingEventNotification.ChatStateEvent",
        "cqm.ExConversationChangeNotification",
      ]
    )
  }
}
