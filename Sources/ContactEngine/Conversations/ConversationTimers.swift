// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// The times at which something of a conversation is due. Derived from what the conversation says.
struct ConversationTimers: Hashable {
  /// The end of the first hold that ends by itself.
  var hold: Timestamp?
  /// When a response is due.
  var response: Timestamp?
  /// When an inactive customer is warned, or the conversation closed.
  var inactivity: Timestamp?
  /// When the survey is closed.
  var survey: Timestamp?
  /// When the first customer who is to be reached counts as unreachable.
  var answer: Timestamp?
}

extension Conversation {
  var timers: ConversationTimers {
    var timers = ConversationTimers()
    for participant in participants {
      guard let until = participant.hold?.until else { continue }
      timers.hold = min(timers.hold ?? until, until)
    }
    if let dueResponse, !dueResponse.isBreached { timers.response = dueResponse.deadline }
    timers.inactivity = awaitedCustomer.map { $0.warnAt ?? $0.deadline }
    if let survey, survey.isOpen { timers.survey = survey.deadline }
    for session in sessions {
      guard session.end == nil, let answerBy = session.answerBy else { continue }
      timers.answer = min(timers.answer ?? answerBy, answerBy)
    }
    return timers
  }
}

extension ContactCentre {
  /// Changes a conversation in place and arms its deadlines anew where they moved.
  mutating func change(_ id: ConversationID, _ body: (inout Conversation) -> Void) {
    let moved = conversations.change(id) { conversation in
      let before = conversation.timers
      body(&conversation)
      return (before, conversation.timers)
    }
    if let (before, after) = moved { settle(id, from: before, to: after) }
  }

  /// Arms the deadlines of a conversation that moved.
  mutating func settle(_ id: ConversationID, from before: ConversationTimers, to after: ConversationTimers) {
    guard before != after else { return }
    move(.participantHold(id), from: before.hold, to: after.hold)
    move(.response(id), from: before.response, to: after.response)
    move(.inactivity(id), from: before.inactivity, to: after.inactivity)
    move(.survey(id), from: before.survey, to: after.survey)
    move(.answer(id), from: before.answer, to: after.answer)
  }

  private mutating func move(_ subject: DeadlineSubject, from before: Timestamp?, to after: Timestamp?) {
    guard before != after else { return }
    deadlines.disarm(subject, at: before)
    if let after { deadlines.arm(subject, at: after) }
  }
}
