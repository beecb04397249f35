// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import EventJournal

/// What every search must do, as checks that any test can run against any implementation.
package struct SearchContract: Sendable, CustomStringConvertible {
  /// What the check holds the search to, as a sentence.
  package let description: String
  /// Checks it; throws ``ContractFailure`` or what the journal threw.
  package let check: @Sendable (any Journal & ConversationSearch) async throws -> Void

  private init(
    _ description: String,
    _ check: @escaping @Sendable (any Journal & ConversationSearch) async throws -> Void
  ) {
    self.description = description
    self.check = check
  }

  private static func found(
    _ journal: any ConversationSearch,
    _ reader: ConversationReader = .everything(internalMessages: true),
    _ change: (inout ConversationQuery) -> Void = { _ in }
  ) async throws -> [UInt128] {
    var query = ConversationQuery(reader: reader, limit: 100)
    change(&query)
    return try await journal.search("A", query).conversations.map(\.conversation.rawValue)
  }

  private static func text(_ text: String) -> (inout ConversationQuery) -> Void {
    { $0.text = SearchText(text) }
  }

  /// Every check.
  package static let all: [SearchContract] = [
    SearchContract("conversations are found by who and what was in them, the latest first") { journal in
      var log = SearchLog()
      for number in 1...4 as ClosedRange<UInt128> {
        log.start(number, customer: number % 2, channel: number < 3 ? "web" : "phone")
      }
      log.join(1, agent: "alice", teams: ["service"])
      log.join(3, agent: "bob", teams: ["sales"])
      log.queue(2, "support")
      log.close(1)
      try await journal.append([log.batch()])
      try requireEqual(try await found(journal), [4, 3, 2, 1])
      try requireEqual(try await found(journal) { $0.customer = CustomerID(rawValue: 1) }, [3, 1])
      try requireEqual(try await found(journal) { $0.channel = "web" }, [2, 1])
      try requireEqual(try await found(journal) { $0.agent = "bob" }, [3])
      try requireEqual(try await found(journal) { $0.queue = "support" }, [2])
      try requireEqual(try await found(journal) { $0.state = .closed }, [1])
      try requireEqual(try await found(journal) { $0.state = .open }, [4, 3, 2])
      try requireEqual(
        try await found(journal) {
          $0.channel = "web"
          $0.agent = "alice"
          $0.customer = CustomerID(rawValue: 1)
        },
        [1]
      )
      let second = SearchLog.time(of: 2)
      try requireEqual(try await found(journal) { $0.from = second }, [4, 3, 2])
      try requireEqual(try await found(journal) { $0.to = second }, [1])
      let everything = ConversationQuery(reader: .everything(internalMessages: true), limit: 9)
      let other = try await journal.search("B", everything)
      try requireEqual(other, ConversationPage(conversations: [], next: nil, offset: 0))
    },
    SearchContract("what was said is found by its words, without case and accents, in one message") { journal in
      var log = SearchLog()
      for number in 1...3 as ClosedRange<UInt128> { log.start(number, customer: 1) }
      log.say(1, "Where is my ÖRDER-123?")
      log.say(2, "The order arrived. 東京から来ました")
      log.say(2, "Refund please")
      log.say(3, "internal order note", audience: .agentsAndManagers)
      try await journal.append([log.batch()])
      try requireEqual(try await found(journal, .everything(internalMessages: true), text("order")), [3, 2, 1])
      try requireEqual(try await found(journal, .everything(internalMessages: false), text("order")), [2, 1])
      try requireEqual(try await found(journal, .everything(internalMessages: true), text("order-123")), [1])
      try requireEqual(try await found(journal, .everything(internalMessages: true), text("123-order")), [])
      try requireEqual(try await found(journal, .everything(internalMessages: true), text("arrived order")), [2])
      try requireEqual(try await found(journal, .everything(internalMessages: true), text("order refund")), [])
      try requireEqual(try await found(journal, .everything(internalMessages: true), text("京から")), [2])
      try requireEqual(try await found(journal, .everything(internalMessages: true), text("ord")), [])
      for syntax in ["\"order", "order OR nothing", "order*", "words:order", "NOT order", "(order"] {
        _ = try await found(journal, .everything(internalMessages: true), text(syntax))
      }
    },
    SearchContract("a reader finds what it may read, and learns of nothing else") { journal in
      var log = SearchLog()
      for number in 1...5 as ClosedRange<UInt128> {
        log.start(number, customer: 1)
        log.say(number, "secret words")
      }
      log.join(2, agent: "alice", teams: ["service"])
      log.join(4, agent: "bob", teams: ["sales"])
      log.join(4, agent: "alice", teams: ["service"])
      try await journal.append([log.batch()])
      let alice = ConversationReader.agent("alice", supervising: [])
      try requireEqual(try await found(journal, alice), [4, 2])
      try requireEqual(try await found(journal, alice, text("secret")), [4, 2])
      try requireEqual(try await found(journal, alice) { $0.customer = CustomerID(rawValue: 1) }, [4, 2])
      try requireEqual(try await found(journal, alice) { $0.agent = "bob" }, [4])
      try requireEqual(try await found(journal, .agent("carol", supervising: []), text("secret")), [])
      try requireEqual(try await found(journal, .agent("sam", supervising: ["sales"])), [4])
      try requireEqual(try await found(journal, .agent("sam", supervising: ["sales", "service"])), [4, 2])
      // The last page of a reader is the last page, whatever there is for others.
      var query = ConversationQuery(reader: alice, limit: 2)
      for change in [{ _ in }, text("secret"), { $0.customer = CustomerID(rawValue: 1) }] {
        query = ConversationQuery(reader: alice, limit: 2)
        change(&query)
        try requireEqual(try await journal.search("A", query).next, nil)
      }
    },
    SearchContract("pages follow each other also when conversations begin meanwhile") { journal in
      var log = SearchLog()
      for number in 1...10 as ClosedRange<UInt128> { log.start(number, customer: 1) }
      try await journal.append([log.batch()])
      var query = ConversationQuery(reader: .everything(internalMessages: true), limit: 4)
      var seen: [UInt128] = []
      for round in 0..<3 as Range<UInt128> {
        let page = try await journal.search("A", query)
        seen += page.conversations.map(\.conversation.rawValue)
        query.after = page.next
        log.start(20 + round, customer: 1)
        try await journal.append([log.batch()])
        if let next = page.next { try requireEqual(ConversationCursor("\(next)"), next) }
      }
      try requireEqual(seen, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
      try requireEqual(query.after, nil)
    },
    SearchContract("a search knows everything that was committed before it") { journal in
      var log = SearchLog()
      for number in 1...600 as ClosedRange<UInt128> {
        log.start(number, customer: number)
        log.say(number, "word \(number)")
      }
      try await journal.append([log.batch()])
      var query = ConversationQuery(reader: .everything(internalMessages: true), limit: 5)
      query.text = SearchText("600")
      let page = try await journal.search("A", query)
      try requireEqual(page.conversations.map(\.conversation.rawValue), [600])
      try requireEqual(page.offset, 1_200)
    },
  ]
}

/// Makes the facts of conversations for searches.
package struct SearchLog {
  private var envelopes: [Envelope] = []
  private var sequences: [UInt128: UInt64] = [:]
  private var sent = 0

  package init() {}

  /// Goes on after facts that were appended.
  package init(after log: [Envelope]) {
    envelopes = log
    sent = log.count
  }

  /// When a conversation with a number begins.
  package static func time(of number: UInt128) -> Timestamp {
    Timestamp(milliseconds: 1_700_000_000_000 + Int64(number) * 1_000)
  }

  /// The facts since the last batch.
  package mutating func batch() -> JournalBatch {
    defer { sent = envelopes.count }
    return JournalBatch(account: "A", expected: UInt64(sent), envelopes: Array(envelopes[sent...]))
  }

  private mutating func add(_ number: UInt128, _ event: Event, teams: [TeamID] = []) {
    sequences[number, default: 0] += 1
    envelopes.append(
      Envelope(
        account: "A",
        offset: UInt64(envelopes.count + 1),
        time: Self.time(of: number),
        conversationSequence: sequences[number],
        agentSequence: event.subject.agent == nil ? nil : UInt64(envelopes.count + 1),
        teams: teams,
        event: event
      )
    )
  }

  /// A customer begins a conversation.
  package mutating func start(_ number: UInt128, customer: UInt128, channel: ChannelID = "web") {
    add(
      number,
      .conversationStarted(
        ConversationStarted(
          conversation: ConversationID(rawValue: number),
          direction: .inbound,
          customer: Customer(id: CustomerID(rawValue: customer), identifier: "c"),
          mainDialog: DialogID(rawValue: 1),
          session: ChannelSession(
            id: ChannelSessionID(rawValue: 4),
            channel: channel,
            participant: ParticipantID(rawValue: 2),
            connection: ConnectionID(rawValue: 3)
          ),
          attributes: []
        )
      )
    )
  }

  /// An agent becomes a part of it.
  package mutating func join(_ number: UInt128, agent: AgentID, teams: [TeamID]) {
    add(
      number,
      .participantRoleChanged(
        ParticipantRoleChanged(
          conversation: ConversationID(rawValue: number),
          dialog: DialogID(rawValue: 1),
          participant: ParticipantID(rawValue: 9),
          kind: .agent,
          agent: agent,
          connection: ConnectionID(rawValue: 3),
          role: .primary,
          previous: .assistant
        )
      ),
      teams: teams
    )
  }

  /// Its work waits in a queue.
  package mutating func queue(_ number: UInt128, _ queue: QueueID) {
    add(
      number,
      .noAgentAvailable(
        NoAgentAvailable(
          workItem: WorkItemID(rawValue: 1),
          conversation: ConversationID(rawValue: number),
          queue: queue
        )
      )
    )
  }

  /// Somebody says something.
  package mutating func say(_ number: UInt128, _ text: String, audience: MessageAudience = .everyone) {
    add(
      number,
      .messagePosted(
        MessagePosted(
          conversation: ConversationID(rawValue: number),
          dialog: DialogID(rawValue: 1),
          message: Message(
            id: MessageID(rawValue: "m\(envelopes.count)"),
            sender: ParticipantID(rawValue: 2),
            senderKind: .customer,
            body: MessageBody(kind: "PLAIN", text: text),
            audience: audience
          )
        )
      )
    )
  }

  /// It closes.
  package mutating func close(_ number: UInt128) {
    add(
      number,
      .conversationClosed(
        ConversationClosed(conversation: ConversationID(rawValue: number), reason: .customer, by: .system)
      )
    )
  }
}
