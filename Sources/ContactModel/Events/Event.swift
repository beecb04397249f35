// SPDX-License-Identifier: Apache-2.0

/// One fact of an account, in the past tense. Every fact is exactly one case; every dialect switches over all of them.
public enum Event: Hashable, Sendable {
  /// The configuration of the account changed.
  indirect case configurationChanged(ConfigurationChanged)
  /// A command with an id asked for what was so already.
  case commandNoted(CommandNoted)
  /// An agent began to work; its state is NOT_READY.
  case agentLoggedIn(AgentLoggedIn)
  /// An agent stopped working.
  case agentLoggedOut(AgentLoggedOut)
  /// The state of an agent changed, or its reason did.
  case agentStateChanged(AgentStateChanged)
  /// The state of an agent on one media routing domain changed, or what it wishes for it did.
  case agentMediaStateChanged(AgentMediaStateChanged)
  /// A device of an agent connected; a running lease ended.
  case agentDeviceConnected(AgentDeviceConnected)
  /// A device of an agent disconnected.
  case agentDeviceDisconnected(AgentDeviceDisconnected)
  /// An agent stayed without a connected device for the whole lease.
  case agentLeaseExpired(AgentLeaseExpired)
  /// A conversation began; its main dialog holds the customer.
  case conversationStarted(ConversationStarted)
  /// A customer's presence on a channel ended.
  case channelSessionEnded(ChannelSessionEnded)
  /// A participant left a dialog.
  case participantLeft(ParticipantLeft)
  /// Something was said.
  case messagePosted(MessagePosted)
  /// A participant reported what became of a message.
  case receiptReported(ReceiptReported)
  /// Attributes of a conversation changed.
  case attributesChanged(AttributesChanged)
  /// A conversation ended for good.
  case conversationClosed(ConversationClosed)
  /// A work item began to wait, or to wait again with its original place.
  case workQueued(WorkQueued)
  /// A work item was offered to an agent, who is reserved for it until the deadline.
  case offerMade(OfferMade)
  /// An agent accepted an offer and joined the conversation.
  case offerAccepted(OfferAccepted)
  /// An agent rejected an offer; the work item waits again with its original place.
  case offerRejected(OfferRejected)
  /// An agent did not answer an offer in time; the work item waits again with its original place.
  case offerExpired(OfferExpired)
  /// An offer was taken back before it was answered.
  case offerWithdrawn(OfferWithdrawn)
  /// An agent who rejected a work item may be offered it again.
  case rejectHoldEnded(RejectHoldEnded)
  /// The search for an agent ended without one.
  case noAgentAvailable(NoAgentAvailable)
  /// A work item ended.
  case workEnded(WorkEnded)
  /// After-contact work began.
  case wrapUpStarted(WrapUpStarted)
  /// After-contact work ended.
  case wrapUpCompleted(WrapUpCompleted)
  /// A work item was put on a pull list.
  case pullItemListed(PullItemListed)
  /// An agent took a work item from a pull list and joined the conversation.
  case pullItemTaken(PullItemTaken)
  /// Somebody asked that another take over; it keeps the conversation until somebody does.
  case transferRequested(AssistanceRequested)
  /// Whoever was asked took over, and whoever asked leaves.
  case transferCompleted(AssistanceCompleted)
  /// A transfer was given up before anybody took over.
  case transferCancelled(AssistanceCancelled)
  /// Nobody took over; whoever asked keeps the conversation.
  case transferFailed(AssistanceFailed)
  /// An agent asked that another join the main dialog.
  case conferenceRequested(AssistanceRequested)
  /// Whoever was asked joined the main dialog.
  case conferenceCompleted(AssistanceCompleted)
  /// A conference was given up before anybody joined.
  case conferenceCancelled(AssistanceCancelled)
  /// Nobody joined the main dialog.
  case conferenceFailed(AssistanceFailed)
  /// An agent asks another in a dialog of their own.
  case consultStarted(ConsultStarted)
  /// A consult ended, and its dialog with it.
  case consultEnded(ConsultEnded)
  /// A participant went from one dialog of a conversation to another.
  case participantMoved(ParticipantMoved)
  /// What a participant does in its dialog changed.
  case participantRoleChanged(ParticipantRoleChanged)
  /// A supervisor joined a conversation to listen, to coach or to take part.
  case supervisorJoined(SupervisorJoined)
  /// A bot joined a conversation.
  case botJoined(BotJoined)
  /// A customer came back to an open conversation, or joined it on another channel.
  case channelSessionStarted(ChannelSessionStarted)
  /// A participant was put on hold.
  case participantHeld(ParticipantHeld)
  /// The hold of a participant ended.
  case participantResumed(ParticipantResumed)
  /// The centre spoke last, and the time in which the customer has to answer began.
  case customerAwaited(CustomerAwaited)
  /// The customer has not answered for so long that the conversation is about to be closed.
  case customerInactive(CustomerInactive)
  /// The customer waits for a response, and the time in which it is due began.
  case slaStarted(SLAStarted)
  /// The customer no longer waits for a response.
  case slaStopped(SLAStopped)
  /// A response was not given in time; the customer still waits.
  case slaBreached(SLABreached)
  /// A dialog was opened beside or after the main one, and the customer moved to it.
  case dialogOpened(DialogOpened)
  /// A dialog was closed; the conversation may go on in another.
  case dialogClosed(DialogClosed)
  /// The customer answered a question of the survey after a conversation.
  case surveyAnswered(SurveyAnswered)
  /// A customer whom the centre wanted to reach answered.
  case customerReached(CustomerReached)
  /// An agent began work of its own accord and joined the conversation.
  case workStarted(WorkStarted)
  /// An agent put work aside and left the conversation, which stays open.
  case workPlacedInWorkbin(WorkPlacedInWorkbin)
  /// An agent took work out of a workbin and joined the conversation.
  case workTakenFromWorkbin(WorkTakenFromWorkbin)
  /// Work was sent elsewhere: by a supervisor, or because its queue is removed.
  case workReassigned(WorkReassigned)
  /// The time of after-contact work was extended.
  case wrapUpExtended(WrapUpExtended)
  /// A customer's call began: it came in, or is to be made.
  indirect case callStarted(CallStarted)
  /// The provider reported that a customer's call stands elsewhere.
  indirect case callStateChanged(CallStateChanged)
  /// The provider reported that an agent's telephone stands elsewhere.
  indirect case callLegStateChanged(CallLegStateChanged)
  /// The provider was told to do something with a call.
  indirect case callInstructed(CallInstructed)
  /// Somebody logged in or got a token with its secret.
  indirect case accessGranted(AccessReport)
  /// Somebody was not let in: the secret was wrong, or came too soon after wrong ones.
  indirect case accessRefused(AccessReport)
  /// Somebody took the whole configuration out as a file.
  indirect case configurationExported(ConfigurationExported)
  /// A webhook became another, or is delivered to no more.
  indirect case webhookChanged(WebhookChanged)
  /// The content of closed conversations was erased; this is the receipt.
  indirect case retentionApplied(RetentionApplied)

