// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

extension Workbin: JSONRepresentable {
  /// Writes one member, named after whose it is.
  package func write(to json: inout JSONWriter) {
    switch self {
    case .agent(let id): json.member("agent", id)
    case .team(let id): json.member("team", id)
    }
  }
}

extension WorkDestination: JSONRepresentable {
  /// Writes one member, named after where work is sent.
  package func write(to json: inout JSONWriter) {
    switch self {
    case .queue(let id): json.member("queue", id)
    case .pullList(let id): json.member("pullList", id)
    case .agent(let id): json.member("agent", id)
    }
  }
}

extension WorkPlacedInWorkbin: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("workItem", workItem)
    json.member("conversation", conversation)
    json.member("queue", queue)
    json.member("workbin", workbin)
    json.member("agent", agent)
  }
}

extension WorkTakenFromWorkbin: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("workItem", workItem)
    json.member("conversation", conversation)
    json.member("queue", queue)
    json.member("workbin", workbin)
    json.member("agent", agent)
    json.member("dialog", dialog)
    json.member("participant", participant)
    json.member("role", role)
    json.member("connection", connection)
  }
}

extension WorkReassigned: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("workItem", workItem)
    json.member("conversation", conversation)
    json.member("queue", queue)
    if let workbin { json.member("workbin", workbin) }
    json.member("list", list)
    json.member("agent", agent)
    json.member("target", target)
    json.member("by", by)
  }
}

extension WrapUpExtended: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("workItem", workItem)
    json.member("conversation", conversation)
    json.member("queue", queue)
    json.member("agent", agent)
    json.member("deadline", deadline)
  }
}
