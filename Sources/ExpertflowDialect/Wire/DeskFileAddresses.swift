// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// Where the files of an account's conversations are: for everybody, and for desks, which show a file of no other form
/// of address (they take its query and ask their own server for it).
package struct DeskFileAddresses: Hashable, Sendable {
  /// Where bodies name files; a star is for every element of an array.
  private static let paths = [["attachment", "mediaUrl"], ["mediaUrl"], ["attachments", "*", "mediaUrl"]]

  /// The start of the address of the server; empty if it has none.
  package var base: String
  /// What follows, up to the id of a file.
  package var common: String

  package init(base: String, common: String) {
    self.base = base
    self.common = common
  }

  static let desk = "/file-engine/api/downloadFileStream"

  /// A body as desks are to show it.
  package func shown(_ body: CimBody) -> CimBody {
    var body = body
    for path in Self.paths { Self.replace(path[...], in: &body.members) { desk($0) } }
    return body
  }

  /// The address of a file for desks; nil if it is none of the account's.
  private func desk(_ address: String) -> String? {
    var rest = address[...]
    if !base.isEmpty, rest.hasPrefix(base) { rest = rest.dropFirst(base.count) }
    guard rest.hasPrefix(common), rest.hasSuffix("/content") else { return nil }
    return "\(base)\(Self.desk)?filename=\(rest.dropFirst(common.count).dropLast("/content".count))"
  }

  /// The names by which a message of a desk's names files.
  package static func filenames(in message: NewMessage) -> [String] {
    var names: [String] = []
    _ = published(message) { name in
      names.append(name)
      return nil
    }
    return names
  }

  /// A message of a desk's with the files it names by their addresses for everybody.
  ///
  /// - Parameter common: The address of a file by the name a desk knows it by; nil to leave what is there.
  package static func published(_ message: NewMessage, _ common: (_ filename: String) -> String?) -> NewMessage {
    guard let content = message.body.content, content.contains(desk),
      case .object(var members)? = try? JSONValue(parsing: Array(content.utf8))
    else { return message }
    for path in paths { replace(path[...], in: &members) { filename(in: $0).flatMap(common) } }
    var json = JSONWriter()
    json.object { $0.members(members) }
    var message = message
    message.body.content = String(decoding: json.finish(), as: UTF8.self)
    return message
  }

  private static func filename(in address: String) -> String? {
    guard let start = address.firstRange(of: "\(desk)?filename=")?.upperBound else { return nil }
    return String(address[start...].prefix { $0 != "&" && $0 != "#" })
  }

  private static func replace(
    _ path: ArraySlice<String>,
    in members: inout [JSONMember],
    _ body: (String) -> String?
  ) {
    for index in members.indices where members[index].name == path.first {
      replace(path.dropFirst(), in: &members[index].value, body)
    }
  }

  private static func replace(
    _ path: ArraySlice<String>,
    in value: inout JSONValue,
    _ body: (String) -> String?
  ) {
    switch value {
    case .string(let text) where path.isEmpty:
      if let new = body(text) { value = .string(new) }
    case .object(var members) where !path.isEmpty && path.first != "*":
      replace(path, in: &members, body)
      value = .object(members)
    case .array(var elements) where path.first == "*":
      for index in elements.indices { replace(path.dropFirst(), in: &elements[index], body) }
      value = .array(elements)
    default: break
    }
  }
}

extension NewMessage {
  /// Whether its body may name a file of the server; whoever has the files decides.
  var mayNameFiles: Bool {
    guard let content = body.content else { return false }
    return content.contains("/files/") || content.contains(DeskFileAddresses.desk)
  }
}
