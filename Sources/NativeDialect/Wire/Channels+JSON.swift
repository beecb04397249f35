// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

extension Channel: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("type", type)
    json.member("serviceIdentifier", serviceIdentifier)
    json.member("mediaRoutingDomain", mediaRoutingDomain)
    json.member("routing", routing)
    if let response { json.member("response", response) }
    if let inactivity { json.member("inactivity", inactivity) }
    if let survey { json.member("survey", survey) }
    if let outbound { json.member("outbound", outbound) }
    if let voice { json.member("voice", voice) }
  }
}

extension SurveyRule: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.array("questions", questions) { $0.object($1) }
    json.member("limitSeconds", limit)
  }
}

extension SurveyQuestion: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("text", text)
    json.member("kind", kind)
  }
}

extension OutboundRule: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("answerLimitSeconds", answerLimit)
  }
}

extension ResponseRule: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("firstSeconds", first)
    json.member("eachSeconds", each)
  }
}

extension InactivityRule: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("warnAfterSeconds", warnAfter)
    json.member("closeAfterSeconds", closeAfter)
  }
}
