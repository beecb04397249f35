// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// What a desk asks for, read from an event of any of the known spellings and years (docs/protocols/expertflow.md).
package enum DeskRequest: Hashable, Sendable {
  /// Who is asked for help.
  package enum Target: Hashable, Sendable {
    /// A queue, by its name or its id.
    case queue(name: String)
    /// An agent, by its id.
    case agent(String)
  }

  /// Changes the agent's state.
  case agentState(String, reason: String?)
  /// Changes the agent's state on one media routing domain.
  case mrdState(String, mrd: String)
  /// Accepts an offer.
  case subscribe(ConversationID, task: String?)
  /// Leaves a conversation.
  case unsubscribe(ConversationID)
  /// Says or reports something.
  case publish(CimEvent, ConversationID)
  /// Without an event, without a wrap-up.
  case closeWrapUp(CimEvent?, ConversationID)
  /// Puts somebody on hold: the customer if nobody is named.
  case pause(ConversationID, participant: String?, limit: Duration?)
  /// Takes somebody off hold.
  case resume(ConversationID, participant: String?)
  /// Asks somebody for help.
  case assist(AssistanceKind, ConversationID, Target, note: String?)
  /// Makes a transfer or a conference of a consult, perhaps of one with somebody named.
  case completeConsult(ConsultCompletion, ConversationID, Target?, note: String?)
  /// Listens, coaches or joins.
  case supervise(ParticipantRole, ConversationID)
  /// Follows a pull list.
  case subscribeList(String)
  /// Follows a pull list no more.
  case unsubscribeList(String)
  /// Takes work from a pull list.
  case takeListed(String)
  /// Removes work from a pull list.
  case deleteListed(String)

  /// Who a desk says it is, and what it asks.
  package struct Asked: Hashable, Sendable {
    /// Who a desk says it is.
    package var agent: String?
    /// What it asks.
    package var request: DeskRequest
  }

  /// Reads an event.
  package static func read(_ event: String, _ argument: JSONValue?) throws(CimProblem) -> Asked {
    if event == "deletePullModeRequest", case .string(let id) = argument {
      return Asked(agent: nil, request: .deleteListed(id))
    }
    guard let kind = Name(rawValue: event) else { throw CimProblem("there is no event \(event)") }
    var reader = try CimReader(argument ?? .null, as: event)
    let agent = reader.text("agentId")
    return Asked(agent: agent, request: try Self.request(kind, &reader))
  }

  /// The events, spelled as on the wire; some in more ways than one.
  private enum Name: String {
    case changeAgentState, topicSubscription, topicUnsubscription, publishCimEvent, closeWrapup
    case pauseConversation, resumeConversation
    case directTransferRequest, directConferenceRequest, consultRequest
    case consultTransferRequest, consultConferenceRequest
    case joinAsSilentMonitor = "JoinAsSilentMonitor"
    case joinAsWhisper
    case joinAsBargin = "JoinAsBargin"
    case joinAsBargeIn = "JoinAsBargeIn"
    case joinAsBargeInSmall = "joinAsBargeIn"
    case subscribePullModeList, unsubscribePullModeList, joinPullModeRequest, deletePullModeRequest
  }

  private static func request(_ name: Name, _ reader: inout CimReader) throws(CimProblem) -> DeskRequest {
    switch name {
    case .changeAgentState: return try state(&reader)
    case .topicSubscription: return .subscribe(try place(&reader), task: reader.text("taskId"))
    case .topicUnsubscription: return .unsubscribe(try place(&reader))
    case .publishCimEvent:
      let event: CimEvent = try reader.neededObject("cimEvent")
      return .publish(event, try place(&reader, or: event))
    case .closeWrapup:
      let event: CimEvent? = try reader.object("cimEvent")
      return .closeWrapUp(event, try place(&reader, or: event))
    case .pauseConversation:
      let seconds = reader.integer("duration").flatMap { $0 > 0 ? $0 : nil }
      let participant = reader.text("participantId")
      return .pause(try place(&reader), participant: participant, limit: seconds.map { .seconds($0) })
    case .resumeConversation:
      let participant = reader.text("participantId")
      return .resume(try place(&reader), participant: participant)
    case .directTransferRequest: return try assistance(.transfer, &reader)
    case .directConferenceRequest: return try assistance(.conference, &reader)
    case .consultRequest: return try assistance(.consult, &reader)
    case .consultTransferRequest:
      guard reader.flag("offerToAgent") != true else {
        throw CimProblem("whoever is consulted is in the conversation already: offerToAgent must be false")
      }
      let agent = reader.text("requestedAgentId").flatMap { $0.isEmpty ? nil : Target.agent($0) }
      return .completeConsult(.transfer, try place(&reader), agent, note: nil)
    case .consultConferenceRequest:
      let target = try? target(&reader)
      let note = reader.text("note")
      return .completeConsult(.conference, try place(&reader), target, note: note)
    case .joinAsSilentMonitor: return .supervise(.silentMonitor, try place(&reader))
    case .joinAsWhisper: return .supervise(.coach, try place(&reader))
    case .joinAsBargin, .joinAsBargeIn, .joinAsBargeInSmall: return .supervise(.barged, try place(&reader))
    case .subscribePullModeList: return .subscribeList(try reader.needed("listId"))
    case .unsubscribePullModeList: return .unsubscribeList(try reader.needed("listId"))
    case .joinPullModeRequest: return .takeListed(try reader.needed("requestId"))
    case .deletePullModeRequest: return .deleteListed(try reader.needed("requestId"))
    }
  }

  private static func state(_ reader: inout CimReader) throws(CimProblem) -> DeskRequest {
    let action = try reader.needed("action")
    switch action {
    case "agentState":
      var state = try CimReader(reader.value("state") ?? .null, as: "changeAgentState.state")
      let name = try state.needed("name")
      let reason: CimReason? = try state.object("reasonCode")
      return .agentState(name, reason: reason?.id)
    case "agentMRDState": return .mrdState(try reader.needed("state"), mrd: try reader.needed("mrdId"))
    default: throw CimProblem("changeAgentState.action must be agentState or agentMRDState, not \(action)")
    }
  }

  private static func assistance(_ kind: AssistanceKind, _ reader: inout CimReader) throws(CimProblem) -> DeskRequest {
    let target = try target(&reader)
    if case .agent = target, reader.flag("offerToAgent") == false {
      throw CimProblem("an agent who is asked decides whether to come: offerToAgent must be true")
    }
    let note = reader.text("note")
    return .assist(kind, try place(&reader), target, note: note.flatMap { $0.isEmpty ? nil : $0 })
  }

  private static func target(_ reader: inout CimReader) throws(CimProblem) -> Target {
    switch reader.text("mode") {
    // Desks before 2024 name it by its id.
    case "queue": .queue(name: try reader.oneNeeded(of: "queueId", "queueName"))
    case "agent": .agent(try reader.needed("requestedAgentId"))
    default: throw CimProblem("mode must be queue or agent")
    }
  }

  /// Which conversation is meant: said outright, by its earlier name, or by a part of the request that is in it.
  private static func place(
    _ reader: inout CimReader,
    or event: CimEvent? = nil
  ) throws(CimProblem) -> ConversationID {
    var names = ["conversationId", "topicId"].map { reader.text($0) }
    for part in ["channelSession", "topicParticipant", "agentParticipant"] {
      let part = reader.value(part)
      names += ["conversationId", "topicId"].map { part?[$0]?.stringValue }
    }
    names.append(event?.conversationId)
    guard let name = names.compactMap(\.self).first else { throw CimProblem("conversationId is missing") }
    guard let id = ConversationID(name) else { throw CimProblem("\(name) is the id of no conversation") }
    let room = reader.value("roomInfo")
    // Each conversation has one room, which has its id.
    if let other = room?["id"]?.stringValue, !other.isEmpty, ConversationID(other) != id {
      throw CimProblem("roomInfo.id is the room of another conversation")
    }
    if let mode = room?["mode"]?.stringValue, mode != RoomInfo.contactCenter {
      throw CimProblem("roomInfo.mode must be \(RoomInfo.contactCenter): there are no private rooms")
    }
    return id
  }
}

extension DeskRequest {
  /// Whether it is answered by an event of presence.
  var isAboutPresence: Bool {
    switch self {
    case .agentState, .mrdState: true
    default: false
    }
  }
}