  /// The kind of a fact, without its content. The raw value is its number in the stored form and never changes.
  public enum Kind: UInt16, CaseIterable, Hashable, Sendable, Named {
    /// The configuration of the account changed.
    case configurationChanged = 1
    /// A command with an id asked for what was so already.
    case commandNoted = 2
    /// An agent began to work; its state is NOT_READY.
    case agentLoggedIn = 10
    /// An agent stopped working.
    case agentLoggedOut = 11
    /// The state of an agent changed, or its reason did.
    case agentStateChanged = 12
    /// The state of an agent on one media routing domain changed, or what it wishes for it did.
    case agentMediaStateChanged = 13
    /// A device of an agent connected; a running lease ended.
    case agentDeviceConnected = 14
    /// A device of an agent disconnected.
    case agentDeviceDisconnected = 15
    /// An agent stayed without a connected device for the whole lease.
    case agentLeaseExpired = 16
    /// A conversation began; its main dialog holds the customer.
    case conversationStarted = 20
    /// A customer's presence on a channel ended.
    case channelSessionEnded = 21
    /// A participant left a dialog.
    case participantLeft = 22
    /// Something was said.
    case messagePosted = 23
    /// A participant reported what became of a message.
    case receiptReported = 24
    /// Attributes of a conversation changed.
    case attributesChanged = 25
    /// A conversation ended for good.
    case conversationClosed = 26
    /// A work item began to wait, or to wait again with its original place.
    case workQueued = 30
    /// A work item was offered to an agent, who is reserved for it until the deadline.
    case offerMade = 31
    /// An agent accepted an offer and joined the conversation.
    case offerAccepted = 32
    /// An agent rejected an offer; the work item waits again with its original place.
    case offerRejected = 33
    /// An agent did not answer an offer in time; the work item waits again with its original place.
    case offerExpired = 34
    /// An offer was taken back before it was answered.
    case offerWithdrawn = 35
    /// An agent who rejected a work item may be offered it again.
    case rejectHoldEnded = 36
    /// The search for an agent ended without one.
    case noAgentAvailable = 37
    /// A work item ended.
    case workEnded = 38
    /// After-contact work began.
    case wrapUpStarted = 39
    /// After-contact work ended.
    case wrapUpCompleted = 40
    /// A work item was put on a pull list.
    case pullItemListed = 41
    /// An agent took a work item from a pull list and joined the conversation.
    case pullItemTaken = 42
    /// Somebody asked that another take over; it keeps the conversation until somebody does.
    case transferRequested = 80
    /// Whoever was asked took over, and whoever asked leaves.
    case transferCompleted = 81
    /// A transfer was given up before anybody took over.
    case transferCancelled = 82
    /// Nobody took over; whoever asked keeps the conversation.
    case transferFailed = 83
    /// An agent asked that another join the main dialog.
    case conferenceRequested = 84
    /// Whoever was asked joined the main dialog.
    case conferenceCompleted = 85
    /// A conference was given up before anybody joined.
    case conferenceCancelled = 86
    /// Nobody joined the main dialog.
    case conferenceFailed = 87
    /// An agent asks another in a dialog of their own.
    case consultStarted = 88
    /// A consult ended, and its dialog with it.
    case consultEnded = 89
    /// A participant went from one dialog of a conversation to another.
    case participantMoved = 92
    /// What a participant does in its dialog changed.
    case participantRoleChanged = 93
    /// A supervisor joined a conversation to listen, to coach or to take part.
    case supervisorJoined = 94
    /// A bot joined a conversation.
    case botJoined = 95
    /// A customer came back to an open conversation, or joined it on another channel.
    case channelSessionStarted = 60
    /// A participant was put on hold.
    case participantHeld = 61
    /// The hold of a participant ended.
    case participantResumed = 62
    /// The centre spoke last, and the time in which the customer has to answer began.
    case customerAwaited = 63
    /// The customer has not answered for so long that the conversation is about to be closed.
    case customerInactive = 64
    /// The customer waits for a response, and the time in which it is due began.
    case slaStarted = 65
    /// The customer no longer waits for a response.
    case slaStopped = 66
    /// A response was not given in time; the customer still waits.
    case slaBreached = 67
    /// A dialog was opened beside or after the main one, and the customer moved to it.
    case dialogOpened = 68
    /// A dialog was closed; the conversation may go on in another.
    case dialogClosed = 69
    /// The customer answered a question of the survey after a conversation.
    case surveyAnswered = 70
    /// A customer whom the centre wanted to reach answered.
    case customerReached = 71
    /// An agent began work of its own accord and joined the conversation.
    case workStarted = 72
    /// An agent put work aside and left the conversation, which stays open.
    case workPlacedInWorkbin = 100
    /// An agent took work out of a workbin and joined the conversation.
    case workTakenFromWorkbin = 101
    /// Work was sent elsewhere: by a supervisor, or because its queue is removed.
    case workReassigned = 102
    /// The time of after-contact work was extended.
    case wrapUpExtended = 103
    /// A customer's call began: it came in, or is to be made.
    case callStarted = 120
    /// The provider reported that a customer's call stands elsewhere.
    case callStateChanged = 121
    /// The provider reported that an agent's telephone stands elsewhere.
    case callLegStateChanged = 122
    /// The provider was told to do something with a call.
    case callInstructed = 123
    /// Somebody logged in or got a token with its secret.
    case accessGranted = 150
    /// Somebody was not let in: the secret was wrong, or came too soon after wrong ones.
    case accessRefused = 151
    /// The content of closed conversations was erased; this is the receipt.
    case retentionApplied = 152
    /// Somebody took the whole configuration out as a file.
    case configurationExported = 153
    /// A webhook became another, or is delivered to no more.
    case webhookChanged = 154

