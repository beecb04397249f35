// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import DialectKit
import LivePersonDialect
import Testing

/// A story told to one contact centre, written down as the notifications of which receivers are told.
///
/// A line that begins with `>` is what somebody does; each other is a notification, read from its bytes: its type and its
/// members, with identifiers by the names under which they appeared and times since the start.
struct LivePersonStory {
  private(set) var harness: EngineHarness
  private(set) var text: String
  private(set) var notifications: [LivePersonNotification] = []
  private(set) var folds: [ConversationID: ConversationFold] = [:]
  private let settings: FoldSettings
  private let start: Timestamp
  private var names: [String: String] = [:]
  private var counts: [String: Int] = [:]

  static let survey = SurveyRule(
    questions: [
      SurveyQuestion(id: "rating", text: "How was it, from 1 to 5?", kind: .rating),
      SurveyQuestion(id: "solved", text: "Is it solved?", kind: .yesNo),
    ],
    limit: .seconds(600)
  )

  /// The sample account with a survey and times for responses on its channel of chats.
  static var web: Channel {
    var web = SampleAccount.channel("web", .chat, "1212", "chat", .push(queue: "support", priority: 5))
    web.survey = survey
    web.response = ResponseRule(first: .seconds(30), each: .seconds(60))
    web.inactivity = InactivityRule(closeAfter: .seconds(300))
    return web
  }

  static let files = FoldSettings(
    fileOrigin: "https://centre.example",
    fileFolder: "/api/v1/accounts/TESTCO/files/"
  )

  init(_ title: String, settings: FoldSettings = files, checksEverything: Bool = true) throws {
    harness = EngineHarness(checksEverything: checksEverything)
    self.settings = settings
    start = harness.clock.now
    text = "# \(title)\n"
    try harness.give(.configure(SampleAccount.changes() + [.channel(Self.web)]))
  }

  @discardableResult
  mutating func give(_ command: Command, _ told: String, as actor: Principal? = nil) throws -> Outcome {
    text += "> \(told)\n"
    harness.clock.advance(by: .seconds(1))
    let (outcome, facts) = try harness.giveWhole(command, as: actor)
    try show(facts)
    return outcome
  }

  mutating func pass(_ duration: Duration) throws {
    text += "> \(duration.components.seconds) seconds pass\n"
    harness.clock.advance(by: duration)
    try show(harness.giveWhole(.passTime).1)
  }

  mutating func makeReady(_ agents: AgentID...) throws {
    for agent in agents { try harness.makeReady(agent) }
  }

  mutating func accept(_ agent: AgentID) throws {
    let pending = harness.offer(to: agent)
    let offer = try #require(pending, "\(agent) has no offer")
    try give(.acceptOffer(agent, offer.id), "\(agent) accepts")
  }

  mutating func say(
    _ words: String,
    in id: ConversationID,
    as speaker: Speaker,
    _ message: MessageID,
    audience: MessageAudience = .everyone
  ) throws {
    let body = MessageBody(kind: "PLAIN", text: words)
    try post(body, in: id, as: speaker, message, audience: audience)
  }

  mutating func post(
    _ body: MessageBody,
    in id: ConversationID,
    as speaker: Speaker,
    _ message: MessageID,
    audience: MessageAudience = .everyone
  ) throws {
    let new = NewMessage(id: message, body: body, audience: audience)
    let post = PostMessage(conversation: id, speaker: speaker, message: new)
    try give(.postMessage(post), "\(speaker) says \(message)")
  }

  mutating func type(_ id: ConversationID, _ speaker: Speaker, _ isTyping: Bool) throws {
    text += "> \(speaker) \(isTyping ? "writes" : "stops writing")\n"
    let signal = try harness.centre.signal(
      .typing(id, speaker, isTyping: isTyping),
      from: .system(harness.centre.account),
      at: harness.clock.now
    )
    guard let notification = folds[id]?.notification(of: signal) else { return }
    notifications.append(notification)
    text += try line(notification)
  }

  /// The conversation's facts, folded anew.
  func rebuilt(_ id: ConversationID, erased: Bool = false) -> [LivePersonNotification] {
    var fold = ConversationFold(account: harness.centre.account, settings: settings)
    return harness.log.filter { $0.event.subject.conversation == id }.flatMap { envelope in
      fold.notifications(of: erased ? envelope.erased : envelope)
    }
  }

  /// What was told of facts, live.
  func told(_ id: ConversationID) -> [LivePersonNotification] {
    notifications.filter { $0.conversation == id && $0.offset != nil }
  }

  private mutating func show(_ facts: [Envelope]) throws {
    for fact in facts {
      guard let id = fact.event.subject.conversation else { continue }
      var fold = folds[id] ?? ConversationFold(account: harness.centre.account, settings: settings)
      let new = fold.notifications(of: fact)
      folds[id] = fold
      notifications += new
      for notification in new { text += try line(notification) }
    }
  }

  private mutating func line(_ notification: LivePersonNotification) throws -> String {
    let json = try JSONValue(parsing: notification.body)
    let change = try #require(json["body"]?["changes"]?.arrayValue?.first)
    let shown = change["result"] ?? change
    let members = shown.objectValue ?? []
    let type = notification.type.rawValue.split(separator: ".").last ?? ""
    return "  \(type) " + members.map { "\($0.name)=\(value($0.value))" }.joined(separator: " ") + "\n"
  }

  private mutating func value(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): name(text)
    case .number(let text): time(text)
    case .bool(let value): "\(value)"
    case .null: "null"
    case .array(let values): "[" + values.map { self.value($0) }.joined(separator: " ") + "]"
    case .object(let members):
      "{" + members.map { "\($0.name)=\(self.value($0.value))" }.joined(separator: " ") + "}"
    }
  }

  private func time(_ number: String) -> String {
    guard let milliseconds = Int64(number), milliseconds > 1_000_000_000_000 else { return number }
    return "+\(milliseconds - start.milliseconds)"
  }

  private mutating func name(_ text: String) -> String {
    guard ConversationID(text) != nil else { return text.contains(" ") ? "“\(text)”" : text }
    if let known = names[text] { return known }
    counts["id", default: 0] += 1
    let name = "id-\(counts["id"] ?? 0)"
    names[text] = name
    return name
  }
}
