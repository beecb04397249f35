// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// The chat of an interaction: who is in it, and its events.
///
/// An event that a fact makes has the same number for every agent and whenever it is read. Typing is no fact and is not
/// read again, so its notices take the numbers between those of facts, which leave room.
extension Interaction {
  /// How far the numbers of facts' events are apart.
  static let spacing = 100

  /// The newest number that was given.
  private var latest: Int {
    let fact = events.last?.id ?? 0
    return notices.last.map { max($0.id, fact) } ?? fact
  }

  private mutating func append(
    _ sender: ChatParticipant,
    _ time: Timestamp,
    _ visibility: ChatEvent.Visibility,
    _ content: ChatEvent.Content,
    hearers: [AgentID]? = nil
  ) {
    let id = (events.last?.id ?? 1 - Self.spacing) + Self.spacing
    let event = ChatEvent(
      id: id,
      sender: sender,
      time: time,
      visibility: visibility,
      content: content,
      hearers: hearers
    )
    events.append(event)
    eventBytes += event.written.count
    // A quarter more than is ever shown, so that the rest is not moved up for every event.
    if events.count > kept.events * 5 / 4 || eventBytes > kept.bytes * 5 / 4 { forgetOldest() }
  }

  private mutating func forgetOldest() {
    var count = 0
    while count < events.count - 1, events.count - count > kept.events || eventBytes > kept.bytes {
      eventBytes -= events[count].written.count
      count += 1
    }
    events.removeFirst(count)
  }

  /// Everybody who is there and seen.
  var participants: [ChatParticipant] { parties.map(\.shown) }

  /// The newest events an agent may see, in order, and the number of the last of all. Looks at no more than it shows.
  func chat(for agent: AgentID, _ part: ChatPart) -> InteractionMessage.Content {
    var shown: [ChatEvent] = []
    var bytes = 0
    var rest = events[...]
    var restOfNotices = notices[...]
    while shown.count < part.events {
      let isNotice = (restOfNotices.last?.id ?? 0) > (rest.last?.id ?? 0)
      guard let event = isNotice ? restOfNotices.popLast() : rest.popLast() else { break }
      guard event.isShown(to: agent) else { continue }
      bytes += event.written.count
      guard bytes <= part.bytes || shown.isEmpty else { break }
      shown.append(event)
    }
    shown.reverse()
    return .chat(events: shown, latest: shown.last?.id ?? 0)
  }

  // MARK: Who is there

  mutating func joinCustomer(_ id: ParticipantID, _ customer: Customer, _ time: Timestamp) {
    let name = customer.displayName ?? customer.identifier
    join(id, mainDialog, .customer, nil, .client, name, time)
  }

  mutating func join(
    _ id: ParticipantID,
    _ dialog: DialogID,
    _ role: ParticipantRole,
    _ agent: AgentID,
    _ time: Timestamp,
    _ directory: GenesysDirectory
  ) -> InteractionChange {
    // Who listens unseen is shown to nobody, and sees itself nevertheless among those who take part.
    guard role != .silentMonitor else { return .none }
    join(id, dialog, role, agent, .agent, directory.name(of: agent), time)
    return .shown
  }

  mutating func join(
    _ id: ParticipantID,
    _ dialog: DialogID,
    _ role: ParticipantRole,
    _ agent: AgentID?,
    _ type: ChatEvent.UserType,
    _ name: String,
    _ time: Timestamp
  ) {
    parties.removeAll { $0.id == id }
    let shown = ChatParticipant(userId: GenesysIdentifier.chatUser(id, joined: time), type: type, nickname: name)
    parties.append(Party(id: id, dialog: dialog, role: role, agent: agent, joined: time, shown: shown))
    append(shown, time, visibility(dialog, role), .joined)
  }

  mutating func leave(_ id: ParticipantID, _ time: Timestamp) -> InteractionChange {
    guard let index = parties.firstIndex(where: { $0.id == id }) else { return .none }
    let party = parties.remove(at: index)
    append(party.shown, time, visibility(party.dialog, party.role), .left)
    return .shown
  }

  mutating func move(
    _ id: ParticipantID,
    to dialog: DialogID,
    _ role: ParticipantRole,
    _ agent: AgentID?,
    _ time: Timestamp,
    _ directory: GenesysDirectory
  ) -> InteractionChange {
    guard let agent else { return .none }
    return join(id, dialog, role, agent, time, directory)
  }

  mutating func change(
    _ fact: ParticipantRoleChanged,
    _ time: Timestamp,
    _ directory: GenesysDirectory
  ) -> InteractionChange {
    guard let agent = fact.agent else { return .none }
    if fact.role == .silentMonitor { return leave(fact.participant, time) }
    if let index = parties.firstIndex(where: { $0.id == fact.participant }),
      visibility(fact.dialog, parties[index].role) == visibility(fact.dialog, fact.role)
    {
      parties[index].role = fact.role
      return .none
    }
    return join(fact.participant, fact.dialog, fact.role, agent, time, directory)
  }

  /// Whether the customer sees somebody.
  private func visibility(_ dialog: DialogID, _ role: ParticipantRole) -> ChatEvent.Visibility {
    dialog == mainDialog && role != .coach && role != .silentMonitor ? .all : .agents
  }

  // MARK: What is said

  mutating func say(
    _ fact: MessagePosted,
    _ audience: [AgentID],
    _ time: Timestamp,
    _ directory: GenesysDirectory
  ) -> InteractionChange {
    let message = fact.message
    let isForAll = message.audience == .everyone && fact.dialog == mainDialog
    let hearers = message.audience == .coachedAgent ? audience : nil
    let sender = party(message.sender) ?? message.senderAgent.flatMap { agent in parties.first { $0.agent == agent } }
    append(
      sender?.shown ?? stranger(message, time, directory),
      time,
      isForAll ? .all : .agents,
      .message(text: Self.text(of: message.body)),
      hearers: hearers
    )
    return InteractionChange(audience: hearers)
  }

  /// Whoever speaks without being there.
  private func stranger(_ message: Message, _ time: Timestamp, _ directory: GenesysDirectory) -> ChatParticipant {
    let type: ChatEvent.UserType =
      switch message.senderKind {
      case .customer: .client
      case .agent, .supervisor: .agent
      case .bot, .system: .external
      }
    return ChatParticipant(
      userId: GenesysIdentifier.chatUser(message.sender, joined: time),
      type: type,
      nickname: message.senderAgent.map { directory.name(of: $0) } ?? ""
    )
  }

  /// What agents read who can read no more than text: that, the address of a file, or what kind of thing was said.
  private static func text(of body: MessageBody) -> String {
    if let text = body.text, !text.isEmpty { return text }
    let content = body.content.flatMap { try? JSONValue(parsing: Array($0.utf8)) }
    return content?["attachment"]?["mediaUrl"]?.stringValue ?? content?["mediaUrl"]?.stringValue ?? "[\(body.kind)]"
  }

  /// Somebody began or stopped writing; false if there is nothing to show.
  mutating func type(_ id: ParticipantID, isStarted: Bool, at time: Timestamp) -> Bool {
    guard medium == .chat, noticeLimit > 0, let party = party(id) else { return false }
    let number = latest + 1
    // There is room until the next fact for so many; what comes after that is not shown.
    guard number < (events.last?.id ?? 0) + Self.spacing else { return false }
    notices.append(
      ChatEvent(
        id: number,
        sender: party.shown,
        time: time,
        visibility: visibility(party.dialog, party.role),
        content: .typing(isStarted: isStarted),
        hearers: nil
      )
    )
    if notices.count > noticeLimit { notices.removeFirst() }
    return true
  }
}
