// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// A dialog as the fold knows it.
struct FoldedDialog: Sendable {
  /// Whether somebody is in a dialog.
  enum Presence: Sendable {
    case present, suggested, gone
  }

  /// Somebody who is or was in a dialog, once however often it appeared.
  struct Member: Sendable {
    let id: String
    var role: LivePersonRole
    var presence: Presence
    /// What somebody who is asked to come back was before; nil for everybody else.
    var before: LivePersonRole?
  }

  /// The most who are remembered of one dialog; the oldest who are gone are forgotten first.
  static let mostMembers = 128

  let id: DialogID
  /// Its id on the wire.
  let name: String
  let kind: DialogDetails.Kind
  let startedAt: Timestamp
  var changedAt: Timestamp
  private(set) var members: [Member] = []
  /// When, by whom and why it was closed.
  private(set) var end: (at: Timestamp, by: ConversationDetails.CloseReason, cause: String)?
  /// Who was the serving bot when it was closed.
  private var lastServingBot: String?
  /// The number of the next event.
  private var sequence = 0

  init(_ id: DialogID, _ name: String, _ kind: DialogDetails.Kind, _ time: Timestamp) {
    self.id = id
    self.name = name
    self.kind = kind
    startedAt = time
    changedAt = time
  }

  mutating func nextSequence() -> Int {
    defer { sequence += 1 }
    return sequence
  }

  /// What somebody is or was here; nil if it never was.
  func role(of id: String) -> LivePersonRole? {
    guard let member = members.last(where: { $0.id == id }) else { return nil }
    return id == servingBot ? .assignedAgent : member.before ?? member.role
  }

  /// The first of the bots who are in the main dialog, while no agent is assigned there: a conversation that is served has
  /// somebody assigned on this wire. Once the dialog is closed, the one there was then: nothing of it changes by who leaves.
  private var servingBot: String? {
    guard kind == .main, end == nil else { return lastServingBot }
    let present = members.filter { $0.presence == .present }
    guard !present.contains(where: { $0.role == .assignedAgent }) else { return nil }
    return present.first { $0.role == .agent }?.id
  }

  mutating func join(_ id: String, _ role: LivePersonRole) {
    if let index = members.firstIndex(where: { $0.id == id }) {
      members[index].role = role
      members[index].presence = .present
      members[index].before = nil
      return
    }
    add(Member(id: id, role: role, presence: .present))
  }

  mutating func leave(_ id: String) {
    guard let index = members.firstIndex(where: { $0.id == id }) else { return }
    members[index].presence = .gone
  }

  /// Somebody is asked to take over; who takes part already is not shown twice. Who took part before keeps its place.
  mutating func suggest(_ id: String) {
    guard let index = members.firstIndex(where: { $0.id == id }) else {
      add(Member(id: id, role: .assignedAgent, presence: .suggested))
      return
    }
    guard members[index].presence == .gone else { return }
    members[index].before = members[index].role
    members[index].role = .assignedAgent
    members[index].presence = .suggested
  }

  /// Whoever was asked and did not come is asked no more.
  mutating func withdraw(_ id: String) { withdraw { $0.id == id } }

  /// Of those who are asked, who took part before is gone as it was: all who ever took part are told of in the end. The others
  /// never came, and are forgotten.
  private mutating func withdraw(_ isMeant: (Member) -> Bool) {
    for index in members.indices where isMeant(members[index]) {
      guard let before = members[index].before else { continue }
      members[index].role = before
      members[index].presence = .gone
      members[index].before = nil
    }
    members.removeAll { $0.presence == .suggested && isMeant($0) }
  }

  mutating func close(at time: Timestamp, by closer: ConversationDetails.CloseReason, cause: String) {
    guard end == nil else { return }
    withdraw { _ in true }
    lastServingBot = servingBot
    end = (time, closer, cause)
  }

  /// The dialog goes on.
  mutating func reopen() { end = nil }

  private mutating func add(_ member: Member) {
    if members.count >= Self.mostMembers, let oldest = members.firstIndex(where: { $0.presence == .gone }) {
      members.remove(at: oldest)
    }
    members.append(member)
  }

  /// The dialog on the wire: with who is there or, once it is closed, who was.
  var details: DialogDetails {
    let bot = servingBot
    return DialogDetails(
      id: name,
      participants: members.filter { end != nil || $0.presence != .gone }.map { member in
        DialogParticipant(
          id: member.id,
          role: member.id == bot ? .assignedAgent : member.role,
          isSuggested: member.presence == .suggested
        )
      },
      kind: kind,
      isOpen: end == nil,
      startedAt: startedAt,
      endedAt: end?.at,
      changedAt: changedAt,
      closedBy: end?.by,
      closedCause: end?.cause
    )
  }
}
