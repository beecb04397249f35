// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// Samples of every kind of fact, with every optional field present and absent. Their values never change: the golden
/// files of the stored form hold them.
package enum SampleEvents {
  /// The samples of a kind. A new kind breaks the build until it has some.
  package static func events(_ kind: Event.Kind) -> [Event] {
    switch kind {
    case .configurationChanged:
      SampleConfiguration.changes.map { .configurationChanged(ConfigurationChanged(change: $0)) } + [
        .configurationChanged(ConfigurationChanged(change: .team(Team(id: "late", name: "Late")), effect: .created))
      ]
    case .configurationExported:
      [true, false].map { .configurationExported(ConfigurationExported(withSecrets: $0)) }
    case .webhookChanged:
      [
        .webhookChanged(WebhookChanged(webhook: "native/1", effect: .created)),
        .webhookChanged(WebhookChanged(webhook: "native/1", effect: .disabled, reason: "it took nothing for 5d")),
      ]
    case .retentionApplied:
      [
        .retentionApplied(
          RetentionApplied(
            cause: .age,
            conversations: 2,
            facts: 40,
            first: 3,
            last: 90,
            oldest: time(0),
            newest: time(60),
            digest: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            through: 95
          )
        )
      ]
    case .accessGranted:
      [
        .accessGranted(AccessReport(subject: .agent("alice"), count: 1, since: time(0), address: "192.0.2.1")),
        .accessGranted(AccessReport(subject: .client("integration"), count: 900, since: time(0), address: nil)),
      ]
    case .accessRefused:
      [
        .accessRefused(AccessReport(subject: .client("integration"), count: 5, since: time(0), address: "2001:db8::1")),
        .accessRefused(AccessReport(subject: nil, count: 40_000, since: time(0), address: nil)),
      ]
    case .commandNoted:
      [.commandNoted(CommandNoted(conversation: conversation, message: "m-1")), .commandNoted(CommandNoted())]
    case .agentLoggedIn, .agentLoggedOut, .agentStateChanged, .agentMediaStateChanged, .agentDeviceConnected,
      .agentDeviceDisconnected, .agentLeaseExpired:
      presence(kind)
    case .conversationStarted, .channelSessionEnded, .participantLeft, .messagePosted, .receiptReported,
      .attributesChanged, .conversationClosed:
      conversation(kind)
    case .channelSessionStarted, .participantHeld, .participantResumed:
      sessions(kind)
    case .customerAwaited, .customerInactive, .slaStarted, .slaStopped, .slaBreached:
      responses(kind)
    case .dialogOpened, .dialogClosed, .surveyAnswered, .customerReached, .workStarted:
      dialogs(kind)
    case .callStarted, .callStateChanged, .callLegStateChanged, .callInstructed:
      calls(kind)
    case .workQueued, .offerMade, .offerAccepted, .offerRejected, .offerExpired, .offerWithdrawn, .rejectHoldEnded,
      .noAgentAvailable, .workEnded, .wrapUpStarted, .wrapUpCompleted, .pullItemListed, .pullItemTaken:
      routing(kind)
    case .transferRequested, .transferCompleted, .transferCancelled, .transferFailed, .conferenceRequested,
      .conferenceCompleted, .conferenceCancelled, .conferenceFailed, .consultStarted, .consultEnded:
      assistance(kind)
    case .participantMoved, .participantRoleChanged, .supervisorJoined, .botJoined:
      participants(kind)
    case .workPlacedInWorkbin, .workTakenFromWorkbin, .workReassigned, .wrapUpExtended:
      workbins(kind)
    }
  }

  /// The samples of every kind, in envelopes that differ in what they leave out.
  package static func envelopes(_ kind: Event.Kind) -> [Envelope] {
    var offset: UInt64 = 0
    return events(kind).flatMap { event in
      offset += 3
      return [
        Envelope(account: "DEMOCO", offset: offset - 2, time: time(0), event: event),
        Envelope(
          account: "DEMOCO",
          offset: offset - 1,
          time: time(-1),
          conversationSequence: 1,
          audience: ["alice"],
          actor: .client("integration"),
          event: event
        ),
        Envelope(
          account: "DEMOCO",
          offset: offset,
          time: Timestamp(milliseconds: .max),
          conversationSequence: .max,
          agentSequence: 300,
          audience: ["alice", "bob"],
          teams: ["service", "sales"],
          actor: .agent("alice"),
          command: CommandReference(id: "7d1f", fingerprint: .max),
          event: event
        ),
      ]
    }
  }

  static func time(_ seconds: Int64) -> Timestamp {
    Timestamp(milliseconds: 1_767_603_600_000 + seconds * 1_000)
  }

  static let conversation = ConversationID(rawValue: 0x0190_0000_0000_7000_8000_0000_0000_0001)
  static let dialog = DialogID(rawValue: 0x0190_0000_0000_7000_8000_0000_0000_0002)
  static let session = ChannelSessionID(rawValue: .max)
  static let participant = ParticipantID(rawValue: 0)
  static let connection = ConnectionID(rawValue: 0x0190_0000_0000_7000_8000_0000_0000_0005)
  static let workItem = WorkItemID(rawValue: 0x0190_0000_0000_7000_8000_0000_0000_0006)
  static let offer = OfferID(rawValue: 0x0190_0000_0000_7000_8000_0000_0000_0007)
  static let customer = CustomerID(rawValue: 0x0190_0000_0000_7000_8000_0000_0000_0008)

  private static func presence(_ kind: Event.Kind) -> [Event] {
    switch kind {
    case .agentLoggedIn: [.agentLoggedIn(AgentLoggedIn(agent: "alice"))]
    case .agentLoggedOut:
      [
        .agentLoggedOut(AgentLoggedOut(agent: "alice", reason: "lunch", cause: .agent)),
        .agentLoggedOut(AgentLoggedOut(agent: "alice", cause: .calendar)),
        .agentLoggedOut(AgentLoggedOut(agent: "alice", cause: .supervisor, by: "sam")),
      ]
    case .agentStateChanged:
      AgentState.allCases.map { state in
        let reason: ReasonCodeID? = state == .notReady ? "lunch" : nil
        return .agentStateChanged(
          AgentStateChanged(agent: "alice", state: state, previous: .ready, reason: reason, cause: .supervisor)
        )
      } + [
        .agentStateChanged(
          AgentStateChanged(agent: "alice", state: .notReady, previous: .ready, cause: .supervisor, by: "sam")
        )
      ]
    case .agentMediaStateChanged:
      MediaState.allCases.map { state in
        .agentMediaStateChanged(
          AgentMediaStateChanged(
            agent: "alice",
            mediaRoutingDomain: "chat",
            state: state,
            previous: .notReady,
            wantsWork: state == .ready,
            cause: .offerExpired
          )
        )
      }
    case .agentDeviceConnected: [.agentDeviceConnected(AgentDeviceConnected(agent: "alice", device: "desk-1"))]
    case .agentDeviceDisconnected:
      [
        .agentDeviceDisconnected(AgentDeviceDisconnected(agent: "alice", device: "d", leaseDeadline: time(30))),
        .agentDeviceDisconnected(AgentDeviceDisconnected(agent: "alice", device: "d")),
      ]
    case .agentLeaseExpired:
      [
        .agentLeaseExpired(AgentLeaseExpired(agent: "alice", requeueDeadline: time(90))),
        .agentLeaseExpired(AgentLeaseExpired(agent: "alice")),
      ]
    default: []
    }
  }

  private static func conversation(_ kind: Event.Kind) -> [Event] {
    switch kind {
    case .conversationStarted: conversationsStarted + [invitation]
    case .channelSessionEnded:
      SessionEndReason.allCases.map { reason in
        .channelSessionEnded(
          ChannelSessionEnded(conversation: conversation, session: session, participant: participant, reason: reason)
        )
      } + [detailedEnd]
    case .participantLeft:
      [
        participantLeft(.agent, "alice"), participantLeft(.customer, nil),
        participantLeft(.bot, nil, "helper", .assistant), participantLeft(.supervisor, "sam", nil, .silentMonitor),
      ]
    case .messagePosted:
      messages.map {
        .messagePosted(MessagePosted(conversation: conversation, dialog: dialog, message: $0))
      }
    case .receiptReported: [receipt(.failed, "mailbox full"), receipt(.read, nil), numberedFailure]
    case .attributesChanged:
      [
        .attributesChanged(
          AttributesChanged(
            conversation: conversation,
            changed: [Attribute(name: "order", value: "4711"), Attribute(name: "", value: "")],
            removed: ["cart", ""]
          )
        ),
        .attributesChanged(AttributesChanged(conversation: conversation, changed: [], removed: [])),
      ]
    case .conversationClosed:
      ConversationCloseReason.allCases.map { reason in
        .conversationClosed(ConversationClosed(conversation: conversation, reason: reason))
      } + detailedClosings
    default: []
    }
  }

  private static let conversationsStarted: [Event] = [
    .conversationStarted(
      ConversationStarted(
        conversation: conversation,
        direction: .inbound,
        customer: Customer(id: customer, identifier: "+49 30 1234", displayName: "Zoë 🦊"),
        mainDialog: dialog,
        session: ChannelSession(id: session, channel: "web", participant: participant, connection: connection),
        subject: "Order 4711",
        attributes: [Attribute(name: "page", value: "/cart"), Attribute(name: "language", value: "de")]
      )
    ),
    .conversationStarted(
      ConversationStarted(
        conversation: conversation,
        direction: .outbound,
        customer: Customer(id: customer, identifier: ""),
        mainDialog: dialog,
        session: ChannelSession(id: session, channel: "web", participant: participant, connection: connection),
        attributes: []
      )
    ),
  ]

  private static func participantLeft(
    _ kind: ParticipantKind,
    _ agent: AgentID?,
    _ bot: ClientID? = nil,
    _ role: ParticipantRole? = nil
  ) -> Event {
    .participantLeft(
      ParticipantLeft(
        conversation: conversation,
        dialog: dialog,
        participant: participant,
        kind: kind,
        agent: agent,
        connection: connection,
        reason: .disconnected,
        bot: bot,
        role: role
      )
    )
  }

  private static func receipt(_ status: ReceiptStatus, _ detail: String?) -> Event {
    .receiptReported(
      ReceiptReported(
        conversation: conversation,
        message: "m1",
        participant: participant,
        status: status,
        detail: detail
      )
    )
  }

  private static let messages: [Message] = [
    Message(
      id: "m1",
      sender: participant,
      senderKind: .customer,
      body: MessageBody(kind: "PLAIN", text: "Hello"),
      audience: .everyone
    ),
    Message(
      id: "m2",
      sender: participant,
      senderKind: .agent,
      senderAgent: "alice",
      body: MessageBody(kind: "LOCATION", text: nil, content: #"{"latitude":52.5,"longitude":13.4}"#),
      audience: .agentsAndManagers,
      replyTo: "m1"
    ),
    Message(
      id: "m3",
      sender: participant,
      senderKind: .bot,
      body: MessageBody(kind: ""),
      audience: .everyone
    ),
    Message(
      id: "m4",
      sender: participant,
      senderKind: .system,
      body: MessageBody(kind: "PLAIN", text: String(repeating: "long ", count: 400)),
      audience: .everyone
    ),
    Message(
      id: "m5",
      sender: participant,
      senderKind: .bot,
      body: MessageBody(kind: "PLAIN", text: "Beep"),
      audience: .everyone,
      senderBot: "helper"
    ),
    Message(
      id: "m6",
      sender: participant,
      senderKind: .agent,
      senderAgent: "alice",
      body: MessageBody(kind: "PLAIN", text: "Good day"),
      audience: .everyone,
      extras: .json(#"{"id":"e1"}"#)
    ),
  ]
}
