// SPDX-License-Identifier: Apache-2.0

extension Sequence<HTTPHeader> {
  /// The values of the cookies of a name, in order. There may be several, of other hosts of the domain or of other paths,
  /// and no order says which is ours (RFC 6265, section 5.4).
  public func cookies(named name: String) -> [Substring] {
    var found: [Substring] = []
    for header in self where header.name == "cookie" {
      for pair in header.value.split(separator: ";") {
        let parts = pair.split(separator: "=", maxSplits: 1)
        if parts.count == 2, parts[0].drop(while: { $0 == " " }) == name { found.append(parts[1]) }
      }
    }
    return found
  }
}

extension HTTPHeader {
  /// `Set-Cookie` of a cookie that no script reads.
  ///
  /// - Parameters:
  ///   - lifetime: How long browsers keep it; nil for as long as they run.
  ///   - sameSite: When they send it along from pages of others: `Strict`, `Lax` or `None`; nil to leave it to them.
  ///   - isSecure: Whether it is for encrypted connections alone.
  public static func setCookie(
    _ name: String,
    _ value: String,
    path: String = "/",
    lifetime: Duration? = nil,
    sameSite: String? = nil,
    isSecure: Bool
  ) -> HTTPHeader {
    var text = "\(name)=\(value); Path=\(path)"
    if let lifetime { text += "; Max-Age=\(lifetime.components.seconds)" }
    text += "; HttpOnly"
    if let sameSite { text += "; SameSite=\(sameSite)" }
    return HTTPHeader("Set-Cookie", isSecure ? text + "; Secure" : text)
  }
}
