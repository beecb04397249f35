// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

extension ParticipantMoved: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("previous", previous)
    json.member("dialog", dialog)
    json.member("participant", participant)
    json.member("kind", kind)
    json.member("agent", agent)
    json.member("role", role)
    json.member("connection", connection)
  }
}

extension ParticipantRoleChanged: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("dialog", dialog)
    json.member("participant", participant)
    json.member("kind", kind)
    json.member("agent", agent)
    json.member("connection", connection)
    json.member("role", role)
    json.member("previous", previous)
    json.member("watched", watched)
  }
}

extension SupervisorJoined: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("dialog", dialog)
    json.member("participant", participant)
    json.member("agent", agent)
    json.member("role", role)
    json.member("watched", watched)
    json.member("watchedParticipant", watchedParticipant)
    json.member("connection", connection)
  }
}

extension BotJoined: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("dialog", dialog)
    json.member("participant", participant)
    json.member("bot", bot)
    json.member("role", role)
    json.member("connection", connection)
  }
}
