// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// What a command would change.
struct Decision {
  var events: [Event] = []
  var conversation: ConversationID?
  var message: MessageID?

  /// Everything is as asked already.
  static let unchanged = Decision()
}

extension ContactCentre {
  /// Says what a command would change, or why it is refused. Changes nothing.
  func decide(
    _ command: Command,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Decision {
    switch command {
    case .configure(let changes): try configure(changes)
    case .removeQueue(let queue, let other): try removeQueue(queue, movingWorkTo: other, at: now)
    case .noteAccess(let report, let isGranted):
      Decision(events: [isGranted ? .accessGranted(report) : .accessRefused(report)])
    case .noteExport(let withSecrets):
      Decision(events: [.configurationExported(ConfigurationExported(withSecrets: withSecrets))])
    case .noteWebhook(let change): Decision(events: [.webhookChanged(change)])
    case .noteRetention(let receipt): Decision(events: [.retentionApplied(receipt)])
    case .logIn(let agent): try logIn(agent)
    case .logOut(let agent, let reason): try logOut(agent, reason: reason, at: now)
    case .setAgentState(let agent, let ready, let reason): try setAgentState(agent, ready: ready, reason: reason)
    case .setMediaState(let agent, let domain, let ready): try setMediaState(agent, domain, ready: ready)
    case .forceAgentState(let agent, let ready, let reason, let supervisor):
      try forceAgentState(agent, ready: ready, reason: reason, by: supervisor)
    case .forceLogOut(let agent, let reason, let policy, let supervisor):
      try forceLogOut(agent, reason: reason, policy, by: supervisor, at: now)
    case .connectDevice(let agent, let device): try connectDevice(agent, device)
    case .disconnectDevice(let agent, let device): try disconnectDevice(agent, device, at: now)
    case .disconnectAllDevices: disconnectAllDevices(at: now)
    case .startConversation(let content): try startConversation(content, at: now, identifiers: &identifiers)
    case .startOutbound(let content): try startOutbound(content, at: now, identifiers: &identifiers)
    case .reportReached(let id, let session):
      try reportReached(id, session, at: now, identifiers: &identifiers)
    case .startChannelSession(let id, let channel, let customer):
      try startChannelSession(id, channel, customer, at: now, identifiers: &identifiers)
    case .endChannelSession(let id, let session, let reason, let detail):
      try endChannelSession(id, session, reason: reason, detail: detail)
    case .postMessage(let content): try postMessage(content, at: now, identifiers: &identifiers)
    case .reportReceipt(let id, let message, let speaker, let status, let detail, let code):
      try reportReceipt(id, message, by: speaker, status, detail: detail, code: code)
    case .setAttributes(let id, let changed, let removed): try setAttributes(id, changed: changed, removed: removed)
    case .hold(let agent, let id, let participant, let limit):
      try hold(participant, in: id, by: agent, limit: limit, at: now)
    case .resume(let agent, let id, let participant): try resume(participant, in: id, by: agent)
    case .dismissResponse(let agent, let id): try dismissResponse(agent, id)
    case .closeConversation(let id, let reason, let detail):
      try closeConversation(id, reason: reason, detail: detail, at: now, identifiers: &identifiers)
    case .acceptOffer(let agent, let offer): try acceptOffer(agent, offer, at: now, identifiers: &identifiers)
    case .rejectOffer(let agent, let offer, let reason): try rejectOffer(agent, offer, reason: reason, at: now)
    case .takePullItem(let agent, let item): try takePullItem(agent, item, at: now, identifiers: &identifiers)
    case .leaveConversation(let agent, let id):
      try leaveConversation(agent, id, at: now, identifiers: &identifiers)
    case .answerSurvey(let id, let question, let answer): try answerSurvey(id, question: question, answer: answer)
    case .completeWrapUp(let agent, let item, let dispositions, let note):
      try completeWrapUp(agent, item, dispositions: dispositions, note: note)
    case .extendWrapUp(let agent, let item, let duration): try extendWrapUp(agent, item, by: duration)
    case .endWrapUp(let item, let supervisor): try endWrapUp(item, by: supervisor)
    case .placeInWorkbin(let agent, let item, let workbin): try placeInWorkbin(agent, item, workbin)
    case .takeFromWorkbin(let agent, let item):
      try takeFromWorkbin(agent, item, at: now, identifiers: &identifiers)
    case .reassignWork(let item, let destination, let supervisor):
      try reassignWork(item, to: destination, by: supervisor, at: now)
    case .requestTransfer(let content): try request(.transfer, content, at: now, identifiers: &identifiers)
    case .cancelTransfer(let id, let assistance, let speaker): try cancel(.transfer, id, assistance, by: speaker)
    case .completeTransfer(let id, let assistance): try completeTransfer(id, assistance, at: now)
    case .failTransfer(let id, let assistance, let detail): try failTransfer(id, assistance, detail: detail)
    case .requestConference(let content): try request(.conference, content, at: now, identifiers: &identifiers)
    case .cancelConference(let id, let assistance, let speaker): try cancel(.conference, id, assistance, by: speaker)
    case .startConsult(let content): try request(.consult, content, at: now, identifiers: &identifiers)
    case .endConsult(let agent, let id, let assistance): try endConsult(agent, id, assistance, at: now)
    case .completeConsult(let agent, let id, let assistance, let completion):
      try completeConsult(agent, id, assistance, as: completion, at: now)
    case .joinAsBot(let bot, let id): try joinAsBot(bot, id, at: now, identifiers: &identifiers)
    case .leaveAsBot(let bot, let id): try leaveAsBot(bot, id)
    case .supervise(let agent, let id, let role, let watched):
      try supervise(agent, id, as: role, watching: watched, at: now, identifiers: &identifiers)
    case .removeParticipant(let id, let participant): try removeParticipant(id, participant, at: now)
    case .reportCall(let report): try reportCall(report, at: now, identifiers: &identifiers)
    case .reportCallLeg(let report): try reportCallLeg(report, at: now, identifiers: &identifiers)
    case .reconcileCalls(let channel, let live):
      try reconcileCalls(channel, live, at: now, identifiers: &identifiers)
    case .passTime: .unchanged
    }
  }

  // MARK: What commands name

  func presence(_ id: AgentID) throws(Rejection) -> AgentPresence {
    guard let presence = agents[id] else { throw .unknownAgent(id) }
    return presence
  }

  func presenceLoggedIn(_ id: AgentID) throws(Rejection) -> AgentPresence {
    let presence = try presence(id)
    guard presence.state != .loggedOut else { throw .notLoggedIn(id) }
    return presence
  }

  func conversation(_ id: ConversationID) throws(Rejection) -> Conversation {
    guard let conversation = conversations[id] else { throw .unknownConversation(id) }
    return conversation
  }

  /// Whoever speaks or acts: its participant in a dialog or, if none is named, the one in the main dialog if it is there.
  func participant(
    _ speaker: Speaker,
    in conversation: Conversation,
    _ dialog: DialogID? = nil
  ) throws(Rejection) -> Participant {
    let found: Participant
    switch speaker {
    case .customer:
      guard let customer = conversation.participants.last(where: { $0.kind == .customer }) else {
        throw .sessionEnded(conversation.id)
      }
      found = customer
    case .session(let id):
      guard let session = conversation.sessions.last(where: { $0.session.id == id })?.session else {
        throw .unknownSession(id)
      }
      guard let customer = conversation.participant(session.participant), customer.connection == session.connection
      else { throw .sessionEnded(conversation.id) }
      found = customer
    case .agent(let agent):
      guard let participant = conversation.participant(agent) else { throw .notAParticipant(conversation.id) }
      found = participant
    case .bot(let bot):
      guard let participant = conversation.participant(bot) else { throw .notAParticipant(conversation.id) }
      found = participant
    }
    guard let dialog, dialog != found.dialog else { return found }
    // Only an agent who consults is in two dialogs.
    guard let other = conversation.participants.first(where: { $0.dialog == dialog && $0.agent == found.agent }),
      other.agent != nil
    else { throw .unknownDialog(dialog) }
    return other
  }
}
