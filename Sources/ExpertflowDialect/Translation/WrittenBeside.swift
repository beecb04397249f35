// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// What a desk wrote beside a message for which the core has no word: the event's own id, and the members of the event, the
/// header and the message that are not of the object model's middle, as intent, language, stamps and entities. It comes
/// back in the event as everybody is told it; who speaks, where, when and to whom is always said by the server.
struct WrittenBeside: Hashable {
  private var id: String?
  private var event: [JSONMember]
  private var header: [JSONMember]
  private var message: [JSONMember]
  /// Of a plain body, whose members are not kept otherwise.
  private var body: [JSONMember]

  /// What is written beside a message that a desk publishes; nil if that is nothing.
  init?(_ event: CimEvent, _ said: CimMessage) {
    id = event.id.isEmpty ? nil : event.id
    self.event = Self.kept(event.others)
    header = Self.kept(said.header.others)
    message = Self.kept(said.others)
    body = said.body.type == "PLAIN" ? Self.kept(said.body.members) : []
    if id == nil, self.event.isEmpty, header.isEmpty, message.isEmpty, body.isEmpty { return nil }
  }

  /// What is kept with a message; nil if somebody else wrote it.
  init?(_ extras: MessageExtras) {
    guard let json = try? JSONValue(parsing: Array(extras.json.utf8)), json.objectValue != nil else { return nil }
    id = json["id"]?.stringValue
    event = json["event"]?.objectValue ?? []
    header = json["header"]?.objectValue ?? []
    message = json["message"]?.objectValue ?? []
    body = json["body"]?.objectValue ?? []
  }

  /// What is null says nothing.
  private static func kept(_ members: [JSONMember]) -> [JSONMember] { members.filter { $0.value != .null } }

  /// As it is kept.
  var extras: MessageExtras {
    var json = JSONWriter()
    json.object { json in
      json.member("id", id)
      for (name, members) in [("event", event), ("header", header), ("message", message), ("body", body)]
      where !members.isEmpty {
        json.key(name)
        json.object { $0.members(members) }
      }
    }
    return .json(String(decoding: json.finish(), as: UTF8.self))
  }

  /// Puts it back into the event of the message.
  func restore(in told: inout CimEvent, _ said: CimMessage) {
    var said = said
    if let id { told.id = id }
    told.others += event
    said.header.others = said.header.others.filter { own in !header.contains { $0.name == own.name } } + header
    said.others += message
    said.body.members += body
    told.data = .message(said)
  }
}
