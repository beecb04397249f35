// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// Turns commands and facts into short text for people, by reflection, so that a new command or fact needs nothing here.
/// Identifiers made by the core get names in the order in which they appear: `conversation-1`, `work-2`.
struct TranscriptWords {
  /// The moment from which times are counted.
  let start: Timestamp
  private var names: [String: String] = [:]
  private var counts: [String: Int] = [:]

  init(start: Timestamp) {
    self.start = start
  }

  /// A command: its name and what it says.
  mutating func text(_ command: Command) -> String { asked(command) }

  /// What is asked to be shown without being kept.
  mutating func text(_ intent: SignalIntent) -> String { asked(intent) }

  /// A signal: what it says, and to whom.
  mutating func text(_ signal: Signal) -> String {
    let audience = signal.audience.isEmpty ? "" : " to \(signal.audience.map(\.rawValue).joined(separator: ", "))"
    return asked(signal.content) + audience
  }

  private mutating func asked(_ choice: Any) -> String {
    guard let content = Mirror(reflecting: choice).children.first else { return "\(choice)" }
    let fields = Mirror(reflecting: content.value)
    let text =
      fields.displayStyle == .tuple || isPlainStruct(content.value, fields)
      ? members(fields, without: []) : value(content.value) ?? ""
    return text.isEmpty ? content.label ?? "" : "\(content.label ?? "") \(text)"
  }

  /// A fact: its kind, its places, and what it says.
  mutating func text(_ envelope: Envelope) -> String {
    var places: [String] = []
    let subject = envelope.event.subject
    if let id = subject.conversation, let number = envelope.conversationSequence {
      places.append("\(value(id) ?? "") #\(number)")
    }
    if let id = subject.agent, let number = envelope.agentSequence { places.append("\(id) #\(number)") }
    var text = envelope.event.kind.name
    if !places.isEmpty { text += " (\(places.joined(separator: ", ")))" }
    guard let fact = Mirror(reflecting: envelope.event).children.first else { return text }
    let said = members(Mirror(reflecting: fact.value), without: ["conversation"])
    return said.isEmpty ? text : "\(text) \(said)"
  }

  /// A time as the distance from the start.
  func text(_ time: Timestamp) -> String {
    let distance = time.milliseconds - start.milliseconds
    return distance % 1_000 == 0 ? "+\(distance / 1_000)s" : "+\(distance)ms"
  }

  private mutating func members(_ mirror: Mirror, without hidden: Set<String>) -> String {
    var parts: [String] = []
    for child in mirror.children {
      guard let text = value(child.value) else { continue }
      guard let label = child.label, !label.hasPrefix(".") else {
        parts.append(text)
        continue
      }
      if !hidden.contains(label) { parts.append("\(label)=\(text)") }
    }
    return parts.joined(separator: " ")
  }

  /// A value; nil for what is absent or empty, which is left out.
  private mutating func value(_ value: Any) -> String? {
    switch value {
    case let id as any UniqueIdentifier: return name(of: id)
    case let id as MessageID: return ConnectionID(id.rawValue) == nil ? id.rawValue : name("message", id.rawValue)
    case let id as any NamedIdentifier: return id.description
    case let choice as any Named: return choice.name
    case let time as Timestamp: return text(time)
    case let duration as Duration:
      let milliseconds = duration.wholeMilliseconds
      return milliseconds % 1_000 == 0 ? "\(milliseconds / 1_000)s" : "\(milliseconds)ms"
    case let text as String: return text.isEmpty || text.contains(where: \.isWhitespace) ? "\"\(text)\"" : text
    default: return structure(value)
    }
  }

  private mutating func structure(_ value: Any) -> String? {
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional: return mirror.children.first.flatMap { self.value($0.value) }
    case .collection, .set:
      let elements = mirror.children.compactMap { self.value($0.value) }
      return elements.isEmpty ? nil : "[\(elements.joined(separator: ", "))]"
    case .struct, .tuple: return "{\(members(mirror, without: []))}"
    case .enum:
      guard let content = mirror.children.first else { return "\(value)" }
      return "\(content.label ?? "")(\(self.value(content.value) ?? ""))"
    default: return "\(value)"
    }
  }

  private func isPlainStruct(_ value: Any, _ mirror: Mirror) -> Bool {
    mirror.displayStyle == .struct && !(value is any UniqueIdentifier) && !(value is any NamedIdentifier)
  }

  private mutating func name(of id: any UniqueIdentifier) -> String {
    let kind =
      switch id {
      case is ConversationID: "conversation"
      case is WorkItemID: "work"
      case is OfferID: "offer"
      case is DialogID: "dialog"
      case is ParticipantID: "participant"
      case is ConnectionID: "connection"
      case is ChannelSessionID: "session"
      case is CustomerID: "person"
      case is AssistanceID: "assistance"
      case is CallLegID: "leg"
      default: "thing"
      }
    return name(kind, id.description)
  }

  private mutating func name(_ kind: String, _ id: String) -> String {
    if let known = names["\(kind) \(id)"] { return known }
    counts[kind, default: 0] += 1
    let name = "\(kind)-\(counts[kind, default: 0])"
    names["\(kind) \(id)"] = name
    return name
  }
}
