// SPDX-License-Identifier: Apache-2.0

import Bayeux
import ContactEngine
import ContactModel
import CordboardTestKit
import DialectKit
import EventJournal
import GenesysDialect
import Logging
import Synchronization
import Testing

@testable import CordboardServer

/// What sessions of agents are answered, and told when their account is configured in another way.
@Suite struct GenesysOfficeTests {
  private static let alice = GenesysWorker(account: "DEMOCO", agent: "alice")

  private func office(_ centre: TestAPI, over journal: (any Journal)? = nil) -> GenesysOffice {
    GenesysOffice(
      gateway: centre.partition,
      journal: journal ?? centre.journal,
      awayFor: .seconds(150),
      pace: .zero,
      clock: centre.clock,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
  }

  private func start(_ office: GenesysOffice) async throws -> DesktopStart {
    guard case .started(let start) = await office.start(Self.alice) else {
      throw StatusProblem(.internalError, "the office cannot tell")
    }
    return start
  }

  @Test func `what ended a while ago is named, until nobody can have been away for so long`() async throws {
    let centre = try await TestAPI()
    let office = office(centre)
    let served = try #require(ConversationID(try await centre.serveChat()))
    let offered = try #require(ConversationID(try await centre.startChat("adam")))
    #expect(try await start(office).ends.isEmpty)
    #expect(try await start(office).holdings.map(\.conversation).sorted() == [served, offered].sorted())
    let context = CommandContext(principal: .system("DEMOCO"))
    _ = try await centre.partition.perform(.endChannelSession(offered, nil, reason: .customer), in: context)
    #expect(try await start(office).ends == [offered: .revoked])
    centre.clock.advance(by: .seconds(100))
    try await centre.close(served.description)
    #expect(try await start(office).ends == [offered: .revoked, served: .completed])
    centre.clock.advance(by: .seconds(100))
    #expect(try await start(office).ends == [served: .completed])
    centre.clock.advance(by: .seconds(100))
    #expect(try await start(office).ends.isEmpty)
  }

  @Test func `an agent that does not exist is none; a journal that cannot be read is said`() async throws {
    let centre = try await TestAPI()
    let nobody = GenesysWorker(account: "DEMOCO", agent: "nobody")
    #expect(await office(centre).start(nobody) == .removed)
    let closed = office(centre, over: UnreadableJournal(base: centre.journal))
    #expect(await closed.start(Self.alice) == .unavailable)
    let question = ConversationRead(conversation: ConversationID(rawValue: 1), number: 1, after: 0)
    #expect(await closed.read(question, "DEMOCO") == .unavailable)
  }

  @Test func `a conversation that several desktops read is read once, and anew for later facts`() async throws {
    let centre = try await TestAPI()
    let journal = GatedJournal(centre.journal)
    let office = office(centre, over: journal)
    let id = try #require(ConversationID(try await centre.serveChat()))
    let offset = try await start(office).position.offset
    func read(_ number: Int, after offset: UInt64) async -> Int {
      let question = ConversationRead(conversation: id, number: number, after: offset)
      guard case .facts(question, let facts) = await office.read(question, "DEMOCO") else { return -1 }
      return facts.count
    }
    let counts = await withTaskGroup { group in
      for number in 0..<10 { group.addTask { await read(number, after: offset) } }
      return await group.reduce(into: Set<Int>()) { $0.insert($1) }
    }
    #expect(counts.count == 1 && counts.first ?? 0 > 2)
    #expect(journal.conversationReads.withLock { $0 } == 1)
    #expect(await read(11, after: offset + 1) > 2)
    #expect(journal.conversationReads.withLock { $0 } == 2, "what came since is not in the first answer")
    office.forget()
    _ = await read(12, after: offset)
    #expect(journal.conversationReads.withLock { $0 } == 3)
  }

  @Test func `desktops are told when their account is configured in another way`() async throws {
    try await withLiveDesktops { desktops in
      let desktop = try await desktops.desktop(of: "alice")
      try await desktop.subscribe("/v2/me/channels")
      _ = try await desktops.centre.send("POST", "/agents/alice/login", as: .alice)
      #expect(try await desktop.next("/v2/me/channels")["channels"]?.arrayValue?.count == 1)
      let post = Channel(
        id: "post",
        type: .email,
        serviceIdentifier: "help@centre.example",
        mediaRoutingDomain: "chat",
        routing: .push(queue: "support", priority: 0)
      )
      try await desktops.perform(.configure([.channel(post)]))
      let told = try await desktop.next("/v2/me/channels")["channels"]?.arrayValue ?? []
      #expect(told.compactMap { $0["channel"]?.stringValue } == ["email"])
    }
  }
}

/// A journal whose facts nobody can read.
private final class UnreadableJournal: ForwardingJournal {
  let base: any Journal

  init(base: any Journal) {
    self.base = base
  }

  func read(
    _ account: AccountID,
    agent: AgentID,
    after sequence: UInt64,
    limit: Int
  ) async throws(JournalError) -> [Envelope] {
    throw .unreadable("a test says so")
  }

  func read(
    _ account: AccountID,
    conversation: ConversationID,
    after sequence: UInt64,
    limit: Int
  ) async throws(JournalError) -> [Envelope] {
    throw .unreadable("a test says so")
  }
}
