// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import DialectKit
import EventJournal
import LivePersonDialect
import Logging
import Synchronization
import Testing
import WebhookDelivery

@testable import CordboardServer

extension LivePersonInstallations {
  /// Adds one without putting it on record.
  fileprivate func create(_ application: LivePersonApplication, of account: AccountID, after offset: UInt64)
    async throws
    -> LivePersonInstallation
  {
    try await create(application, of: account, after: offset) { _ in }
  }

  /// Changes one without putting it on record.
  fileprivate func update(
    _ id: String,
    to application: LivePersonApplication,
    of account: AccountID,
    after offset: UInt64
  ) async throws -> LivePersonInstallation {
    try await update(id, to: application, of: account, after: offset) { _ in }
  }
}

/// Installations over an engine, without a network and without waiting.
@Suite(.serialized, .timeLimit(.minutes(10))) struct LivePersonDeliveryTests {
  private static let types: [String: LivePersonEventType] = [
    "content": .content, "change": .conversationChange, "receipt": .acceptStatus,
  ]

  /// The installations of a process; another one over the same world is the next process.
  private struct Life {
    let engine: WebhookEngine
    let installations: LivePersonInstallations

    init(_ world: StrictWorld, isStrict: Bool = false) {
      engine = WebhookEngine(world.parts)
      var settings = ServerSettings.LivePersonSettings()
      settings.strict = isStrict
      let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      installations = LivePersonInstallations(
        journal: world.journal,
        delivery: LivePersonDelivery(
          engine: engine,
          settings: settings,
          webhooks: world.parts.settings,
          baseURL: "https://centre.example",
          journal: world.journal,
          logger: logger
        ),
        settings: settings,
        clock: world.clock,
        logger: logger
      )
    }

    /// The process ends; what was delivered is kept, unless it was killed. The address stays.
    func end(_ id: String, isKilled: Bool = false) async throws {
      if !isKilled { await engine.save() }
      for name in ["all"] + LivePersonEventType.allCases.map(\.name) {
        try await engine.end(WebhookKey(account: "DEMOCO", name: "livePerson/\(id)/\(name)"), forgetting: false)
      }
    }
  }

  /// What an application asks for: the address of each type, by its short name.
  private func application(
    _ targets: [String: String],
    retention: Int = 600,
    most: [String: Int] = [:]
  ) throws -> LivePersonApplication {
    var members = retention == 0 ? [] : [#""retry":{"retention_time":\#(retention)}"#]
    for (name, target) in targets {
      let type = try #require(Self.types[name])
      let retries = most[name].map { #","max_retries":\#($0)"# } ?? ""
      members.append(#""\#(type.rawValue)":{"endpoint":"\#(target)"\#(retries)}"#)
    }
    let text = #"{"client_name":"Bridge","capabilities":{"webhooks":{\#(members.joined(separator: ","))}}}"#
    return try LivePersonApplication(JSONValue(parsing: Array(text.utf8)), judging: { _ in nil })
  }

  private func floors(_ world: StrictWorld) async throws -> [String: UInt64] {
    var floors: [String: UInt64] = [:]
    let prefix = "webhooks.progress."
    for (name, bytes) in try await world.journal.values(withPrefix: prefix) {
      let last = name.split(separator: "/").last.map(String.init) ?? name
      let json = try JSONValue(parsing: bytes)
      floors[last] = DeliveryProgress(json)?.floor
    }
    return floors
  }

  @Test func `where notifications are kept, all types of one origin keep one order`() async throws {
    let world = StrictWorld()
    let life = Life(world)
    world.address.refuse("change")
    let targets = [
      "change": "https://a.example/changes", "content": "https://A.example:443/contents",
      "receipt": "https://a.example:8443/receipts",
    ]
    _ = try await life.installations.create(try application(targets), of: "DEMOCO", after: 0)
    #expect(try await Set(floors(world).keys) == ["ContentEvent", "AcceptStatusEvent"])
    try await world.facts.start(1)
    try await world.facts.say(1, "one")
    try await world.facts.read(1, "one")
    // Another origin does not wait.
    await until { world.address.names == ["receipt"] }
    await until { world.pauses.waits(.seconds(2)) }
    world.address.refuse()
    world.pauses.pass(.seconds(2))
    await until { world.address.names == ["receipt", "change", "one"] }
    #expect(
      world.address.taken.map(\.url) == [
        "https://a.example:8443/receipts", "https://a.example/changes", "https://A.example:443/contents",
      ]
    )
    await life.engine.shutDown()
  }

  @Test func `without keeping each type goes by itself`() async throws {
    let world = StrictWorld()
    let life = Life(world)
    world.address.refuse("change")
    let targets = ["change": "https://a.example/", "content": "https://a.example/"]
    let application = try application(targets, retention: 0, most: ["change": 5])
    _ = try await life.installations.create(application, of: "DEMOCO", after: 0)
    #expect(try await Set(floors(world).keys) == ["ContentEvent", "ExConversationChangeNotification"])
    try await world.facts.start(1)
    try await world.facts.say(1, "one")
    await until { world.address.names == ["one"] }
    await until { world.pauses.waits(.seconds(30)) }
    await life.engine.shutDown()
  }

  @Test func `what is exempt is tried once, and then what follows goes`() async throws {
    let world = StrictWorld()
    let life = Life(world)
    world.address.refuse("change")
    let targets = ["change": "https://a.example/", "content": "https://a.example/"]
    let application = try application(targets, most: ["change": 0])
    _ = try await life.installations.create(application, of: "DEMOCO", after: 0)
    try await world.facts.start(1)
    try await world.facts.say(1, "one")
    await until { world.address.names == ["one"] }
    #expect(world.address.requests.map(\.name) == ["change", "one"])
    await life.engine.shutDown()
  }

  @Test(arguments: [false, true])
  func `a switched setting sends neither the history nor loses what waits`(wasStrict: Bool) async throws {
    let world = StrictWorld()
    let before = Life(world, isStrict: wasStrict)
    try await world.facts.start(1)
    try await world.facts.say(1, "history")
    let targets = ["content": "https://a.example/"]
    let made = try await before.installations.create(try application(targets), of: "DEMOCO", after: world.facts.head)
    try await world.facts.say(1, "one")
    await until { world.address.names == ["one"] }
    world.address.refuse("two")
    try await world.facts.say(1, "two")
    await until { world.address.answered == 2 }
    try await before.end(made.id)
    world.address.refuse()
    let after = Life(world, isStrict: !wasStrict)
    try await after.installations.start(["DEMOCO"])
    try await world.facts.say(1, "three")
    await until { world.address.names == ["one", "two", "three"] }
    #expect(try await floors(world).keys.contains("all") == !wasStrict)
    await after.engine.shutDown()
  }

  @Test(arguments: [false, true])
  func `without a beginning an installation begins with the present`(isStrict: Bool) async throws {
    let world = StrictWorld()
    let before = Life(world, isStrict: isStrict)
    try await world.facts.start(1)
    try await world.facts.say(1, "history")
    let targets = ["content": "https://a.example/"]
    let made = try await before.installations.create(try application(targets), of: "DEMOCO", after: 2)
    try await before.end(made.id, isKilled: true)
    for name in try await world.journal.values(withPrefix: "webhooks.progress.").keys {
      try await world.journal.setValue(nil, for: name)
    }
    let after = Life(world, isStrict: isStrict)
    try await after.installations.start(["DEMOCO"])
    try await world.facts.say(1, "new")
    await until { world.address.names == ["new"] }
    await after.engine.shutDown()
  }

  @Test func `a type that moves to another origin takes along what waits`() async throws {
    let world = StrictWorld()
    let life = Life(world)
    world.address.refuse("change")
    let apart = ["change": "https://a.example/", "content": "https://b.example/"]
    let made = try await life.installations.create(try application(apart), of: "DEMOCO", after: 0)
    try await world.facts.start(1)
    try await world.facts.say(1, "one")
    await until { world.address.names == ["one"] }
    await until { world.pauses.waits(.seconds(2)) }
    await life.engine.save()
    world.address.refuse()
    let together = ["change": "https://b.example/", "content": "https://b.example/"]
    _ = try await life.installations.update(made.id, to: try application(together), of: "DEMOCO", after: 2)
    // What was taken comes twice, in order; the change is not lost.
    await until { world.address.names == ["one", "change", "one"] }
    #expect(try await Set(floors(world).keys) == ["ContentEvent"])
    await life.engine.shutDown()
  }

  @Test func `a type that is added begins with the present`() async throws {
    let world = StrictWorld()
    let life = Life(world)
    let content = ["content": "https://a.example/"]
    let made = try await life.installations.create(try application(content), of: "DEMOCO", after: 0)
    try await world.facts.start(1)
    try await world.facts.say(1, "one")
    await until { world.address.names == ["one"] }
    let more = content.merging(["change": "https://b.example/"]) { $1 }
    _ = try await life.installations.update(made.id, to: try application(more), of: "DEMOCO", after: 2)
    try await world.facts.close(1)
    await until { world.address.names == ["one", "change"] }
    #expect(String(decoding: world.address.taken[1].body, as: UTF8.self).contains("CLOSE"))
    await life.engine.shutDown()
  }

  @Test func `what cannot be read of one account holds no other`() async throws {
    let world = StrictWorld()
    let before = Life(world)
    let targets = ["content": "https://a.example/"]
    let made = try await before.installations.create(try application(targets), of: "DEMOCO", after: 0)
    try await before.end(made.id)
    try await world.journal.setValue(Array("nonsense".utf8), for: "livePerson.installations.BROKEN")
    let after = Life(world)
    try await after.installations.start(["BROKEN", "DEMOCO"])
    try await world.facts.start(1)
    try await world.facts.say(1, "one")
    await until { world.address.names == ["one"] }
    await after.engine.shutDown()
  }

  /// A journal that keeps no installations.
  private final class FullJournal: ForwardingJournal {
    let base: any Journal = MemoryJournal()

    func setValue(_ value: [UInt8]?, for name: String) async throws(JournalError) {
      if name.hasPrefix("livePerson.installations.") { throw .storage("no room") }
      try await base.setValue(value, for: name)
    }
  }

  @Test func `what cannot be put on record is not made, changed or removed`() async throws {
    let world = StrictWorld()
    let life = Life(world)
    let refusal = ConnectorError.unavailable
    let refuse: LivePersonInstallations.Note = { _ throws(ConnectorError) in throw refusal }
    let one = try application(["content": "https://a.example/"])
    await #expect(throws: LivePersonInstallations.Failure.refused(refusal)) {
      _ = try await life.installations.create(one, of: "DEMOCO", after: 0, noting: refuse)
    }
    #expect(try await life.installations.all(of: "DEMOCO").isEmpty)
    let noted = Mutex<[String]>([])
    let note: LivePersonInstallations.Note = { id in noted.withLock { $0.append(id) } }
    let made = try await life.installations.create(one, of: "DEMOCO", after: 0, noting: note)
    #expect(noted.withLock { $0 } == [made.id])
    // What is wrong is not on record.
    await #expect(throws: LivePersonInstallations.Failure.self) {
      _ = try await life.installations.create(one, of: "DEMOCO", after: 0, noting: note)
    }
    #expect(noted.withLock { $0.count } == 1)
    let other = try application(["content": "https://b.example/"])
    await #expect(throws: LivePersonInstallations.Failure.refused(refusal)) {
      _ = try await life.installations.update(made.id, to: other, of: "DEMOCO", after: 0, noting: refuse)
    }
    await #expect(throws: LivePersonInstallations.Failure.refused(refusal)) {
      _ = try await life.installations.delete(made.id, of: "DEMOCO", noting: refuse)
    }
    #expect(try await life.installations.all(of: "DEMOCO") == [made])
    await life.engine.shutDown()
  }

  @Test func `what cannot be kept is not begun`() async throws {
    let world = StrictWorld(journal: FullJournal())
    let life = Life(world)
    let application = try application(["content": "https://a.example/"])
    await #expect(throws: LivePersonInstallations.Failure.unavailable) {
      _ = try await life.installations.create(application, of: "DEMOCO", after: 0)
    }
    #expect(try await floors(world).isEmpty)
    #expect(try await life.installations.all(of: "DEMOCO").isEmpty)
    await life.engine.shutDown()
  }
}
