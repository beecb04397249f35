// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

extension PullList: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("name", name)
    json.member("description", description)
  }
}

extension Queue: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("name", name)
    json.member("mediaRoutingDomain", mediaRoutingDomain)
    json.member("members", members)
    json.member("strategy", strategy)
    json.member("offerDeadlineSeconds", offerDeadline)
    json.member("timeLimitSeconds", timeLimit)
    if let wrapUp { json.member("wrapUp", wrapUp) }
    json.member("maxWaiting", maxWaiting)
    if let response { json.member("response", response) }
  }
}

extension WrapUpRule: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("limitSeconds", limit)
    json.member("longestSeconds", longest)
  }
}

extension Disposition: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("category", category)
    json.member("value", value)
  }
}

extension QueueMembers: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("everyone", everyone)
    json.array("teams", teams) { $0.string($1.rawValue) }
    json.array("agents", agents) { $0.string($1.rawValue) }
  }
}
