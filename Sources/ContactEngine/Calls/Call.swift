// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// The call of a conversation's customer, with the legs of those who talk with it: what its provider reported, and what it
/// was told. A conversation has one at a time; it is kept until the conversation closes or another call begins in it.
package struct Call: Hashable, Sendable {
  package let channel: ChannelID
  package let session: ChannelSessionID
  /// In the words of the provider, once it is known.
  package internal(set) var id: CallID?
  package let direction: ConversationDirection
  package let callingNumber: String?
  package let dialledNumber: String?
  /// As reported; the provider's own report, or what it was told last, ends it.
  package internal(set) var state: CallState
  package let startedAt: Timestamp
  package internal(set) var answeredAt: Timestamp?
  /// Whether the provider was told to reach the customer.
  package internal(set) var isDialled = false
  /// The dialog the customer is in, as the provider was told; nil for the main one.
  package internal(set) var dialog: DialogID?
  /// Whether the customer is on hold at the provider.
  package internal(set) var isHeld = false
  /// The transfer the provider was told to make.
  package internal(set) var transfer: AssistanceID?
  /// Those that are not over.
  package internal(set) var legs: [CallLeg] = []

  /// The call a fact begins.
  package init(_ fact: CallStarted, at time: Timestamp, legs: [CallLeg] = []) {
    channel = fact.channel
    session = fact.session
    id = fact.call
    direction = fact.direction
    callingNumber = fact.callingNumber
    dialledNumber = fact.dialledNumber
    state = fact.state
    startedAt = time
    answeredAt = fact.state == .answered ? time : nil
    self.legs = legs
  }

  init(
    channel: ChannelID,
    session: ChannelSessionID,
    id: CallID?,
    direction: ConversationDirection,
    callingNumber: String?,
    dialledNumber: String?,
    state: CallState,
    startedAt: Timestamp
  ) {
    self.channel = channel
    self.session = session
    self.id = id
    self.direction = direction
    self.callingNumber = callingNumber
    self.dialledNumber = dialledNumber
    self.state = state
    self.startedAt = startedAt
  }

  /// A leg that is not over.
  package func leg(_ id: CallLegID) -> CallLeg? {
    legs.first { $0.id == id }
  }

  /// When the first leg that rings must have been answered.
  var answerBy: Timestamp? {
    legs.compactMap(\.answerBy).min()
  }

  // MARK: Facts

  /// What its provider reported.
  package mutating func take(_ fact: CallStateChanged, at time: Timestamp) {
    id = fact.call
    state = fact.state
    switch fact.state {
    case .answered:
      if answeredAt == nil { answeredAt = time }
      // The provider did what it reports: it need not be told.
      if fact.previous == .held { isHeld = false }
    case .held: isHeld = true
    case .dialling, .ringing, .transferred, .ended: break
    }
  }

  /// What its provider reported of a leg.
  package mutating func take(_ fact: CallLegStateChanged) {
    guard let index = legs.firstIndex(where: { $0.id == fact.leg }) else { return }
    legs[index].state = fact.state
    if let providerLeg = fact.providerLeg { legs[index].providerLeg = providerLeg }
    switch fact.state {
    case .answered: legs[index].answerBy = nil
    case .ended: legs.remove(at: index)
    case .requested, .ringing: break
    }
  }

  /// What its provider was told.
  package mutating func take(_ fact: CallInstructed, at time: Timestamp) {
    guard let leg = fact.leg else { return takeCustomer(fact) }
    if fact.instruction == .connect {
      legs.append(CallLeg(leg, fact, at: time))
      return
    }
    guard let index = legs.firstIndex(where: { $0.id == leg }) else { return }
    switch fact.instruction {
    case .move: if let dialog = fact.dialog { legs[index].dialog = dialog }
    case .changeMode:
      legs[index].mode = fact.mode ?? .talk
      legs[index].watched = fact.watched
    case .hold: legs[index].isHeld = true
    case .resume: legs[index].isHeld = false
    case .hangUp: legs.remove(at: index)
    case .dial, .connect, .transfer, .cancelTransfer: break
    }
  }

  private mutating func takeCustomer(_ fact: CallInstructed) {
    switch fact.instruction {
    case .dial: isDialled = true
    case .move: dialog = fact.dialog
    case .hold: isHeld = true
    case .resume: isHeld = false
    case .hangUp: state = .ended
    case .transfer: transfer = fact.assistance
    case .cancelTransfer: transfer = nil
    case .connect, .changeMode: break
    }
  }
}

/// The connection of an agent's telephone with a call.
package struct CallLeg: Hashable, Sendable {
  package let id: CallLegID
  package let agent: AgentID
  package let `extension`: String?
  package internal(set) var dialog: DialogID
  package internal(set) var mode: CallLegMode
  /// The agent whose leg it goes with, if it listens or whispers.
  package internal(set) var watched: AgentID?
  package internal(set) var isHeld = false
  package internal(set) var state = CallLegState.requested
  package let startedAt: Timestamp
  /// When it must have been answered; nil once it was.
  package internal(set) var answerBy: Timestamp?
  /// In the words of the provider.
  package internal(set) var providerLeg: String?

  init(_ id: CallLegID, _ fact: CallInstructed, at time: Timestamp) {
    self.init(
      id: id,
      agent: fact.agent ?? "",
      extension: fact.extension,
      dialog: fact.dialog ?? DialogID(rawValue: 0),
      mode: fact.mode ?? .talk,
      watched: fact.watched,
      startedAt: time,
      answerBy: fact.answerBy
    )
  }

  init(
    id: CallLegID,
    agent: AgentID,
    extension: String?,
    dialog: DialogID,
    mode: CallLegMode,
    watched: AgentID?,
    startedAt: Timestamp,
    answerBy: Timestamp?
  ) {
    self.id = id
    self.agent = agent
    self.extension = `extension`
    self.dialog = dialog
    self.mode = mode
    self.watched = watched
    self.startedAt = startedAt
    self.answerBy = answerBy
  }
}