    /// The name of the kind on native wires.
    public var name: String {
      switch self {
      case .configurationChanged: "configurationChanged"
      case .commandNoted: "commandNoted"
      case .agentLoggedIn: "agentLoggedIn"
      case .agentLoggedOut: "agentLoggedOut"
      case .agentStateChanged: "agentStateChanged"
      case .agentMediaStateChanged: "agentMediaStateChanged"
      case .agentDeviceConnected: "agentDeviceConnected"
      case .agentDeviceDisconnected: "agentDeviceDisconnected"
      case .agentLeaseExpired: "agentLeaseExpired"
      case .conversationStarted: "conversationStarted"
      case .channelSessionEnded: "channelSessionEnded"
      case .participantLeft: "participantLeft"
      case .messagePosted: "messagePosted"
      case .receiptReported: "receiptReported"
      case .attributesChanged: "attributesChanged"
      case .conversationClosed: "conversationClosed"
      case .workQueued: "workQueued"
      case .offerMade: "offerMade"
      case .offerAccepted: "offerAccepted"
      case .offerRejected: "offerRejected"
      case .offerExpired: "offerExpired"
      case .offerWithdrawn: "offerWithdrawn"
      case .rejectHoldEnded: "rejectHoldEnded"
      case .noAgentAvailable: "noAgentAvailable"
      case .workEnded: "workEnded"
      case .wrapUpStarted: "wrapUpStarted"
      case .wrapUpCompleted: "wrapUpCompleted"
      case .pullItemListed: "pullItemListed"
      case .pullItemTaken: "pullItemTaken"
      case .transferRequested: "transferRequested"
      case .transferCompleted: "transferCompleted"
      case .transferCancelled: "transferCancelled"
      case .transferFailed: "transferFailed"
      case .conferenceRequested: "conferenceRequested"
      case .conferenceCompleted: "conferenceCompleted"
      case .conferenceCancelled: "conferenceCancelled"
      case .conferenceFailed: "conferenceFailed"
      case .consultStarted: "consultStarted"
      case .consultEnded: "consultEnded"
      case .participantMoved: "participantMoved"
      case .participantRoleChanged: "participantRoleChanged"
      case .supervisorJoined: "supervisorJoined"
      case .botJoined: "botJoined"
      case .channelSessionStarted: "channelSessionStarted"
      case .participantHeld: "participantHeld"
      case .participantResumed: "participantResumed"
      case .customerAwaited: "customerAwaited"
      case .customerInactive: "customerInactive"
      case .slaStarted: "slaStarted"
      case .slaStopped: "slaStopped"
      case .slaBreached: "slaBreached"
      case .dialogOpened: "dialogOpened"
      case .dialogClosed: "dialogClosed"
      case .surveyAnswered: "surveyAnswered"
      case .customerReached: "customerReached"
      case .workStarted: "workStarted"
      case .workPlacedInWorkbin: "workPlacedInWorkbin"
      case .workTakenFromWorkbin: "workTakenFromWorkbin"
      case .workReassigned: "workReassigned"
      case .wrapUpExtended: "wrapUpExtended"
      case .callStarted: "callStarted"
      case .callStateChanged: "callStateChanged"
      case .callLegStateChanged: "callLegStateChanged"
      case .callInstructed: "callInstructed"
      case .accessGranted: "accessGranted"
      case .accessRefused: "accessRefused"
      case .configurationExported: "configurationExported"
      case .webhookChanged: "webhookChanged"
      case .retentionApplied: "retentionApplied"
      }
    }
  }

