// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit

@testable import CordboardServer

/// What one random request is made of: ids of its own account and of the other, mostly such that it makes sense.
struct AuthorizationDraw {
  var random: SeededRandom
  var words: Words
  /// Whose token it is.
  private(set) var caller: Caller
  /// The account in the address.
  let account: AccountID
  let own: ContactCentre
  let other: ContactCentre
  /// The conversation this is about, open or closed.
  let conversation: ConversationID
  let customers: [String]
  /// The files of every account.
  let files: [String]
  /// The webhooks of every account.
  let webhooks: [String]
  /// The agent the body names, if it names one.
  private(set) var namedAgent: String?
  /// The agent the address names, if it names one.
  private(set) var addressedAgent: String?

  private var focus: Conversation? { own.conversations[conversation] }

  init(
    _ random: inout SeededRandom,
    _ words: inout Words,
    callers: [Caller],
    row: AuthorizationRow,
    states: [AccountID: ContactCentre],
    closed: [AccountID: [ConversationID]],
    customers: [AccountID: [String]],
    files: [String],
    webhooks: [String]
  ) {
    self.files = files
    self.webhooks = webhooks
    let account = AuthorizationWorld.accounts[random.oneIn(4) ? 1 : 0]
    let twin =
      account == AuthorizationWorld.accounts[0] ? AuthorizationWorld.accounts[1] : AuthorizationWorld.accounts[0]
    self.account = account
    // SAFETY: the run keeps the states of both accounts.
    own = states[account]!
    // SAFETY: as above.
    other = states[twin]!
    let from = random.oneIn(12) ? other : own
    let open = from.conversations.keys.sorted()
    let past = closed[from.account] ?? []
    let nobody = ConversationID(rawValue: UInt128(random.next()))
    let offered = row.route.contains("{offer}") ? from.offers.values.map(\.conversation).sorted() : []
    let fit = offered.isEmpty ? open.filter { id in from.conversations[id].map { row.fits($0) } ?? false } : offered
    if !fit.isEmpty, !random.oneIn(4) {
      conversation = fit.randomElement(using: &random) ?? nobody
    } else if random.oneIn(6) || open.isEmpty {
      conversation = past.randomElement(using: &random) ?? nobody
    } else {
      conversation = open.randomElement(using: &random) ?? nobody
    }
    self.customers = customers[account] ?? []

    // Half of the time somebody whose business it may be, otherwise anybody at all.
    let interested = Self.interested(in: conversation, own)
    let fitting = callers.filter { $0.account == account && row.may.contains($0.kind) }
    let involved = fitting.filter { interested.contains($0.name) }
    switch Int.random(in: 0..<10, using: &random) {
    case 0..<3 where !involved.isEmpty: caller = involved.randomElement(using: &random) ?? callers[0]
    case 0..<6 where !fitting.isEmpty: caller = fitting.randomElement(using: &random) ?? callers[0]
    default: caller = callers.randomElement(using: &random) ?? callers[0]
    }
    self.random = random
    self.words = words
  }

  /// The agents and bots who have something to do with a conversation now.
  private static func interested(in id: ConversationID, _ centre: ContactCentre) -> [String] {
    var names: [String] = []
    // Whoever asked for assistance first of all: only it may take that back.
    for asked in centre.conversations[id]?.assistances ?? [] {
      if let name = asked.agent?.rawValue ?? asked.bot?.rawValue { return [name] }
    }
    for participant in centre.conversations[id]?.participants ?? [] {
      if let name = participant.agent?.rawValue ?? participant.bot?.rawValue { names.append(name) }
    }
    for offer in centre.offers.values where offer.conversation == id { names.append(offer.agent.rawValue) }
    for item in centre.workItems.values where item.conversation == id {
      if let agent = item.state.agent { names.append(agent.rawValue) }
    }
    return names.sorted()
  }

  mutating func pick<Element>(_ from: some Collection<Element>) -> Element? { from.randomElement(using: &random) }

  // MARK: The address

