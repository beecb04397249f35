// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

extension CallStarted: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("channel", channel)
    json.member("session", session)
    json.member("call", call)
    json.member("direction", direction)
    json.member("callingNumber", callingNumber)
    json.member("dialledNumber", dialledNumber)
    json.member("state", state)
  }
}

extension CallStateChanged: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("channel", channel)
    json.member("call", call)
    json.member("state", state)
    json.member("previous", previous)
    json.member("reason", reason)
  }
}

extension CallLegStateChanged: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("channel", channel)
    json.member("leg", leg)
    json.member("agent", agent)
    json.member("mode", mode)
    json.member("state", state)
    json.member("reason", reason)
    json.member("providerLeg", providerLeg)
  }
}

extension CallInstructed: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("channel", channel)
    json.member("call", call)
    json.member("instruction", instruction)
    json.member("leg", leg)
    json.member("agent", agent)
    json.member("extension", `extension`)
    json.member("dialog", dialog)
    json.member("mode", mode)
    json.member("watched", watched)
    json.member("answerBy", answerBy)
    json.member("number", number)
    json.member("assistance", assistance)
  }
}

extension VoiceRule: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("provider", provider)
    json.member("ringsOnOffer", ringsOnOffer)
    json.member("answerLimitSeconds", answerLimit)
  }
}
