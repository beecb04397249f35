// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// The body of a message: its type, a readable text, and the members of its type. A type nobody knows is
/// kept as it came.
package struct CimBody: CimObject {
  /// `PLAIN`, `IMAGE`, `WRAPUP` and so on.
  package var type: String
  /// Readable text.
  package var markdownText: String?
  /// The members of its type.
  package var members: [JSONMember]

  /// Creates it from its parts.
  package init(type: String, markdownText: String?, members: [JSONMember] = []) {
    self.type = type
    self.markdownText = markdownText
    self.members = members
  }

  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    type = try reader.needed("type")
    markdownText = reader.text("markdownText")
    members = reader.others
    if let problem = KnownBodies.problem(of: type, .object(members)) {
      throw CimProblem("body\(problem.pointer) \(problem.detail)")
    }
  }

  /// Writes its members.
  package func write(to json: inout JSONWriter) {
    json.member("type", type)
    json.member("markdownText", markdownText ?? "")
    json.members(members)
  }

  /// A member.
  package subscript(_ name: String) -> JSONValue? { JSONValue.object(members)[name] }
}

extension CimBody {
  /// What the core calls the body: the text of a plain one, and the members of every other.
  package var messageBody: MessageBody {
    guard type != "PLAIN" else { return MessageBody(kind: type, text: markdownText ?? "") }
    var json = JSONWriter()
    json.object { $0.members(members) }
    let text = markdownText.flatMap { $0.isEmpty ? nil : $0 }
    return MessageBody(kind: type, text: text, content: String(decoding: json.finish(), as: UTF8.self))
  }

  /// A body of the core's.
  package init(_ body: MessageBody) {
    type = body.kind
    markdownText = body.text
    let content = body.content.flatMap { try? JSONValue(parsing: Array($0.utf8)) }
    members = (content?.objectValue ?? []).filter { $0.name != "type" && $0.name != "markdownText" }
  }

  /// What became of a message.
  package static func deliveryNotification(_ message: String, status: String, code: Int) -> CimBody {
    CimBody(
      type: "DELIVERYNOTIFICATION",
      markdownText: "",
      members: [
        JSONMember("messageId", .string(message)), JSONMember("status", .string(status)),
        JSONMember("reasonCode", .number(String(code))),
      ]
    )
  }

  /// Something people in a conversation are told.
  package static func notification(_ type: String) -> CimBody {
    CimBody(type: "NOTIFICATION", markdownText: nil, members: [JSONMember("notificationType", .string(type))])
  }
}
