// SPDX-License-Identifier: Apache-2.0

/// What a part is (RFC 2045, section 5).
public struct ContentType: Hashable, Sendable {
  /// For instance `text`, in small letters.
  public let type: String
  /// For instance `plain`, in small letters.
  public let subtype: String
  /// By name in small letters.
  public let parameters: [String: String]

  /// The type and the subtype with a slash between them.
  public var name: String { "\(type)/\(subtype)" }

  init(type: String, subtype: String, parameters: [String: String] = [:]) {
    self.type = type
    self.subtype = subtype
    self.parameters = parameters
  }

  /// Reads a field; nil for one that names no type, which counts as none at all (RFC 2045, section 5.2).
  init?(_ field: ParameterizedValue?) {
    guard let field else { return nil }
    let names = field.value.split(separator: "/", omittingEmptySubsequences: false).map(\.trimmed)
    guard names.count == 2, names.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 127 && $0.utf8.allSatisfy(\.isToken) })
    else { return nil }
    self.init(type: names[0], subtype: names[1], parameters: field.parameters)
  }

  /// What a part is that does not say what it is.
  static let plainText = ContentType(type: "text", subtype: "plain")

  var isMultipart: Bool { type == "multipart" }
  var isMessage: Bool { type == "message" && (subtype == "rfc822" || subtype == "global") }
}
