// SPDX-License-Identifier: Apache-2.0

/// The name of a channel, or a pattern of names.
///
/// A name is a slash and segments with slashes between them. A pattern ends in the segment `*`, which stands for
/// exactly one segment, or `**`, which stands for one or more.
public struct BayeuxChannel: Hashable, Sendable, CustomStringConvertible {
  /// What a channel is for (Bayeux 1.0, section 3.2).
  public enum Kind: Hashable, Sendable {
    /// Between client and server, about the protocol.
    case meta
    /// Between one client and the application.
    case service
    /// From whoever publishes to all who subscribed.
    case broadcast
  }

  /// The characters names are made of, beside letters and digits: those of the reference server.
  private static let marks = Set(" !#$()*+-./@_{~}".utf8)

  /// The name.
  public let name: String

  /// Creates a channel; nil if the name is not valid.
  ///
  /// - Parameter limit: The longest name, in bytes.
  public init?(_ name: String, limit: Int = 256) {
    let bytes = name.utf8
    guard bytes.count >= 2, bytes.count <= limit, bytes.first == UInt8(ascii: "/"),
      bytes.allSatisfy({ Self.isLetterOrDigit($0) || Self.marks.contains($0) })
    else { return nil }
    let segments = name.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    guard !segments.contains(""), !segments.dropLast().contains(where: { $0 == "*" || $0 == "**" }) else { return nil }
    self.name = name
  }

  private init(unchecked name: String) {
    self.name = name
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  /// What it is for.
  public var kind: Kind {
    if name.hasPrefix("/meta/") || name == "/meta" { return .meta }
    if name.hasPrefix("/service/") || name == "/service" { return .service }
    return .broadcast
  }

  /// Whether it stands for many names.
  public var isPattern: Bool { name.hasSuffix("/*") || name.hasSuffix("/**") }

  /// Whether what is published on another channel is for those who subscribed to this one. Only what is broadcast is.
  public func matches(_ other: BayeuxChannel) -> Bool {
    guard other.kind == .broadcast, !other.isPattern else { return false }
    return other.patterns.contains { $0 == name }
  }

  /// Every name and pattern under which a subscriber hears what is published on this channel: itself, and one pattern
  /// or two for each of its ancestors.
  var patterns: [String] {
    var patterns = [name]
    var parent = name[...]
    var isParent = true
    while let slash = parent.utf8.lastIndex(of: UInt8(ascii: "/")) {
      parent = parent[..<slash]
      if isParent { patterns.append(parent + "/*") }
      patterns.append(parent + "/**")
      isParent = false
    }
    return patterns
  }

  /// The name.
  public var description: String { name }

  static let handshake = BayeuxChannel(unchecked: "/meta/handshake")
  static let connect = BayeuxChannel(unchecked: "/meta/connect")
  static let subscribe = BayeuxChannel(unchecked: "/meta/subscribe")
  static let unsubscribe = BayeuxChannel(unchecked: "/meta/unsubscribe")
  static let disconnect = BayeuxChannel(unchecked: "/meta/disconnect")
}
