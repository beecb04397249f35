// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

extension CustomerAwaited: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("warnAt", warnAt)
    json.member("deadline", deadline)
  }
}

extension CustomerInactive: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("deadline", deadline)
  }
}

extension SLAStarted: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("response", response)
    json.member("queue", queue)
    json.member("agent", agent)
    json.member("since", since)
    json.member("deadline", deadline)
  }
}

extension SLAStopped: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("response", response)
    json.member("queue", queue)
    json.member("agent", agent)
    json.member("reason", reason)
    json.member("wasBreached", wasBreached)
  }
}

extension SLABreached: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("response", response)
    json.member("queue", queue)
    json.member("agent", agent)
    json.member("since", since)
  }
}
