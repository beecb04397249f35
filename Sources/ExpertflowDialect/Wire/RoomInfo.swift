// SPDX-License-Identifier: Apache-2.0

package import DialectKit

/// Where a conversation takes place.
package struct RoomInfo: CimObject {
  /// The mode of rooms in which customers are.
  package static let contactCenter = "CONTACT_CENTER"

  /// The id of the room: here, of its conversation.
  package var id: String
  /// `CONTACT_CENTER` or `PRIVATE`.
  package var mode = RoomInfo.contactCenter

  /// As part of something else.
  var json: JSONValue { .object([JSONMember("id", .string(id)), JSONMember("mode", .string(mode))]) }
}

extension RoomInfo {
  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    id = reader.text("id") ?? ""
    mode = reader.text("mode") ?? Self.contactCenter
  }

  /// Writes its members.
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("mode", mode)
  }
}
