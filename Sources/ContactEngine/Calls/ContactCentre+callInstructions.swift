// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// What the provider of a call is told follows from who takes part in its conversation. Like media states, it is never
/// decided by itself: what the provider was told is compared with what ought to be, and the difference is said.
extension ContactCentre {
  /// What follows for a conversation with a call: first who leaves because the call is over, then what the provider is
  /// told.
  func settleCall(
    of conversation: Conversation,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) -> [Event] {
    guard let call = calls[conversation.id] else { return [] }
    let gone = departures(afterCall: call, in: conversation, at: now)
    if !gone.isEmpty { return gone }
    return orders(for: call, in: conversation).map { order in
      guard order.instruction == .connect else { return .callInstructed(order) }
      let limit = configuration.channels[call.channel]?.voice?.answerLimit ?? VoiceRule.usualAnswerLimit
      let leg: CallLegID = identifiers.make(at: now)
      return .callInstructed(order.connecting(leg, answerBy: now.advanced(by: limit)))
    }
  }

  /// Whoever talked with a customer who hung up has nobody to talk with: it leaves, unless it consults still.
  private func departures(afterCall call: Call, in conversation: Conversation, at now: Timestamp) -> [Event] {
    guard conversation.openSessions == 0,
      let last = conversation.sessions.max(by: { ($0.end?.serial ?? 0) < ($1.end?.serial ?? 0) }),
      last.session.id == call.session
    else { return [] }
    var events: [Event] = []
    for agent in conversation.agents {
      let consults = conversation.participants.contains { $0.agent == agent && $0.dialog != conversation.mainDialog }
      if consults { continue }
      let own = conversation.workItems.compactMap { workItems[$0] }.first { $0.state == .active(agent) }
      if let own {
        events += finish(own, of: agent, in: conversation, left: .conversationClosed, at: now)
      } else {
        events += departures(of: agent, from: conversation, .conversationClosed)
      }
    }
    return events
  }

  /// The difference between what the provider of a call was told and what ought to be. Legs to connect have no id yet.
  func orders(for call: Call, in conversation: Conversation) -> [CallInstructed] {
    let session = conversation.sessions.last { $0.session.id == call.session }
    let isLive = !call.state.isFinal && session?.end == nil
    let wanted = wantedLegs(of: call, in: conversation, isLive: isLive)
    var orders: [CallInstructed] = []
    for leg in call.legs where !wanted.contains(where: { $0.agent == leg.agent }) {
      orders.append(order(.hangUp, for: call, in: conversation, leg))
    }
    for leg in wanted { orders += self.orders(for: leg, of: call, in: conversation) }
    if isLive {
      orders += customerOrders(for: call, in: conversation)
    } else if !call.state.isFinal {
      orders.append(order(.hangUp, for: call, in: conversation))
    }
    return orders
  }

  private func orders(for wanted: WantedLeg, of call: Call, in conversation: Conversation) -> [CallInstructed] {
    guard let leg = call.legs.first(where: { $0.agent == wanted.agent }) else {
      return [
        CallInstructed(
          conversation: conversation.id,
          channel: call.channel,
          call: call.id,
          instruction: .connect,
          agent: wanted.agent,
          extension: configuration.agents[wanted.agent]?.extension,
          dialog: wanted.dialog,
          mode: wanted.mode,
          watched: wanted.watched
        )
      ]
    }
    var orders: [CallInstructed] = []
    if leg.mode != wanted.mode || leg.watched != wanted.watched {
      orders.append(order(.changeMode, for: call, in: conversation, leg, mode: wanted.mode, watched: wanted.watched))
    }
    if leg.dialog != wanted.dialog {
      orders.append(order(.move, for: call, in: conversation, leg, dialog: wanted.dialog, mode: wanted.mode))
    }
    if leg.isHeld != wanted.isHeld {
      orders.append(order(wanted.isHeld ? .hold : .resume, for: call, in: conversation, leg, mode: wanted.mode))
    }
    return orders
  }

