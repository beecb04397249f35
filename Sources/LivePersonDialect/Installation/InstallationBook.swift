// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// The installations of one account, in the order in which they were made.
package struct InstallationBook: Hashable, Sendable {
  /// The installations.
  package private(set) var installations: [LivePersonInstallation] = []
  /// How many there may be.
  package let most: Int

  /// Creates an empty book.
  package init(most: Int = 100) {
    self.most = most
  }

  /// The installation with an id.
  package subscript(_ id: String) -> LivePersonInstallation? { installations.first { $0.id == id } }

  /// The installation of a client.
  package func installation(ofClient client: String) -> LivePersonInstallation? {
    installations.first { $0.clientID == client }
  }

  /// Adds an application. The identifiers and the secret are made by the caller and must be new.
  @discardableResult
  package mutating func create(
    _ application: LivePersonApplication,
    id: String,
    clientID: String,
    clientSecret: String,
    at now: Timestamp
  ) throws(InstallationBookError) -> LivePersonInstallation {
    guard installations.count < most else { throw .full(most: most) }
    try checkName(application.name, except: nil)
    guard !installations.contains(where: { $0.id == id || $0.clientID == clientID }) else { throw .identifierTaken }
    let installation = LivePersonInstallation(
      id: id,
      clientID: clientID,
      clientSecret: clientSecret,
      issuedAt: Timestamp(milliseconds: now.milliseconds / 1_000 * 1_000),
      application: application
    )
    installations.append(installation)
    return installation
  }

  /// Replaces what an application asked for; its client and its secret stay.
  @discardableResult
  package mutating func update(
    _ id: String,
    to application: LivePersonApplication
  ) throws(InstallationBookError) -> LivePersonInstallation {
    guard let index = installations.firstIndex(where: { $0.id == id }) else { throw .unknown(id) }
    try checkName(application.name, except: id)
    installations[index].application = application
    return installations[index]
  }

  /// Takes an installation out, and returns it as deleted.
  @discardableResult
  package mutating func delete(_ id: String) throws(InstallationBookError) -> LivePersonInstallation {
    guard let index = installations.firstIndex(where: { $0.id == id }) else { throw .unknown(id) }
    var installation = installations.remove(at: index)
    installation.isDeleted = true
    return installation
  }

  /// The stored form, with secrets.
  package var json: JSONValue { .array(installations.map { $0.json(showingSecret: true) }) }

  /// Reads the stored form: what ``json`` says.
  package init(stored json: JSONValue, most: Int = 100) throws(InstallationError) {
    self.most = most
    guard let values = json.arrayValue else {
      throw InstallationError([.init("", "must be an array, not \(json.kindName); restore it from a backup")])
    }
    for value in values { installations.append(try LivePersonInstallation(stored: value)) }
  }

  private func checkName(_ name: String, except id: String?) throws(InstallationBookError) {
    guard !installations.contains(where: { $0.application.name == name && $0.id != id }) else {
      throw .nameTaken(name)
    }
  }
}

/// Why a book of installations does not change.
package enum InstallationBookError: Error, Hashable, Sendable {
  /// There is no such installation.
  case unknown(String)
  /// Another installation has the name.
  case nameTaken(String)
  /// Another installation has the identifier.
  case identifierTaken
  /// There are as many as there may be.
  case full(most: Int)

  /// What is wrong, and what to do about it.
  package var detail: String {
    switch self {
    case .unknown(let id): "there is no installation \(id.prefix(128)); list them to see their ids"
    case .nameTaken(let name): "client_name \(name.prefix(128)) is taken; choose another"
    case .identifierTaken: "the identifier is taken; try again with another"
    case .full(let most): "the account has \(most) installations, as many as it may; delete one"
    }
  }
}
