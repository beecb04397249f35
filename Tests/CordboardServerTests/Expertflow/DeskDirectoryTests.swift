// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import ExpertflowDialect
import Logging
import Synchronization
import Testing

@testable import CordboardServer

/// What desks are told of an account: one for all of them, and never an old one for long.
@Suite(.timeLimit(.minutes(10))) struct DeskDirectoryTests {
  private func office(_ centre: TestAPI, _ gateway: GatedGateway) -> CordboardServer.DeskOffice {
    CordboardServer.DeskOffice(
      logins: .test(),
      gateway: gateway,
      journal: centre.journal,
      memories: DeskMemories(journal: centre.journal),
      attachments: DeskAttachments(
        gateway: gateway,
        files: centre.files,
        uploads: DeskUploads(files: centre.files, limit: 1)
      ),
      settings: ServerSettings().expertflow,
      pace: .zero,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
  }

  private func configure(_ centre: TestAPI, _ name: String) async throws {
    let list = ConfigurationChange.pullList(PullList(id: PullListID(rawValue: name), name: name, description: ""))
    _ = try await centre.partition.perform(.configure([list]), in: CommandContext(principal: .system("DEMOCO")))
  }

  private func lists(_ office: CordboardServer.DeskOffice) async throws -> [PullListID] {
    try await office.directory(of: "DEMOCO").pullLists.keys.sorted()
  }

  @Test func `it is taken once for all, and again when the account is configured`() async throws {
    let centre = try await TestAPI()
    let gateway = GatedGateway(centre.partition)
    let office = office(centre, gateway)
    // Nobody has one: nothing is to be replaced.
    await office.configurationChanged("DEMOCO")
    #expect(gateway.asked.withLock { $0 } == 0)
    for _ in 0..<3 { #expect(try await lists(office) == ["callbacks"]) }
    #expect(gateway.asked.withLock { $0 } == 1)
    try await configure(centre, "second")
    await office.configurationChanged("DEMOCO")
    #expect(try await lists(office) == ["callbacks", "second"])
    await office.configurationChanged("OTHER")
    #expect(gateway.asked.withLock { $0 } == 2)
  }

  @Test func `a hundred changes while it is replaced make it replaced once more`() async throws {
    let centre = try await TestAPI()
    let gateway = GatedGateway(centre.partition)
    let office = office(centre, gateway)
    _ = try await lists(office)
    gateway.questions.close()
    async let first: Void = office.configurationChanged("DEMOCO")
    await eventually { gateway.questions.held == 1 }
    for _ in 0..<100 { await office.configurationChanged("DEMOCO") }
    gateway.questions.open()
    await first
    #expect(gateway.asked.withLock { $0 } == 3)
  }

  @Test func `what changes while it is taken is in it`() async throws {
    let centre = try await TestAPI()
    let gateway = GatedGateway(centre.partition)
    let office = office(centre, gateway)
    gateway.questions.close()
    async let taken = lists(office)
    await eventually { gateway.questions.held == 1 }
    await office.configurationChanged("DEMOCO")
    gateway.questions.open()
    _ = try await taken
    // What was asked before the change is asked again.
    #expect(gateway.asked.withLock { $0 } == 2)
  }

  @Test func `desks are told of everything but of programs and passwords`() {
    #expect(!ConfigurationChange.client(APIClient(id: "a", name: "A", scopes: [])).isShownAtDesks)
    #expect(!ConfigurationChange.removed(.client("a")).isShownAtDesks)
    for key in [.agent("a"), .queue("a"), .channel("a"), .pullList("a"), .reasonCode("a")] as [ConfigurationKey] {
      #expect(ConfigurationChange.removed(key).isShownAtDesks)
    }
    #expect(ConfigurationChange.team(Team(id: "a", name: "A")).isShownAtDesks)
  }
}

extension FrontTests {
  /// Desks that are there while their account is configured anew.
  struct ExpertflowDirectory {
    private let mail = [
      ConfigurationChange.channel(
        Channel(
          id: "mail",
          type: .email,
          serviceIdentifier: "1",
          mediaRoutingDomain: "chat",
          routing: .pull(list: "second")
        )
      )
    ]
    private let second = ConfigurationChange.pullList(PullList(id: "second", name: "Second", description: ""))

    @Test func `a list and a channel configured later are known at once, without connecting again`() async throws {
      try await withLiveDesks { desks in
        let desk = try await desks.desk(of: "alice")
        try await desk.emit("subscribePullModeList", #"{"listId":"second"}"#)
        #expect(try await desk.next("errors")["msg"]?.stringValue?.contains("there is no pull list") == true)
        try await desks.perform(.configure([second] + mail))
        while try await desk.next("onChannelTypes").arrayValue?.count != 2 {}
        try await desk.emit("subscribePullModeList", #"{"listId":"second"}"#)
        while true {
          let lists = try await desk.next("onPullModeSubscribedList").arrayValue ?? []
          if lists.first?["name"] == .string("Second") { break }
        }
        // A followed list with another name is shown with it.
        try await desks.perform(.configure([.pullList(PullList(id: "second", name: "Other", description: ""))]))
        #expect(try await desk.next("onPullModeSubscribedList").arrayValue?.first?["name"] == .string("Other"))
      }
    }

    @Test func `what is configured while a desk connects is known to it`() async throws {
      try await withLiveDesks { desks in
        // Another desk has the directory taken.
        let bob = try await desks.desk(of: "bob")
        _ = try await bob.next("onChannelTypes")
        // The next question is how things stand for alice.
        desks.gateway.questions.close()
        async let alice = desks.desk(of: "alice")
        await eventually { desks.gateway.questions.held == 1 }
        try await desks.perform(.configure([second] + mail))
        await eventually { desks.gateway.questions.held == 2 }
        desks.gateway.questions.open()
        let desk = try await alice
        while try await desk.next("onChannelTypes").arrayValue?.count != 2 {}
        try await desk.emit("subscribePullModeList", #"{"listId":"second"}"#, id: 1)
        while true {
          let packet = try await desk.packet()
          #expect(!packet.hasPrefix("42[\"errors\""), "\(packet)")
          if packet.hasPrefix("431") { break }
        }
      }
    }
  }
}
