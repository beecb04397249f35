// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// An application in an account: what it asked for, and what the server added.
package struct LivePersonInstallation: Hashable, Sendable {
  /// Unique in the account.
  package let id: String
  /// Names its client, for tokens and in the header `X-Liveperson-Client-Id`.
  package let clientID: String
  /// With this requests to it are signed.
  package let clientSecret: String
  /// When it got its client.
  package let issuedAt: Timestamp
  /// Whether it was removed.
  package var isDeleted: Bool
  /// What it asked for.
  package var application: LivePersonApplication

  /// Creates the value from its parts.
  package init(
    id: String,
    clientID: String,
    clientSecret: String,
    issuedAt: Timestamp,
    isDeleted: Bool = false,
    application: LivePersonApplication
  ) {
    self.id = id
    self.clientID = clientID
    self.clientSecret = clientSecret
    self.issuedAt = issuedAt
    self.isDeleted = isDeleted
    self.application = application
  }

  /// The installation as JSON: what the application said as it said it, then what the server added. Times are in seconds. A
  /// secret never ends, which is 0 (RFC 7591, section 3.2.1).
  ///
  /// - Parameter showingSecret: Whether the secret is in it, as the answer to who installs needs it and the stored form does.
  package func json(showingSecret: Bool) -> JSONValue {
    var members = application.members
    if !members.contains(where: { $0.name == "enabled" }) { members.append(JSONMember("enabled", .bool(true))) }
    members += [JSONMember("client_id", .string(clientID))]
    if showingSecret { members.append(JSONMember("client_secret", .string(clientSecret))) }
    members += [
      JSONMember("id", .string(id)), JSONMember("deleted", .bool(isDeleted)),
      JSONMember("client_id_issued_at", .number(String(issuedAt.milliseconds / 1_000))),
      JSONMember("client_secret_expires_at", .number("0")),
    ]
    return .object(members)
  }

  /// Reads the stored form: what ``json(showingSecret:)`` writes with the secret. It was judged when it
  /// was installed, and is not judged again.
  package init(stored json: JSONValue) throws(InstallationError) {
    func text(_ name: String) throws(InstallationError) -> String {
      guard let text = json[name]?.stringValue, !text.isEmpty else {
        throw InstallationError([.init("/\(name)", "is missing in what was stored; restore it from a backup")])
      }
      return text
    }
    id = try text("id")
    clientID = try text("client_id")
    clientSecret = try text("client_secret")
    issuedAt = Timestamp(milliseconds: Self.milliseconds(json["client_id_issued_at"]))
    isDeleted = json["deleted"]?.boolValue ?? false
    application = try LivePersonApplication(stored: json)
  }

  private static func milliseconds(_ seconds: JSONValue?) -> Int64 {
    let seconds = Int64(seconds?.integerValue ?? 0)
    return abs(seconds) < 1_000_000_000_000 ? seconds * 1_000 : 0
  }
}
