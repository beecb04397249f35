// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

extension ChannelSessionStarted: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("dialog", dialog)
    json.member("session", session)
    json.member("customer", customer)
    json.member("reason", reason)
  }
}

extension ParticipantHeld: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("dialog", dialog)
    json.member("participant", participant)
    json.member("kind", kind)
    json.member("agent", agent)
    json.member("by", by)
    json.member("byAgent", byAgent)
    json.member("until", until)
  }
}

extension ParticipantResumed: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("dialog", dialog)
    json.member("participant", participant)
    json.member("kind", kind)
    json.member("agent", agent)
    json.member("by", by)
    json.member("byAgent", byAgent)
    json.member("reason", reason)
  }
}
