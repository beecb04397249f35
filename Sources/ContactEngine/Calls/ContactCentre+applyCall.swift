// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension ContactCentre {
  mutating func apply(_ fact: CallStarted, at time: Timestamp) {
    let id = fact.conversation
    // Agents who still talk with each other keep their legs when the customer calls again.
    set(Call(fact, at: time, legs: calls[id]?.legs ?? []), of: id)
  }

  mutating func apply(_ fact: CallStateChanged, at time: Timestamp) {
    changeCall(of: fact.conversation) { $0.take(fact, at: time) }
  }

  mutating func apply(_ fact: CallLegStateChanged) {
    let dialog = calls[fact.conversation]?.leg(fact.leg)?.dialog
    changeCall(of: fact.conversation) { $0.take(fact) }
    guard fact.state == .answered, fact.mode == .talk else { return }
    // Somebody talks with the customer: what it hears on the telephone is a response like any other.
    change(fact.conversation) { conversation in
      guard dialog == conversation.mainDialog else { return }
      conversation.customerWaitsSince = nil
      conversation.isAnswered = true
    }
  }

  mutating func apply(_ fact: CallInstructed, at time: Timestamp) {
    changeCall(of: fact.conversation) { $0.take(fact, at: time) }
  }

  /// The end of a session is the end of its call where the provider connected the customer elsewhere.
  mutating func endCall(_ fact: ChannelSessionEnded) {
    guard fact.reason == .transferred, calls[fact.conversation]?.session == fact.session else { return }
    changeCall(of: fact.conversation) { call in
      if !call.state.isFinal { call.state = .transferred }
    }
  }

  /// The provider refused a transfer: it need not be told to give it up.
  mutating func forgetTransfer(_ fact: AssistanceFailed) {
    guard fact.reason == .refused, calls[fact.conversation]?.transfer == fact.assistance else { return }
    changeCall(of: fact.conversation) { $0.transfer = nil }
  }

  /// The conversation of a call is over, and with it the call.
  mutating func forgetCall(of id: ConversationID) {
    guard let call = calls[id] else { return }
    set(nil, of: id)
    remember(call, of: id)
  }

  private mutating func changeCall(of id: ConversationID, _ body: (inout Call) -> Void) {
    guard var call = calls[id] else { return }
    body(&call)
    set(call, of: id)
    if call.state.isFinal { remember(call, of: id) }
  }

  private mutating func remember(_ call: Call, of conversation: ConversationID) {
    guard let id = call.id else { return }
    let limit = configuration.settings.limits.rememberedCommands
    endedCalls.remember(id, on: call.channel, of: conversation, limit: limit)
  }

  /// Replaces the call of a conversation, and with it what is derived from it.
  private mutating func set(_ call: Call?, of id: ConversationID) {
    if let before = calls[id] {
      callIndex.remove(before)
      deadlines.disarm(.callLegs(id), at: before.answerBy)
    }
    calls[id] = call
    guard let call else { return }
    callIndex.add(call, of: id)
    if let time = call.answerBy { deadlines.arm(.callLegs(id), at: time) }
  }

  /// Makes anew what is derived from the calls.
  mutating func rebuildCalls() {
    callIndex = CallIndex()
    for id in calls.keys {
      guard let call = calls[id] else { continue }
      callIndex.add(call, of: id)
      if let time = call.answerBy { deadlines.arm(.callLegs(id), at: time) }
    }
  }
}
