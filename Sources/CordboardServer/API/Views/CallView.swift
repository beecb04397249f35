// SPDX-License-Identifier: Apache-2.0

package import ContactEngine
import ContactModel
package import DialectKit
import NativeDialect

/// A customer's call as the API shows it.
struct CallView: Hashable, Sendable, JSONRepresentable {
  var conversation: ConversationID
  var call: Call
  private var seesListeners = true

  /// A call for whoever may see everything of it.
  init(_ call: Call, of conversation: ConversationID) {
    self.conversation = conversation
    self.call = call
  }

  /// A call for a principal. Who listens unseen is shown to supervisors and to those who see everything.
  init(_ call: Call, of conversation: ConversationID, for principal: Principal) {
    self.init(call, of: conversation)
    seesListeners = !principal.permissions.isDisjoint(with: [.supervise, .readEverything, .actForAgents, .reportCalls])
  }

  func write(to json: inout JSONWriter) {
    json.member("id", call.id)
    json.member("conversation", conversation)
    json.member("channel", call.channel)
    json.member("session", call.session)
    json.member("direction", call.direction)
    json.member("state", call.state)
    json.member("callingNumber", call.callingNumber)
    json.member("dialledNumber", call.dialledNumber)
    json.member("startedAt", call.startedAt)
    json.member("answeredAt", call.answeredAt)
    json.member("dialog", call.dialog)
    json.member("isDialled", call.isDialled)
    json.member("isHeld", call.isHeld)
    json.member("transfer", call.transfer)
    json.array("legs", call.legs.filter { seesListeners || $0.mode != .listen }) { $0.object($1) }
  }
}

extension CallLeg: JSONRepresentable {
  /// Writes the members of a leg.
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("agent", agent)
    json.member("extension", `extension`)
    json.member("dialog", dialog)
    json.member("mode", mode)
    json.member("watched", watched)
    json.member("isHeld", isHeld)
    json.member("state", state)
    json.member("startedAt", startedAt)
    json.member("answerBy", answerBy)
    json.member("providerLeg", providerLeg)
  }
}