  /// The kind of this fact.
  public var kind: Kind {
    switch self {
    case .configurationChanged: .configurationChanged
    case .commandNoted: .commandNoted
    case .agentLoggedIn: .agentLoggedIn
    case .agentLoggedOut: .agentLoggedOut
    case .agentStateChanged: .agentStateChanged
    case .agentMediaStateChanged: .agentMediaStateChanged
    case .agentDeviceConnected: .agentDeviceConnected
    case .agentDeviceDisconnected: .agentDeviceDisconnected
    case .agentLeaseExpired: .agentLeaseExpired
    case .conversationStarted: .conversationStarted
    case .channelSessionEnded: .channelSessionEnded
    case .participantLeft: .participantLeft
    case .messagePosted: .messagePosted
    case .receiptReported: .receiptReported
    case .attributesChanged: .attributesChanged
    case .conversationClosed: .conversationClosed
    case .workQueued: .workQueued
    case .offerMade: .offerMade
    case .offerAccepted: .offerAccepted
    case .offerRejected: .offerRejected
    case .offerExpired: .offerExpired
    case .offerWithdrawn: .offerWithdrawn
    case .rejectHoldEnded: .rejectHoldEnded
    case .noAgentAvailable: .noAgentAvailable
    case .workEnded: .workEnded
    case .wrapUpStarted: .wrapUpStarted
    case .wrapUpCompleted: .wrapUpCompleted
    case .pullItemListed: .pullItemListed
    case .pullItemTaken: .pullItemTaken
    case .transferRequested: .transferRequested
    case .transferCompleted: .transferCompleted
    case .transferCancelled: .transferCancelled
    case .transferFailed: .transferFailed
    case .conferenceRequested: .conferenceRequested
    case .conferenceCompleted: .conferenceCompleted
    case .conferenceCancelled: .conferenceCancelled
    case .conferenceFailed: .conferenceFailed
    case .consultStarted: .consultStarted
    case .consultEnded: .consultEnded
    case .participantMoved: .participantMoved
    case .participantRoleChanged: .participantRoleChanged
    case .supervisorJoined: .supervisorJoined
    case .botJoined: .botJoined
    case .channelSessionStarted: .channelSessionStarted
    case .participantHeld: .participantHeld
    case .participantResumed: .participantResumed
    case .customerAwaited: .customerAwaited
    case .customerInactive: .customerInactive
    case .slaStarted: .slaStarted
    case .slaStopped: .slaStopped
    case .slaBreached: .slaBreached
    case .dialogOpened: .dialogOpened
    case .dialogClosed: .dialogClosed
    case .surveyAnswered: .surveyAnswered
    case .customerReached: .customerReached
    case .workStarted: .workStarted
    case .workPlacedInWorkbin: .workPlacedInWorkbin
    case .workTakenFromWorkbin: .workTakenFromWorkbin
    case .workReassigned: .workReassigned
    case .wrapUpExtended: .wrapUpExtended
    case .callStarted: .callStarted
    case .callStateChanged: .callStateChanged
    case .callLegStateChanged: .callLegStateChanged
    case .callInstructed: .callInstructed
    case .accessGranted: .accessGranted
    case .accessRefused: .accessRefused
    case .configurationExported: .configurationExported
    case .webhookChanged: .webhookChanged
    case .retentionApplied: .retentionApplied
    }
  }
}
