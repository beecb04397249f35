// SPDX-License-Identifier: Apache-2.0

import AvayaDialect
import ContactEngine
import ContactModel
import CordboardTestKit
import DialectKit
import Testing

/// A story told to one contact centre, written down as the notifications of which a subscriber is told.
///
/// A line that begins with `>` is a command; each other is a notification: its event, and its members with identifiers by
/// the names under which they appeared. All of it is read from the bytes a subscriber gets.
struct AvayaStory {
  private(set) var harness: EngineHarness
  private(set) var text = ""
  private(set) var notifications: [JSONValue] = []
  /// What was told of how things stand.
  private(set) var standing: [JSONValue] = []
  private var translator: NotificationTranslator
  private var names: [String: String] = [:]
  private var counts: [String: Int] = [:]

  init(_ title: String, changes: [ConfigurationChange] = [], form: NotificationForm = NotificationForm()) throws {
    harness = EngineHarness()
    translator = NotificationTranslator(
      directory: AvayaDirectory(account: harness.centre.account),
      epoch: 7,
      form: form
    )
    text = "# \(title)\n"
    let (_, facts) = try harness.giveWhole(.configure(SampleAccount.changes() + changes))
    _ = translator.translate(facts)
  }

  /// How many conversations are remembered, and how much after-contact work.
  var remembered: Int { translator.rememberedCount }

  @discardableResult
  mutating func give(_ command: Command, _ told: String, as actor: Principal? = nil) throws -> Outcome {
    text += "> \(told)\n"
    let (outcome, facts) = try harness.giveWhole(command, as: actor)
    try show(facts)
    return outcome
  }

  mutating func pass(_ duration: Duration) throws {
    text += "> \(duration.components.seconds) seconds pass\n"
    harness.clock.advance(by: duration)
    try show(harness.giveWhole(.passTime).1)
  }

  mutating func makeReady(_ agent: AgentID, on domains: [MediaRoutingDomainID] = ["chat"]) throws {
    try give(.logIn(agent), "\(agent) logs in")
    try give(.setAgentState(agent, ready: true, reason: nil), "\(agent) is ready")
    for domain in domains { try give(.setMediaState(agent, domain, ready: true), "\(agent) is ready for \(domain)") }
  }

  mutating func accept(_ agent: AgentID) throws {
    let pending = harness.offer(to: agent)
    let offer = try #require(pending, "\(agent) has no offer")
    try give(.acceptOffer(agent, offer.id), "\(agent) accepts")
  }

  /// The provider reports where a call stands.
  mutating func report(_ call: CallID, _ state: CallState, _ told: String) throws {
    try give(.reportCall(SampleAccount.call(call, state)), told, as: .pbx)
  }

  /// The provider reports where the telephone of an agent stands.
  mutating func reportLeg(of agent: AgentID, _ state: CallLegState, _ told: String, _ reason: CallEndReason? = nil)
    throws
  {
    try give(.reportCallLeg(harness.legReport(of: agent, state, reason)), told, as: .pbx)
  }

  /// How things stand now, in the words of one who comes now.
  mutating func snapshot() throws {
    text += "> what a subscriber is told who asked how things stand\n"
    for notification in translator.snapshot(at: harness.clock.now, after: harness.centre.offset) {
      let bytes = notification.notice(sentAt: harness.clock.now, isState: true).message(
        with: Array("subscription".utf8)
      )
      let json = try JSONValue(parsing: bytes)
      #expect(json["snapshot"] == .bool(true))
      standing.append(json)
      text += line(json)
    }
  }

  private mutating func show(_ facts: [Envelope]) throws {
    for notification in translator.translate(facts) {
      let bytes = notification.notice(sentAt: harness.clock.now).message(with: Array("subscription".utf8))
      let json = try JSONValue(parsing: bytes)
      notifications.append(json)
      text += line(json)
    }
  }

  /// One line: the body without what every one has, then the logins of the envelope.
  private mutating func line(_ json: JSONValue) -> String {
    let body = json["body"]?.objectValue ?? []
    var parts = [body.first { $0.name == "event" }?.value.stringValue ?? "?"]
    for member in body where !["event", "id", "timestamp"].contains(member.name) {
      parts.append("\(member.name)=\(value(member.value, of: member.name))")
    }
    let envelope = json.objectValue ?? []
    for member in envelope where member.name.lowercased().hasSuffix("loginid") {
      parts.append("\(member.name)=\(value(member.value, of: member.name))")
    }
    return "  " + parts.joined(separator: " ") + "\n"
  }

  private mutating func value(_ value: JSONValue, of key: String) -> String {
    switch value {
    case .string(let text): name(text, of: key)
    case .number(let text): text
    case .bool(let value): "\(value)"
    case .null: "null"
    case .array(let values):
      "[" + values.map { self.value($0, of: key) }.joined(separator: " ") + "]"
    case .object(let members):
      "{" + members.map { "\($0.name)=\(self.value($0.value, of: $0.name))" }.joined(separator: " ") + "}"
    }
  }

  /// Identifiers made while the story runs are named by what they were first the value of.
  private mutating func name(_ text: String, of key: String) -> String {
    let isUUID = ConversationID(text) != nil
    guard isUUID || text.count == 20 && text.allSatisfy(\.isNumber) else {
      return text.contains(" ") ? "“\(text)”" : text
    }
    if let known = names[text] { return known }
    var kind = key.hasSuffix("Id") ? String(key.dropLast(2)) : key
    if kind.lowercased().hasSuffix("connection") { kind = "connection" }
    if kind == "accountIds" { kind = "customer" }
    counts[kind, default: 0] += 1
    let name = "\(kind)-\(counts[kind] ?? 0)"
    names[text] = name
    return name
  }
}
