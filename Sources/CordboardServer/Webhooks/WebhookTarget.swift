// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Where a request goes, as its address says it.
struct WebhookTarget: Hashable, Sendable {
  /// A name, or an address without brackets.
  let host: String
  let port: Int
  /// Whether it goes over TLS.
  let isSecure: Bool
  /// The value of the header `Host` (RFC 9110, section 7.2).
  let authority: String
  /// Its path and query, as they are sent.
  let path: String

  /// Reads an address; nil if it is none of HTTP.
  init?(_ url: String) {
    guard let parts = URLComponents(string: url), let named = parts.host, !named.isEmpty,
      let scheme = parts.scheme?.lowercased(), scheme == "https" || scheme == "http"
    else { return nil }
    isSecure = scheme == "https"
    let usual = isSecure ? 443 : 80
    port = parts.port ?? usual
    guard (1...65_535).contains(port) else { return nil }
    host = named.hasPrefix("[") ? String(named.dropFirst().dropLast()) : named
    let written = host.contains(":") ? "[\(host)]" : parts.encodedHost ?? host
    authority = port == usual ? written : "\(written):\(port)"
    let path = parts.percentEncodedPath
    self.path = (path.isEmpty ? "/" : path) + (parts.percentEncodedQuery.map { "?" + $0 } ?? "")
  }
}
