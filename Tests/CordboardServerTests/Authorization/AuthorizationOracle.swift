// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import NativeDialect

@testable import CordboardServer

/// Who may see and change what, stated without the product: from the names that stand in the facts alone.
///
/// - A word belongs to the conversations, the agent or the configuration in whose facts it was first written.
/// - A conversation is seen by agents, bots and supervisors whom its facts name, or whose agent or queue they name; by
///   administrators; and by the scopes events, conversations and agents.
/// - An agent is seen by itself, who supervises it, administrators, and the scopes events, agents and configuration.
/// - Who logged in is seen by administrators.
/// - Nothing of one account is seen in another.
struct AuthorizationOracle {
  enum Owner: Hashable {
    case conversation(AccountID, ConversationID)
    case agent(AccountID, String)
    /// Who listens unseen is shown to supervisors who see the conversation.
    case unseen(AccountID, ConversationID)
    case configuration(AccountID, isForDesktops: Bool)
    case audit(AccountID)
  }

  private(set) var owners: [String: Set<Owner>] = [:]
  private(set) var closed: [AccountID: [ConversationID]] = [:]
  /// The agents, bots and queues that the facts of a conversation name.
  private var named: [ConversationID: Set<String>] = [:]
  private var customers: [ConversationID: Set<CustomerID>] = [:]
  private var listed: Set<ConversationID> = []
  private let names: Set<String>

  init() {
    names = Set(
      AuthorizationWorld.agents + AuthorizationWorld.queues + AuthorizationWorld.teams.map(\.id.rawValue)
        + [AuthorizationWorld.voice] + AuthorizationWorld.programs.map(\.0.rawValue)
    )
  }

  /// A fact as the native dialect writes it.
  static func text(_ envelope: Envelope) -> [UInt8] {
    var json = JSONWriter(capacity: 512)
    json.object { $0.cloudEvent(envelope, epoch: 1) }
    return json.finish()
  }

  /// Notes whose words a fact holds.
  mutating func take(_ envelope: Envelope) {
    guard envelope.event.kind != .commandNoted else { return }
    let text = Self.text(envelope)
    let owner: Owner
    if case .configurationChanged(let fact) = envelope.event {
      owner = Self.owner(of: fact.change, envelope.account)
    } else if let id = envelope.event.subject.conversation {
      owner = .conversation(envelope.account, id)
      for part in text.split(separator: UInt8(ascii: "\"")) where part.count < 16 {
        let part = String(decoding: part, as: UTF8.self)
        if names.contains(part) { named[id, default: []].insert(part) }
      }
      switch envelope.event {
      case .conversationStarted(let fact): customers[id, default: []].insert(fact.customer.id)
      case .channelSessionStarted(let fact): customers[id, default: []].insert(fact.customer.id)
      case .pullItemListed: listed.insert(id)
      case .conversationClosed: closed[envelope.account, default: []].append(id)
      default: break
      }
    } else if envelope.event.kind == .accessGranted || envelope.event.kind == .accessRefused {
      owner = .audit(envelope.account)
    } else if envelope.event.kind == .webhookChanged {
      // Which webhooks there are is shown to whoever reads everything, as the configuration is; what is in them is not.
      owner = .configuration(envelope.account, isForDesktops: false)
    } else if let agent = envelope.event.subject.agent {
      owner = .agent(envelope.account, agent.rawValue)
    } else {
      return
    }
    for word in Words.found(in: text) { owners[word, default: []].insert(owner) }
    if case .supervisorJoined(let fact) = envelope.event, fact.role == .silentMonitor {
      let unseen = Owner.unseen(envelope.account, fact.conversation)
      for word in Words.found(in: text) { owners[word, default: []].insert(unseen) }
    }
  }

  /// Notes whose some words are that no fact holds.
  mutating func take(_ words: Set<String>, of owner: Owner) {
    for word in words where owners[word] == nil { owners[word] = [owner] }
  }

  private static func owner(of change: ConfigurationChange, _ account: AccountID) -> Owner {
    switch change {
    case .agent(let agent): .agent(account, agent.id.rawValue)
    case .mediaRoutingDomain, .reasonCode, .wrapUpCode, .pullList: .configuration(account, isForDesktops: true)
    default: .configuration(account, isForDesktops: false)
    }
  }

  // MARK: Seeing

  /// A word that a caller sees and should not; nil if there is none.
  func leak(_ seen: Set<String>, to caller: Caller, also: AuthorizationRow.Also?) -> String? {
    for word in seen.sorted() {
      guard let owners = owners[word], !owners.contains(where: { maySee($0, caller, also) }) else { continue }
      return "\(word) of \(owners)"
    }
    return nil
  }