  private func customerOrders(for call: Call, in conversation: Conversation) -> [CallInstructed] {
    var orders: [CallInstructed] = []
    if call.state == .dialling, !call.isDialled {
      orders.append(order(.dial, for: call, in: conversation, number: call.dialledNumber))
    }
    let session = conversation.sessions.last { $0.session.id == call.session }
    guard let customer = conversation.participants.first(where: { $0.id == session?.session.participant }) else {
      return orders
    }
    if customer.dialog != call.dialog ?? conversation.mainDialog {
      orders.append(order(.move, for: call, in: conversation, dialog: customer.dialog))
    }
    if (customer.hold != nil) != call.isHeld {
      orders.append(order(customer.hold == nil ? .resume : .hold, for: call, in: conversation))
    }
    let transfer = conversation.assistances.first { $0.target.externalAddress != nil }
    if transfer?.id != call.transfer {
      if let before = call.transfer {
        orders.append(order(.cancelTransfer, for: call, in: conversation, assistance: before))
      }
      if let transfer {
        let address = transfer.target.externalAddress
        orders.append(order(.transfer, for: call, in: conversation, number: address, assistance: transfer.id))
      }
    }
    return orders
  }

  /// Whose telephone ought to be connected, and how.
  private func wantedLegs(of call: Call, in conversation: Conversation, isLive: Bool) -> [WantedLeg] {
    var wanted: [WantedLeg] = []
    for agent in conversation.agents {
      // A telephone is in one place: in a consult rather than with the customer, and where it is not on hold.
      let own = conversation.participants.filter { $0.agent == agent }
      let ordered =
        own.filter { $0.dialog != conversation.mainDialog } + own.filter { $0.dialog == conversation.mainDialog }
      guard let place = ordered.first(where: { $0.hold == nil }) ?? ordered.first else { continue }
      guard isLive || place.dialog != conversation.mainDialog else { continue }
      wanted.append(WantedLeg(agent: agent, place))
    }
    guard isLive, configuration.channels[call.channel]?.voice?.ringsOnOffer == true else { return wanted }
    for item in conversation.workItems.compactMap({ workItems[$0] }) {
      guard case .offered(let id) = item.state, let offer = offers[id],
        !wanted.contains(where: { $0.agent == offer.agent })
      else { continue }
      let consult = item.assistance.flatMap { conversation.assistance($0)?.dialog }
      wanted.append(WantedLeg(agent: offer.agent, dialog: consult ?? conversation.mainDialog))
    }
    return wanted
  }

  private func order(
    _ instruction: CallInstruction,
    for call: Call,
    in conversation: Conversation,
    _ leg: CallLeg? = nil,
    dialog: DialogID? = nil,
    mode: CallLegMode? = nil,
    watched: AgentID? = nil,
    number: String? = nil,
    assistance: AssistanceID? = nil
  ) -> CallInstructed {
    CallInstructed(
      conversation: conversation.id,
      channel: call.channel,
      call: call.id,
      instruction: instruction,
      leg: leg?.id,
      agent: leg?.agent,
      dialog: dialog,
      mode: mode ?? leg?.mode,
      watched: watched,
      number: number,
      assistance: assistance
    )
  }
}

/// How an agent's telephone ought to be connected.
private struct WantedLeg {
  var agent: AgentID
  var dialog: DialogID
  var mode = CallLegMode.talk
  var watched: AgentID?
  var isHeld = false

  init(agent: AgentID, dialog: DialogID) {
    self.agent = agent
    self.dialog = dialog
  }

  init(agent: AgentID, _ place: Participant) {
    self.init(agent: agent, dialog: place.dialog)
    isHeld = place.hold != nil
    switch place.role {
    case .silentMonitor: mode = .listen
    case .coach: mode = .whisper
    case .primary, .assistant, .barged, .customer: mode = .talk
    }
    if mode != .talk { watched = place.watched }
  }
}

extension CallInstructed {
  /// The same with the id of the leg to connect and until when it must be answered.
  fileprivate func connecting(_ leg: CallLegID, answerBy time: Timestamp) -> CallInstructed {
    CallInstructed(
      conversation: conversation,
      channel: channel,
      call: call,
      instruction: instruction,
      leg: leg,
      agent: agent,
      extension: `extension`,
      dialog: dialog,
      mode: mode,
      watched: watched,
      answerBy: time
    )
  }
}

extension AssistanceTarget {
  /// The address outside that is asked.
  var externalAddress: String? {
    if case .external(let address) = self { address } else { nil }
  }
}
