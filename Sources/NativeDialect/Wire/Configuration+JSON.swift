// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

extension ConfigurationChange: JSONRepresentable {
  /// Writes one member, named after what changed. Of a credential only its subject is shown.
  package func write(to json: inout JSONWriter) {
    switch self {
    case .account(let value): json.member("account", value)
    case .mediaRoutingDomain(let value): json.member("mediaRoutingDomain", value)
    case .team(let value): json.member("team", value)
    case .agent(let value): json.member("agent", value)
    case .client(let value): json.member("client", value)
    case .credential(let value): json.member("credential", value.subject)
    case .reasonCode(let value): json.member("reasonCode", value)
    case .wrapUpCode(let value): json.member("wrapUpCode", value)
    case .pullList(let value): json.member("pullList", value)
    case .queue(let value): json.member("queue", value)
    case .channel(let value): json.member("channel", value)
    case .removed(let key): json.member("removed", key)
    }
  }
}

extension ConfigurationKey: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    switch self {
    case .mediaRoutingDomain(let id): json.member("mediaRoutingDomain", id)
    case .team(let id): json.member("team", id)
    case .agent(let id): json.member("agent", id)
    case .client(let id): json.member("client", id)
    case .reasonCode(let id): json.member("reasonCode", id)
    case .wrapUpCode(let id): json.member("wrapUpCode", id)
    case .pullList(let id): json.member("pullList", id)
    case .queue(let id): json.member("queue", id)
    case .channel(let id): json.member("channel", id)
    }
  }
}

extension CredentialSubject: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    switch self {
    case .agent(let id): json.member("agent", id)
    case .client(let id): json.member("client", id)
    }
  }
}

extension ChannelRouting: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    switch self {
    case .push(let queue, let priority):
      json.member("queue", queue)
      json.member("priority", priority)
    case .pull(let list): json.member("pullList", list)
    }
  }
}
