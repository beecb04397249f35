// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

extension Customer: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("identifier", identifier)
    json.member("displayName", displayName)
  }
}

extension ChannelSession: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("channel", channel)
    json.member("participant", participant)
    json.member("connection", connection)
  }
}

extension Message: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("sender", sender)
    json.member("senderKind", senderKind)
    json.member("senderAgent", senderAgent)
    json.member("senderBot", senderBot)
    json.member("body", body)
    json.member("audience", audience)
    json.member("replyTo", replyTo)
  }
}

extension MessageBody: JSONRepresentable {
  /// Writes the body with its content as an object. Line breaks between the content's tokens become spaces, so that a
  /// fact is one line on every wire.
  package func write(to json: inout JSONWriter) {
    json.member("type", kind)
    json.member("text", text)
    if let content {
      json.key("content")
      json.raw(content.utf8.lazy.map { $0 == 0x0a || $0 == 0x0d ? 0x20 : $0 })
    }
  }
}

extension JSONWriter {
  /// Writes attributes as an object: one member for each, named by its key.
  package mutating func member(_ name: StaticString, _ attributes: [Attribute]) {
    key(name)
    object { json in
      for attribute in attributes {
        json.key(attribute.name)
        json.string(attribute.value)
      }
    }
  }
}