  /// A value for a parameter of the address.
  mutating func parameter(_ name: String, row: AuthorizationRow) -> String {
    let from = random.oneIn(12) ? other : own
    let nobody = words.next()
    switch name {
    case "conversation": return conversation.description
    case "agent":
      let mine = AuthorizationWorld.agents.contains(caller.name) && !random.oneIn(3)
      let agent = mine ? caller.name : pick(AuthorizationWorld.agents + ["nobody"]) ?? ""
      addressedAgent = agent
      return agent
    case "offer":
      let mine = from.offers.values.filter { $0.agent.rawValue == caller.name }
      let offers = (mine.isEmpty || random.oneIn(3) ? Array(from.offers.values) : mine).map(\.id).sorted()
      return pick(offers)?.description ?? nobody
    case "workItem":
      let items = from.workItems.values.sorted { $0.id < $1.id }
      let mine = items.filter {
        $0.state.agent?.rawValue == caller.name || $0.list != nil && row.route.contains("take")
      }
      return pick(mine.isEmpty || random.oneIn(3) ? items : mine)?.id.description ?? nobody
    case "assistance":
      let ids = (focus?.assistances ?? from.conversations.values.flatMap(\.assistances)).map(\.id).sorted()
      return pick(ids)?.description ?? nobody
    case "participant":
      let ids = (focus?.participants ?? from.conversations.values.flatMap(\.participants)).map(\.id).sorted()
      return pick(ids)?.description ?? nobody
    case "customer":
      let ids = from.conversations.values.map(\.customer.id).sorted()
      return focus?.customer.id.description ?? pick(ids)?.description ?? nobody
    case "channel": return random.oneIn(6) ? pick(AuthorizationWorld.channels) ?? nobody : AuthorizationWorld.voice
    case "call": return "call-\(Int.random(in: 0..<40, using: &random))"
    case "team": return pick(AuthorizationWorld.teams)?.id.rawValue ?? nobody
    case "file": return pick(files) ?? nobody
    case "webhook": return pick(webhooks) ?? nobody
    case "device": return "device-\(caller.name)"
    case "mediaRoutingDomain": return "chat"
    case "pullList": return "list"
    case "id": return random.oneIn(8) ? "red-1" : pick(AuthorizationWorld.spares) ?? ""
    default: return nobody
    }
  }

  // MARK: The body

  /// A JSON object of members that are JSON already; those that are nil are left out.
  func object(_ members: (String, String?)...) -> String {
    "{" + members.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }.joined(separator: ",") + "}"
  }

  func text(_ value: some CustomStringConvertible) -> String { "\"\(value)\"" }

  mutating func word() -> String { text(words.next()) }

  mutating func one(of values: String...) -> String { text(pick(values) ?? "") }

  /// The member `agent`: mostly none for those who are one; an interested one for those who act for others.
  mutating func agent() -> String? {
    let interested = Self.interested(in: conversation, own).filter { AuthorizationWorld.agents.contains($0) }
    let isAgent = caller.kind == .agent || caller.kind == .supervisor
    if isAgent, !random.oneIn(4) { return nil }
    if !isAgent, random.oneIn(5) { return nil }
    let named = (random.oneIn(3) ? nil : pick(interested)) ?? pick(AuthorizationWorld.agents) ?? ""
    namedAgent = named
    return text(named)
  }

  /// Somebody who can be asked for assistance.
  mutating func target() -> String {
    switch Int.random(in: 0..<8, using: &random) {
    case 0...1: object(("queue", text(pick(AuthorizationWorld.queues) ?? "")))
    case 2...4: object(("agent", text(pick(AuthorizationWorld.agents) ?? "")))
    case 5...6: object(("automation", one(of: "bot-1", "bot-2")))
    default: object(("external", word()))
    }
  }

  mutating func customer() -> String {
    object(("identifier", text(pick(customers) ?? "")), ("displayName", word()))
  }

  /// Who speaks: the caller, mostly.
  mutating func speaker() -> String? {
    switch caller.kind {
    case .bots where !random.oneIn(5): text("bot")
    case .conversations where !random.oneIn(5): text("customer")
    case .agents where !random.oneIn(5): text("agent")
    default: random.oneIn(4) ? one(of: "customer", "agent", "bot") : nil
    }
  }

  mutating func message() -> String? {
    let ids = focus?.messages.keys.sorted() ?? []
    return text(pick(ids)?.rawValue ?? "none")
  }

  /// A number within a range, as JSON.
  mutating func number(_ range: ClosedRange<Int>) -> String { "\(Int.random(in: range, using: &random))" }
}
