// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import NativeDialect

/// A transfer, consult or conference as the API shows it, under way or over.
struct AssistanceView: Hashable, Sendable, JSONRepresentable {
  /// Where a request stands.
  enum State: String, Sendable, Named {
    /// Nobody answered yet.
    case requested
    /// The two talk; for consults only.
    case answered
    case completed
    case cancelled
    case failed
    /// A consult that took place.
    case ended

    var name: String { rawValue }
  }

  var id: AssistanceID
  var kind: AssistanceKind
  var state: State
  var initiator: AgentID?
  var bot: ClientID?
  var target: AssistanceTarget
  var workItem: WorkItemID?
  var dialog: DialogID?
  var deadline: Timestamp?
  var note: String?
  var requestedAt: Timestamp
  /// The agent who answered.
  var agent: AgentID?
  /// Why it ended, in the words of the facts.
  var reason: String?
  /// Why it ended, in the words of whoever refused.
  var detail: String?
  var endedAt: Timestamp?

  /// A request that is under way.
  init(_ assistance: Assistance) {
    id = assistance.id
    kind = assistance.kind
    state = assistance.answeredBy == nil ? .requested : .answered
    initiator = assistance.agent
    bot = assistance.bot
    target = assistance.target
    workItem = assistance.workItem
    dialog = assistance.dialog
    deadline = assistance.deadline
    note = assistance.note
    requestedAt = assistance.requestedAt
    agent = assistance.answeredBy
  }

  /// A request as it was made.
  init(_ fact: AssistanceRequested, _ kind: AssistanceKind, at time: Timestamp) {
    id = fact.assistance
    self.kind = kind
    state = .requested
    initiator = fact.initiator
    bot = fact.bot
    target = fact.target
    workItem = fact.workItem
    deadline = fact.deadline
    note = fact.note
    requestedAt = time
  }

  func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("kind", kind)
    json.member("state", state)
    json.member("initiator", initiator)
    json.member("bot", bot)
    json.member("target", target)
    json.member("workItem", workItem)
    json.member("dialog", dialog)
    json.member("deadline", deadline)
    json.member("note", note)
    json.member("requestedAt", requestedAt)
    json.member("agent", agent)
    json.member("reason", reason)
    json.member("detail", detail)
    json.member("endedAt", endedAt)
  }
}