  private func maySee(_ owner: Owner, _ caller: Caller, _ also: AuthorizationRow.Also?) -> Bool {
    switch owner {
    case .conversation(let account, let id):
      return caller.account == account && maySee(id, caller, also)
    case .agent(let account, let name):
      guard caller.account == account else { return false }
      return [.administrator, .events, .agents, .configuration].contains(caller.kind) || caller.name == name
        || caller.supervises(name)
    case .unseen(let account, let id):
      return caller.account == account && caller.kind == .supervisor && maySee(id, caller, also)
    case .audit(let account): return caller.account == account && caller.kind == .administrator
    case .configuration(let account, let isForDesktops):
      guard caller.account == account else { return false }
      if [.administrator, .events, .configuration].contains(caller.kind) { return true }
      return isForDesktops && [.agent, .supervisor, .agents].contains(caller.kind)
    }
  }

  private func maySee(_ id: ConversationID, _ caller: Caller, _ also: AuthorizationRow.Also?) -> Bool {
    if concerns(id, caller) { return true }
    switch also {
    case .listedWork: return listed.contains(id) && (caller.kind == .agent || caller.kind == .supervisor)
    case .servedCustomers:
      return customers.contains {
        $0.key != id && concerns($0.key, caller) && !$0.value.isDisjoint(with: customers[id] ?? [])
      }
    case nil: return false
    }
  }

  private func concerns(_ id: ConversationID, _ caller: Caller) -> Bool {
    let named = named[id] ?? []
    return switch caller.kind {
    case .administrator, .events, .conversations, .agents: true
    case .configuration, .unscoped, .outsider: false
    case .bots: named.contains(caller.name)
    case .calls: caller.name == "phone-1" && named.contains(AuthorizationWorld.voice)
    // What lies in a team's workbin is the team's.
    case .agent: named.contains { $0 == caller.name || caller.teams.contains($0) }
    case .supervisor:
      named.contains { name in
        name == caller.name || caller.teams.contains(name) || caller.supervises(name)
          || caller.supervises(queue: name)
      }
    }
  }

  // MARK: Changing

  /// Why a caller should not have caused some facts; nil if it may have.
  ///
  /// - Parameters:
  ///   - facts: What its request appended.
  ///   - caller: Who sent it.
  ///   - before: The state before.
  func trespass(_ facts: [Envelope], of caller: Caller, before: ContactCentre) -> String? {
    // What follows by itself is nobody's doing; what it follows from is among these.
    let own = facts.filter { $0.actor != .system }
    let begun = Set(
      own.compactMap { fact in
        switch fact.event {
        case .conversationStarted, .botJoined: fact.event.subject.conversation
        case .workTakenFromWorkbin(let taken): concerns(taken.conversation, caller) ? taken.conversation : nil
        // What is listed, any supervisor may send elsewhere.
        case .workReassigned(let moved):
          before.workItems[moved.workItem]?.state == .listed && caller.kind == .supervisor ? moved.conversation : nil
        case .pullItemTaken(let taken): listed.contains(taken.conversation) ? taken.conversation : nil
        default: nil
        }
      }
    )
    for fact in own {
      let actor: Actor =
        AuthorizationWorld.programs.contains { $0.0.rawValue == caller.name }
        ? .client(ClientID(rawValue: caller.name)) : .agent(AgentID(rawValue: caller.name))
      if fact.actor != actor { return "\(fact.event.kind) is recorded as done by \(fact.actor)" }
      if !mayCause(fact.event, caller, begun: begun, before) { return "it caused \(fact.event.kind)" }
    }
    return nil
  }

  private func mayCause(
    _ event: Event,
    _ caller: Caller,
    begun: Set<ConversationID>,
    _ before: ContactCentre
  ) -> Bool {
    switch event {
    case .configurationChanged, .configurationExported, .webhookChanged, .retentionApplied:
      return [.administrator, .configuration].contains(caller.kind)
    case .commandNoted: return caller.kind != .outsider
    default: break
    }
    if let id = Self.conversation(of: event) {
      if begun.contains(id) {
        return [.agent, .supervisor, .agents, .conversations, .bots, .calls].contains(caller.kind)
      }
      return switch caller.kind {
      case .agents, .conversations: true
      case .agent: takesPart(caller.name, id, before)
      case .supervisor: takesPart(caller.name, id, before) || concerns(id, caller)
      case .calls: concerns(id, caller)
      case .bots: takesPart(caller.name, id, before) || concerns(id, caller)
      case .administrator, .events, .configuration, .unscoped, .outsider: false
      }
    }
    guard let agent = event.subject.agent?.rawValue else { return false }
    return caller.kind == .agents || caller.name == agent || caller.supervises(agent)
  }

  /// The conversation a fact is about. Who listened unseen leaves with whoever it listened to, without a number there.
  private static func conversation(of event: Event) -> ConversationID? {
    if case .participantLeft(let left) = event, left.role == .silentMonitor { return left.conversation }
    return event.subject.conversation
  }

  /// Whether somebody is in a conversation, was offered it, or has after-contact work of it.
  private func takesPart(_ name: String, _ id: ConversationID, _ before: ContactCentre) -> Bool {
    before.conversations[id]?.participants.contains { $0.agent?.rawValue == name || $0.bot?.rawValue == name } ?? false
      || before.offers.values.contains { $0.conversation == id && $0.agent.rawValue == name }
      || before.workItems.values.contains { $0.conversation == id && $0.state.agent?.rawValue == name }
  }
}
