// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

extension AgentLoggedIn: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("agent", agent)
  }
}

extension AgentLoggedOut: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("agent", agent)
    json.member("reason", reason)
    json.member("cause", cause)
    json.member("by", by)
  }
}

extension AgentStateChanged: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("agent", agent)
    json.member("state", state)
    json.member("previous", previous)
    json.member("reason", reason)
    json.member("cause", cause)
    json.member("by", by)
  }
}

extension AgentMediaStateChanged: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("agent", agent)
    json.member("mediaRoutingDomain", mediaRoutingDomain)
    json.member("state", state)
    json.member("previous", previous)
    json.member("wantsWork", wantsWork)
    json.member("cause", cause)
  }
}

extension AgentDeviceConnected: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("agent", agent)
    json.member("device", device)
  }
}

extension AgentDeviceDisconnected: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("agent", agent)
    json.member("device", device)
    json.member("leaseDeadline", leaseDeadline)
  }
}

extension AgentLeaseExpired: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("agent", agent)
    json.member("requeueDeadline", requeueDeadline)
  }
}
