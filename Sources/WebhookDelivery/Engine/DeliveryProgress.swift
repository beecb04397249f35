// SPDX-License-Identifier: Apache-2.0

import ContactModel
package import DialectKit

/// Up to where an endpoint has been delivered to, as it is kept beside the log: everything that is not yet delivered follows
/// from it and the log.
package struct DeliveryProgress: Hashable, Sendable {
  /// The log was looked at up to this offset.
  package var cursor: UInt64
  /// Everything up to this offset is settled. Between it and the cursor, what is not settled is in ``behind``.
  package var floor: UInt64
  /// The lanes that are behind the cursor, with the offset of their first entry that is not settled; nil if they are too
  /// many to be kept, and everything after the floor is delivered again.
  package var behind: [DeliveryLane: UInt64]?
  /// How many messages were made of what is settled; for endpoints whose messages are numbered.
  package var number: UInt64 = 0

  /// An endpoint that begins after a fact.
  package init(after offset: UInt64) {
    cursor = offset
    floor = offset
    behind = [:]
  }

  /// Whether a fact of a lane was settled before the end of the process.
  package func isSettled(_ offset: UInt64, of lane: DeliveryLane) -> Bool {
    if offset <= floor { return true }
    guard offset <= cursor, let behind else { return false }
    return behind[lane].map { offset < $0 } ?? true
  }

  /// Reads what ``write(to:)`` wrote; nil if it is something else.
  package init?(_ json: JSONValue) {
    guard let cursor = json["cursor"]?.integerValue, let floor = json["floor"]?.integerValue, floor >= 0,
      cursor >= floor
    else { return nil }
    self.cursor = UInt64(cursor)
    self.floor = UInt64(floor)
    number = UInt64(max(0, json["number"]?.integerValue ?? 0))
    guard case .object(let members)? = json["behind"] else {
      behind = nil
      return
    }
    var behind: [DeliveryLane: UInt64] = [:]
    for member in members {
      guard let lane = DeliveryLane(name: member.name), let offset = member.value.integerValue, offset >= 0 else {
        return nil
      }
      behind[lane] = UInt64(offset)
    }
    self.behind = behind
  }

  /// Writes its members.
  package func write(to json: inout JSONWriter) {
    json.member("cursor", cursor)
    json.member("floor", floor)
    if number > 0 { json.member("number", number) }
    guard let behind else { return }
    json.key("behind")
    json.object { json in
      for (lane, offset) in behind {
        json.key(lane.name)
        json.integer(offset)
      }
    }
  }
}
