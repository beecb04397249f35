// SPDX-License-Identifier: Apache-2.0

package import ContactEngine
import ContactModel
package import DialectKit
import NativeDialect

/// A conversation as the API shows it, open or closed.
struct ConversationView: Hashable, Sendable, JSONRepresentable {
  /// Somebody who takes part.
  struct Participant: Hashable, Sendable, JSONRepresentable {
    var id: ParticipantID
    var dialog: DialogID
    var kind: ParticipantKind
    var role: ParticipantRole
    var agent: AgentID?
    var bot: ClientID?
    /// The agent a supervisor listens to or coaches.
    var watched: AgentID?
    var connection: ConnectionID
    var joinedAt: Timestamp
    var hold: ContactEngine.Participant.Hold?

    func write(to json: inout JSONWriter) {
      json.member("id", id)
      json.member("dialog", dialog)
      json.member("kind", kind)
      json.member("role", role)
      json.member("agent", agent)
      json.member("bot", bot)
      json.member("watched", watched)
      json.member("connection", connection)
      json.member("joinedAt", joinedAt)
      if let hold {
        json.key("hold")
        json.object { json in
          json.member("by", hold.by)
          json.member("since", hold.since)
          json.member("until", hold.until)
        }
      }
    }
  }

  var id: ConversationID
  var direction: ConversationDirection
  var customer: Customer
  var subject: String?
  var startedAt: Timestamp
  var mainDialog: DialogID
  var sessions: [CustomerSession]
  var attributes: [Attribute]
  var participants: [Participant]
  var workItems: [WorkItemID]
  /// The requests that are under way.
  var assistances: [AssistanceView] = []
  var lastActivityAt: Timestamp
  var sequence: UInt64
  var closed: ConversationClosed?
  /// Whether its content was erased.
  var isErased = false
  var dueResponse: DueResponse?
  var awaitedCustomer: AwaitedCustomer?
  var survey: Survey?
  /// The customer's call, on a voice channel with a provider.
  var call: CallView?

  /// An open conversation. Who listens unseen is shown to supervisors and to those who see everything.
  init(_ conversation: Conversation, call: Call?, for principal: Principal) {
    self.call = call.map { CallView($0, of: conversation.id, for: principal) }
    id = conversation.id
    direction = conversation.direction
    customer = conversation.customer
    subject = conversation.subject
    startedAt = conversation.startedAt
    mainDialog = conversation.mainDialog
    sessions = conversation.sessions
    attributes = conversation.attributes
    participants = conversation.participants.filter { $0.isSeen(by: principal) }.map { participant in
      Participant(
        id: participant.id,
        dialog: participant.dialog,
        kind: participant.kind,
        role: participant.role,
        agent: participant.agent,
        bot: participant.bot,
        watched: participant.watched,
        connection: participant.connection,
        joinedAt: participant.joinedAt,
        hold: participant.hold
      )
    }
    workItems = conversation.workItems
    assistances = conversation.assistances.map { AssistanceView($0) }
    lastActivityAt = conversation.lastActivityAt
    sequence = conversation.sequence
    dueResponse = conversation.dueResponse
    awaitedCustomer = conversation.awaitedCustomer
    survey = conversation.survey
  }

  /// A conversation that begins with a fact of its history.
  init(_ fact: ConversationStarted, at time: Timestamp) {
    id = fact.conversation
    direction = fact.direction
    customer = fact.customer
    subject = fact.subject
    startedAt = time
    mainDialog = fact.mainDialog
    sessions = [CustomerSession(fact, at: time)]
    attributes = fact.attributes
    participants = [
      Participant(
        id: fact.session.participant,
        dialog: fact.mainDialog,
        kind: .customer,
        role: .customer,
        connection: fact.session.connection,
        joinedAt: time
      )
    ]
    workItems = []
    lastActivityAt = time
    sequence = 0
  }

  /// The latest presence of the customer that is open, else the latest.
  var session: CustomerSession? {
    sessions.last { $0.end == nil } ?? sessions.last
  }

  func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("state", closed == nil ? "open" : "closed")
    json.member("direction", direction)
    json.member("channel", session?.session.channel)
    json.member("customer", customer)
    json.member("subject", subject)
    json.member("startedAt", startedAt)
    json.member("lastActivityAt", lastActivityAt)
    json.member("closeReason", closed?.reason)
    json.member("closedBy", closed?.by.wireName)
    json.member("closeDetail", closed?.detail)
    if isErased { json.member("erased", true) }
    json.member("mainDialog", mainDialog)
    if let session { json.member("session", session) }
    json.array("sessions", sessions) { $0.object($1) }
    json.member("attributes", attributes)
    json.array("participants", participants) { $0.object($1) }
    json.array("workItems", workItems) { $0.identifier($1) }
    json.array("assistances", assistances) { $0.object($1) }
    json.member("sequence", sequence)
    if let dueResponse { json.member("dueResponse", dueResponse) }
    if let awaitedCustomer { json.member("awaitedCustomer", awaitedCustomer) }
    if let survey { json.member("survey", survey) }
    if let call { json.member("call", call) }
  }
}

extension CustomerSession: JSONRepresentable {
  /// Writes the members of one presence of the customer.
  package func write(to json: inout JSONWriter) {
    session.write(to: &json)
    json.member("customer", customer)
    json.member("startedAt", startedAt)
    json.member("endedAt", end?.at)
    json.member("endReason", end?.reason)
    json.member("endedBy", end?.by.wireName)
    json.member("endDetail", end?.detail)
    json.member("isReached", isReached)
    json.member("answerBy", answerBy)
  }
}

extension Participant {
  fileprivate func isSeen(by principal: Principal) -> Bool {
    if role != .silentMonitor { return true }
    if let agent, principal.actor == .agent(agent) { return true }
    return !principal.permissions.isDisjoint(with: [.supervise, .readEverything, .actForAgents])
  }
}
