// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// What is delivered in order, one after the other: everything of one conversation, else of one agent, else of the account.
/// Lanes of one endpoint go side by side.
package enum DeliveryLane: Hashable, Sendable {
  /// What is said of the account itself; or everything, for an endpoint that wants one order of all.
  case account
  /// What is said of a conversation.
  case conversation(ConversationID)
  /// What is said of an agent and of no conversation.
  case agent(AgentID)

  /// The lane of a fact by what it is about.
  package init(of envelope: Envelope) {
    let subject = envelope.event.subject
    if let conversation = subject.conversation {
      self = .conversation(conversation)
    } else if let agent = subject.agent {
      self = .agent(agent)
    } else {
      self = .account
    }
  }

  /// Its name, for storage and people: `conversation/…`, `agent/…` or `account`.
  package var name: String {
    switch self {
    case .account: "account"
    case .conversation(let id): "conversation/\(id)"
    case .agent(let id): "agent/\(id)"
    }
  }

  /// Reads a name; nil if it is none.
  package init?(name: String) {
    let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    switch (parts.first, parts.count) {
    case ("account", 1): self = .account
    case ("conversation", 2):
      guard let id = ConversationID(parts[1]) else { return nil }
      self = .conversation(id)
    case ("agent", 2):
      guard let id = AgentID(parts[1]) else { return nil }
      self = .agent(id)
    default: return nil
    }
  }
}
