// SPDX-License-Identifier: Apache-2.0

/// Origins of web pages: a scheme, a host, and a port if it is not the scheme's own.
package enum WebOrigin {
  /// The origin of an http or https address as browsers write it; nil for anything else.
  package static func text(of address: String) -> String? {
    let address = address.lowercased()
    guard let scheme = ["http://", "https://"].first(where: address.hasPrefix) else { return nil }
    var host = address.dropFirst(scheme.count).prefix { $0 != "/" }
    let usualPort = scheme == "http://" ? ":80" : ":443"
    if host.hasSuffix(usualPort) { host = host.dropLast(usualPort.count) }
    let isHost = host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f } && !host.contains { "@,?#*\\".contains($0) }
    return host.isEmpty || !isHost ? nil : scheme + host
  }
}
