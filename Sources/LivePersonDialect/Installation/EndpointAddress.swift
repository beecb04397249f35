// SPDX-License-Identifier: Apache-2.0

/// Where an installation wants notifications: an absolute URL with `https:` or, where whoever runs the server allows it for the
/// host, `http:`.
package struct EndpointAddress: Hashable, Sendable {
  /// The most bytes of one.
  package static let mostBytes = 2_048

  /// The whole URL, as it came.
  package let text: String
  /// Whether it begins with `https:`.
  package let isSecure: Bool
  /// The host in lower case, without brackets.
  package let host: String
  /// The port; nil for the scheme's own.
  package let port: Int?

  /// Reads a URL; throws what is wrong with it.
  package init(_ text: String) throws(EndpointAddressError) {
    guard text.utf8.count <= Self.mostBytes else { throw .tooLong }
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != 0x5c }) else { throw .characters }
    let rest: Substring
    if text.lowercased().hasPrefix("https://") {
      isSecure = true
      rest = text.dropFirst("https://".count)
    } else if text.lowercased().hasPrefix("http://") {
      isSecure = false
      rest = text.dropFirst("http://".count)
    } else {
      throw .scheme
    }
    guard !text.contains("#") else { throw .fragment }
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    guard !authority.contains("@") else { throw .credentials }
    let (host, port) = try Self.split(authority)
    self.text = text
    self.host = host.lowercased()
    self.port = port
  }

  private static func split(_ authority: Substring) throws(EndpointAddressError) -> (host: String, port: Int?) {
    var host = authority
    var port: Substring?
    if authority.hasPrefix("[") {
      guard let end = authority.firstIndex(of: "]") else { throw .host }
      host = authority[authority.index(after: authority.startIndex)..<end]
      let rest = authority[authority.index(after: end)...]
      guard rest.isEmpty || rest.hasPrefix(":") else { throw .host }
      guard !host.isEmpty, host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { throw .host }
      port = rest.isEmpty ? nil : rest.dropFirst()
    } else {
      if let colon = authority.firstIndex(of: ":") {
        host = authority[..<colon]
        port = authority[authority.index(after: colon)...]
      }
      let isName = host.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." || $0 == "-" || $0 == "_" }
      guard !host.isEmpty, host.utf8.count <= 253, isName else { throw .host }
    }
    guard let port else { return (String(host), nil) }
    guard let number = Int(port), port.allSatisfy(\.isNumber), (1...65_535).contains(number) else { throw .port }
    return (String(host), number)
  }
}

/// What is wrong with the address of an endpoint.
package enum EndpointAddressError: Error, CaseIterable, Hashable, Sendable {
  /// It is too long.
  case tooLong
  /// It has characters that must be escaped.
  case characters
  /// It has another scheme.
  case scheme
  /// It has a fragment, which is never sent.
  case fragment
  /// It has a user name or a password.
  case credentials
  /// It has no host, or one that is none.
  case host
  /// Its port is none.
  case port

  /// What is wrong, and what to do about it.
  package var detail: String {
    switch self {
    case .tooLong: "must have at most \(EndpointAddress.mostBytes) bytes"
    case .characters: "must have visible ASCII characters without backslashes only; escape others with %"
    case .scheme: "must start with https://"
    case .fragment: "must have no fragment (#…); put what tells requests apart into the query"
    case .credentials: "must have no user name or password; use headers for them"
    case .host: "must name a host"
    case .port: "must have a port from 1 to 65535, or none"
    }
  }
}
