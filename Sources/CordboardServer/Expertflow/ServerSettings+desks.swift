// SPDX-License-Identifier: Apache-2.0

import DialectKit

/// What follows for desks from settings of the whole server, and for the server from there being desks.
extension ServerSettings {
  /// The origins whose pages may use what desks do, beside the host they ask: those that are listed, and that of the
  /// server's public address, which a proxy may have hidden behind another host.
  var deskOrigins: AllowedOrigins {
    var origins = Set(expertflow.origins)
    if let own = WebOrigin.text(of: server.publicURL) { origins.insert(own) }
    return origins.isEmpty ? .none : .only(origins)
  }

  /// How browsers reach the server, which a proxy may hide: as its public address says, or else as it listens.
  var browserScheme: String {
    WebOrigin.text(of: server.publicURL).map { $0.hasPrefix("https:") ? "https" : "http" } ?? scheme
  }

  /// Identity as the issuer is to have it: who logged in at a desk renews its token in the name of the program that the
  /// login issued it to, which has no secret.
  var issuerIdentity: IdentitySettings {
    var identity = identity
    if expertflow.enabled { identity.publicClients.append(DeskLogins.program) }
    return identity
  }
}
