// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import Foundation
import LivePersonDialect
import Logging

/// The installations of all accounts: one actor owns them, keeps them beside the journal, and has the engine deliver to their
/// endpoints. Changes of an account are made one at a time; each is kept before it counts, and counts at once.
actor LivePersonInstallations {
  /// Why an installation cannot be read or changed.
  enum Failure: Error, Hashable {
    case book(InstallationBookError)
    /// The journal refuses at the moment.
    case unavailable
    /// It cannot be put on record.
    case refused(ConnectorError)
  }

  /// Puts on record that an installation is made, changed or removed, before it is.
  typealias Note = @Sendable (_ id: String) async throws(ConnectorError) -> Void

  private let journal: any Journal
  private let delivery: LivePersonDelivery
  private let settings: ServerSettings.LivePersonSettings
  private let clock: any WallClock
  private let logger: Logger
  private var books: [AccountID: InstallationBook] = [:]
  private var changes = SerialChanges()

  init(
    journal: any Journal,
    delivery: LivePersonDelivery,
    settings: ServerSettings.LivePersonSettings,
    clock: any WallClock,
    logger: Logger
  ) {
    self.journal = journal
    self.delivery = delivery
    self.settings = settings
    self.clock = clock
    self.logger = logger
  }

  private static func name(of account: AccountID) -> String { "livePerson.installations.\(account)" }

  /// Goes on with the installations of accounts. Those of an account that cannot be read are told nothing; the others are.
  func start(_ accounts: [AccountID]) async throws {
    let heads = try await journal.accounts()
    for account in accounts {
      guard let known = try? await book(of: account) else { continue }
      let head = heads[account] ?? 0
      for installation in known.installations {
        do {
          try await delivery.prepare(installation, insteadOf: nil, of: account, after: head)
        } catch {
          logger.error(
            "an installation cannot be delivered to",
            metadata: ["account": "\(account)", "installation": "\(installation.id)", "error": "\(error)"]
          )
          continue
        }
        await deliver(installation, of: account, after: head)
      }
    }
  }

  private func book(of account: AccountID) async throws(Failure) -> InstallationBook {
    if let book = books[account] { return book }
    do {
      var book = InstallationBook(most: settings.installationsPerAccount)
      if let stored = try await journal.value(Self.name(of: account)) {
        book = try InstallationBook(stored: try JSONValue(parsing: stored), most: settings.installationsPerAccount)
      }
      if let known = books[account] { return known }
      books[account] = book
      return book
    } catch {
      logger.error("installations cannot be read", metadata: ["account": "\(account)", "error": "\(error)"])
      throw .unavailable
    }
  }

  /// Makes a change on a copy, keeps it, and only then lets it count and delivers by it.
  private func change(
    of account: AccountID,
    after offset: UInt64,
    _ note: @escaping Note,
    _ body: @escaping @Sendable (inout InstallationBook) throws(InstallationBookError) -> LivePersonInstallation
  ) async throws(Failure) -> LivePersonInstallation {
    let task = changes.enqueue(account) { () async throws(Failure) -> LivePersonInstallation in
      try await self.make(of: account, after: offset, note, body)
    }
    defer { changes.ended(account) }
    return try await task.value.get()
  }

  private func make(
    of account: AccountID,
    after offset: UInt64,
    _ note: Note,
    _ body: @Sendable (inout InstallationBook) throws(InstallationBookError) -> LivePersonInstallation
  ) async throws(Failure) -> LivePersonInstallation {
    let known = try await book(of: account)
    var changed = known
    let made: LivePersonInstallation
    do throws(InstallationBookError) { made = try body(&changed) } catch { throw .book(error) }
    do throws(ConnectorError) { try await note(made.id) } catch { throw .refused(error) }
    let before = known[made.id]
    do {
      // From where on comes first: what is kept has a beginning, whenever the process ends.
      try await delivery.prepare(made, insteadOf: before, of: account, after: offset)
      try await journal.setValue(changed.json.bytes, for: Self.name(of: account))
    } catch {
      logger.error("an installation cannot be kept", metadata: ["account": "\(account)", "error": "\(error)"])
      var nothing = made
      nothing.isDeleted = true
      await deliver(before ?? nothing, of: account, after: offset)
      throw .unavailable
    }
    books[account] = changed
    await deliver(made, of: account, after: offset)
    return made
  }

  // MARK: What operators do

  func all(of account: AccountID) async throws(Failure) -> [LivePersonInstallation] {
    try await book(of: account).installations
  }

  func installation(_ id: String, of account: AccountID) async throws(Failure) -> LivePersonInstallation {
    guard let found = try await book(of: account)[id] else { throw .book(.unknown(id)) }
    return found
  }

  /// The installation of a client; nil if there is none that is enabled.
  func installation(ofClient client: String, of account: AccountID) async throws(Failure) -> LivePersonInstallation? {
    let found = try await book(of: account).installation(ofClient: client)
    return found?.application.isEnabled == true ? found : nil
  }

  /// Adds an installation, which is told of what comes after a fact.
  func create(
    _ application: LivePersonApplication,
    of account: AccountID,
    after offset: UInt64,
    noting note: @escaping Note
  ) async throws(Failure) -> LivePersonInstallation {
    let (id, client, secret) = (Self.newID(), Self.newID(), Self.newSecret())
    let now = clock.now()
    return try await change(of: account, after: offset, note) { book throws(InstallationBookError) in
      try book.create(application, id: id, clientID: client, clientSecret: secret, at: now)
    }
  }

  /// Replaces what an application asked for.
  func update(
    _ id: String,
    to application: LivePersonApplication,
    of account: AccountID,
    after offset: UInt64,
    noting note: @escaping Note
  ) async throws(Failure) -> LivePersonInstallation {
    try await change(of: account, after: offset, note) { book throws(InstallationBookError) in
      try book.update(id, to: application)
    }
  }

  func delete(
    _ id: String,
    of account: AccountID,
    noting note: @escaping Note
  ) async throws(Failure) -> LivePersonInstallation {
    try await change(of: account, after: 0, note) { book throws(InstallationBookError) in try book.delete(id) }
  }

  /// Delivers to an installation that is kept. What goes wrong is logged: it is kept all the same, and is delivered to after
  /// the next start or change.
  private func deliver(
    _ installation: LivePersonInstallation,
    of account: AccountID,
    after offset: UInt64
  ) async {
    do {
      try await delivery.begin(installation, of: account, after: offset)
    } catch {
      logger.error(
        "an installation cannot be delivered to",
        metadata: ["account": "\(account)", "installation": "\(installation.id)", "error": "\(error)"]
      )
    }
  }

  private static func newID() -> String { UUID().uuidString.lowercased() }

  /// 128 random bits in the letters and digits LivePerson's secrets have.
  private static func newSecret() -> String {
    let digits = Array("0123456789abcdefghijklmnopqrstuv")
    var generator = SystemRandomNumberGenerator()
    return String((0..<26).map { _ in digits[Int.random(in: 0..<32, using: &generator)] })
  }
}
