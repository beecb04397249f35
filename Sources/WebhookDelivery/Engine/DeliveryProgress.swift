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
  /// The lanes that are behind the cursor, with the offset of their first entry that is not settled.
  package var behind: [DeliveryLane: UInt64]
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
    guard offset <= cursor else { return false }
    return behind[lane].map { offset < $0 } ?? true
  }

  /// Bounds what is kept: only so many lanes that are behind, those that are the furthest. What comes after the first of the
  /// others is delivered again, whether it was settled or not.
  mutating func keep(_ lanes: Int) {
    guard behind.count > lanes else { return }
    let oldest = behind.sorted { $0.value < $1.value }
    cursor = max(floor, oldest[lanes].value - 1)
    behind = Dictionary(uniqueKeysWithValues: oldest.prefix(lanes).map { ($0.key, $0.value) })
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
      // Not written: then everything after the floor is delivered again.
      self.cursor = self.floor
      behind = [:]
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
    json.key("behind")
    json.object { json in
      for (lane, offset) in behind {
        json.key(lane.name)
        json.integer(offset)
      }
    }
  }
}
