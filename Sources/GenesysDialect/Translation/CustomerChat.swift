// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// A chat as its customer sees it (reference A8): a fold over its facts.
package struct CustomerChat: Sendable {
  /// Somebody the customer sees.
  private struct Participant {
    let id: ParticipantID
    let number: Int
    let nickname: String
    let type: String
  }

  private struct Line {
    let index: Int
    let type: String
    let text: String?
    let from: Participant?
    let time: Timestamp
  }

  package let conversation: ConversationID
  /// Where the customer came from.
  package let channel: ChannelID
  private let mainDialog: DialogID
  package let session: ChannelSessionID
  /// Whether it was begun here, and not by other means on the same channel.
  package let isVisitor: Bool
  private let directory: GenesysDirectory
  private var everybody: [Participant] = []
  private var present: Set<ParticipantID> = []
  private var lines: [Line] = []
  package private(set) var isOver = false

  /// Reads a chat; nil if its facts do not begin with the first.
  ///
  /// - Parameter directory: The names of agents.
  package init?(_ facts: [Envelope], _ directory: GenesysDirectory) {
    guard let first = facts.first, case .conversationStarted(let fact) = first.event else { return nil }
    conversation = fact.conversation
    channel = fact.session.channel
    mainDialog = fact.mainDialog
    session = fact.session.id
    isVisitor = fact.customer.identifier.hasPrefix(Self.visitors)
    self.directory = directory
    join(fact.session.participant, fact.customer.displayName ?? "Customer", "Customer", first.time)
    for envelope in facts.dropFirst() { take(envelope) }
  }

  private mutating func take(_ envelope: Envelope) {
    let time = envelope.time
    switch envelope.event {
    case .offerAccepted(let fact): joinAgent(fact.participant, fact.dialog, fact.agent, time)
    case .pullItemTaken(let fact): joinAgent(fact.participant, fact.dialog, fact.agent, time)
    case .workTakenFromWorkbin(let fact): joinAgent(fact.participant, fact.dialog, fact.agent, time)
    case .participantMoved(let fact):
      if let agent = fact.agent { joinAgent(fact.participant, fact.dialog, agent, time) }
    case .workStarted(let fact): joinAgent(fact.participant, fact.dialog, fact.agent, time)
    case .supervisorJoined(let fact) where fact.role == .barged:
      joinAgent(fact.participant, fact.dialog, fact.agent, time)
    // Who only listened or coached is seen from now on, and who is seen may only listen again.
    case .participantRoleChanged(let fact):
      switch fact.role {
      case .silentMonitor, .coach: leave(fact.participant, time)
      case .primary, .assistant, .barged, .customer:
        if let agent = fact.agent { joinAgent(fact.participant, fact.dialog, agent, time) }
      }
    case .participantLeft(let fact): leave(fact.participant, time)
    case .channelSessionEnded(let fact):
      leave(fact.participant, time)
      if fact.session == session { isOver = true }
    case .conversationClosed: isOver = true
    case .messagePosted(let fact) where fact.message.audience == .everyone && fact.dialog == mainDialog:
      let from = everybody.last { $0.id == fact.message.sender }
      add("Text", fact.message.body.text ?? "[\(fact.message.body.kind)]", from, time)
    default: break
    }
  }

  private mutating func joinAgent(_ id: ParticipantID, _ dialog: DialogID, _ agent: AgentID, _ time: Timestamp) {
    guard dialog == mainDialog, !present.contains(id) else { return }
    join(id, directory.publicName(of: agent) ?? "Agent", "Agent", time)
  }

  private mutating func join(_ id: ParticipantID, _ nickname: String, _ type: String, _ time: Timestamp) {
    let participant = Participant(id: id, number: everybody.count + 1, nickname: nickname, type: type)
    everybody.append(participant)
    present.insert(id)
    add("ParticipantJoined", nil, participant, time)
  }

  private mutating func leave(_ id: ParticipantID, _ time: Timestamp) {
    guard present.remove(id) != nil else { return }
    add("ParticipantLeft", nil, everybody.last { $0.id == id }, time)
  }

  private mutating func add(_ type: String, _ text: String?, _ from: Participant?, _ time: Timestamp) {
    lines.append(Line(index: lines.count + 1, type: type, text: text, from: from, time: time))
  }

  // MARK: On the wire

  private var state: String {
    if isOver { return "Completed" }
    return everybody.contains { $0.type == "Agent" && present.contains($0.id) } ? "Chatting" : "WaitingForAgent"
  }

  /// The chat.
  package var body: [UInt8] {
    StatusReply.ok { json in
      json.key("chat")
      json.object { json in
        json.member("id", conversation)
        json.member("state", state)
        let capabilities =
          isOver
          ? [] : ["SendMessage", "SendStartTypingNotification", "SendStopTypingNotification", "Complete"]
        json.array("capabilities", capabilities) { $0.string($1) }
        json.array("participants", everybody.filter { present.contains($0.id) }) { json, one in
          json.object { Self.write(one, to: &$0) }
        }
      }
    }
  }

  /// Everything that was said.
  package var messagesBody: [UInt8] {
    StatusReply.ok { json in
      json.array("messages", lines) { json, line in
        json.object { json in
          json.member("index", line.index)
          json.member("type", line.type)
          if let from = line.from {
            json.key("from")
            json.object { Self.write(from, to: &$0) }
          }
          json.member("text", line.text)
          json.member("visibility", "All")
          json.member("timestampSeconds", line.time.milliseconds)
        }
      }
    }
  }

  private static func write(_ participant: Participant, to json: inout JSONWriter) {
    json.member("nickname", participant.nickname)
    json.member("participantId", String(participant.number))
    json.member("type", participant.type)
  }

  // MARK: What a customer asks

  /// What the identifiers of customers begin with who come here.
  package static let visitors = "visitor-"

  /// The id of an account on this wire.
  package static func centre(_ account: AccountID) -> String { NamedUUID.make("contactCentre", account.rawValue) }

  /// Reads the request of a new chat.
  ///
  /// - Parameter visitor: A name nobody else has: who chats here is known by nothing else.
  package static func start(
    _ body: [UInt8],
    on channel: ChannelID,
    visitor: String
  ) throws(StatusProblem) -> Command {
    let json = try OperationReader.object(body)
    guard try OperationReader.name(json) == "RequestChat" else {
      throw StatusProblem(.parameterInvalid, "a chat begins with RequestChat")
    }
    guard let nickname = json["nickname"]?.stringValue, !nickname.isEmpty else {
      throw StatusProblem(.parameterMissing, "nickname is missing")
    }
    let customer = Customer(
      id: CustomerID(rawValue: NamedUUID.number(of: ["visitor", visitor])),
      identifier: "\(visitors)\(visitor)",
      displayName: nickname
    )
    return .startConversation(
      StartConversation(
        channel: channel,
        customer: customer,
        subject: json["subject"]?.stringValue,
        attributes: try InteractionOperation.optionalUserData(json["userData"])
      )
    )
  }

  /// The answer to the request of a new chat.
  package static func begun(_ conversation: ConversationID) -> [UInt8] {
    StatusReply.ok { json in
      json.member("id", conversation)
      json.member("path", "/api/v2/chats/\(conversation)")
    }
  }

  /// What a customer asks of its chat, in the core's words.
  package func order(_ body: [UInt8]) throws(StatusProblem) -> Order {
    let json = try OperationReader.object(body)
    let name = try OperationReader.name(json)
    guard !isOver else { throw StatusProblem(.parameterInvalid, "the chat is over") }
    switch name {
    case "SendMessage":
      guard let text = json["text"]?.stringValue, !text.isEmpty else {
        throw StatusProblem(.parameterMissing, "text is missing")
      }
      let message = NewMessage(body: MessageBody(kind: "PLAIN", text: text))
      let post = PostMessage(conversation: conversation, speaker: .session(session), message: message)
      return .commands([OrderedCommand(.postMessage(post))])
    case "SendStartTypingNotification": return .signal(.typing(conversation, .session(session), isTyping: true))
    case "SendStopTypingNotification": return .signal(.typing(conversation, .session(session), isTyping: false))
    case "Complete":
      return .commands([OrderedCommand(.endChannelSession(conversation, session, reason: .customer))])
    default: throw StatusProblem(.parameterInvalid, "there is no operation \(name) of customers' chats")
    }
  }
}
