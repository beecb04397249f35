// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// What an application asks for when it is installed. Source: developer centre, Connector API, "App Install JSON" and
/// "Webhooks: Configuration" and "Retry policy".
package struct LivePersonApplication: Hashable, Sendable {
  /// Its name, unique in the account.
  package let name: String
  /// Whether it is told of anything.
  package let isEnabled: Bool
  /// How its client may get tokens.
  package let grantTypes: [String]
  /// What its client may do, in the words it used.
  package let scope: String?
  /// The channel of its connectors, where it names one.
  package let channel: ChannelID?
  /// Seconds for which notifications that cannot be delivered are kept and tried again; 0 for not at all.
  package let retentionSeconds: Int
  /// Where it is told of what.
  package let endpoints: [LivePersonEventType: LivePersonEndpoint]
  /// What was asked for, member by member as it came, without the members that are the server's.
  let members: [JSONMember]

  /// The most bytes of one, without the member `enabled`, which what is stored and shown always has.
  package static let mostBytes = 65_536
  /// The grants there are.
  package static let knownGrantTypes = ["client_credentials", "authorization_code", "refresh_token"]
  /// The members an installation has besides; what a client says of them changes nothing.
  static let serverMembers: Set<String> = [
    "client_id", "client_secret", "id", "deleted", "client_id_issued_at", "client_secret_expires_at",
  ]

  /// Reads what an application asks for.
  ///
  /// - Parameter judge: Whether an address may be an endpoint: nil, or what is wrong with it and what to do. It alone decides
  ///   about addresses with `http:`; ``httpsOnly(_:)`` allows none.
  /// - Throws: Everything that is wrong.
  package init(
    _ json: JSONValue,
    judging judge: (EndpointAddress) -> String? = LivePersonApplication.httpsOnly
  ) throws(InstallationError) {
    var reader = ApplicationReader()
    try self.init(json, &reader, judge)
    let counted = members.filter { $0.name != "enabled" }
    if JSONValue.object(counted).bytes.count > Self.mostBytes {
      throw InstallationError([.init("", "must have at most \(Self.mostBytes) bytes")])
    }
    guard reader.violations.isEmpty else { throw InstallationError(reader.violations) }
  }

  /// Reads what was taken once. Rules may have become stricter since: what breaks one is left out, because an application that
  /// cannot be read would keep the server from starting. Only a name it must have.
  init(stored json: JSONValue) throws(InstallationError) {
    var reader = ApplicationReader()
    try self.init(json, &reader) { _ in nil }
    guard !name.isEmpty else {
      throw InstallationError([.init("/client_name", "is missing in what was stored; restore it from a backup")])
    }
  }

  /// Reads the members; what is wrong with them is with the reader.
  private init(
    _ json: JSONValue,
    _ reader: inout ApplicationReader,
    _ judge: (EndpointAddress) -> String?
  ) throws(InstallationError) {
    guard let given = json.objectValue else {
      throw InstallationError([.init("", "must be an object with at least client_name, not \(json.kindName)")])
    }
    members = given.filter { !Self.serverMembers.contains($0.name) }
    name = reader.text(json, "client_name", most: 128, isRequired: true) ?? ""
    _ = reader.text(json, "description", most: 256)
    _ = reader.text(json, "logo_uri", most: 1_024)
    scope = reader.text(json, "scope", most: 128)
    _ = reader.texts(json, "redirect_uris", most: 128)
    grantTypes = reader.grantTypes(json)
    isEnabled = reader.flag(json, "enabled") ?? true
    let capabilities = reader.object(json, "capabilities")
    let webhooks = capabilities.flatMap { reader.object($0, "webhooks", in: "/capabilities") }
    retentionSeconds = reader.retention(webhooks)
    endpoints = reader.endpoints(webhooks, judge)
    channel = reader.channel(capabilities)
  }

  /// Allows every host, with `https:`.
  package static func httpsOnly(_ address: EndpointAddress) -> String? {
    address.isSecure ? nil : EndpointAddressError.scheme.detail
  }

  /// How notifications of a type are delivered; nil if the application is not told of it.
  package func rule(for type: LivePersonEventType) -> DeliveryRule? {
    guard isEnabled, let endpoint = endpoints[type] else { return nil }
    return DeliveryRule(maxRetries: endpoint.maxRetries, retentionSeconds: retentionSeconds)
  }
}
