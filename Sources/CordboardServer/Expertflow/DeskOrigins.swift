// SPDX-License-Identifier: Apache-2.0

import DialectKit

extension ServerSettings {
  /// The origins whose pages may use what desks do, beside the host they ask: those that are listed, and that of the
  /// server's public address, which a proxy may have hidden behind another host.
  var deskOrigins: AllowedOrigins {
    var origins = Set(expertflow.origins)
    if let own = WebOrigin.text(of: server.publicURL) { origins.insert(own) }
    return origins.isEmpty ? .none : .only(origins)
  }
}
