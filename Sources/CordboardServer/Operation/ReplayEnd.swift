// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// Up to where a log is replayed.
enum ReplayEnd: Hashable, Sendable {
  /// All there is.
  case everything
  /// Up to and including a fact.
  case offset(UInt64)
  /// Up to and including a moment.
  case time(Timestamp)

  /// Reads `83`, `4101dd7a-83` of the log with an epoch, or a time of RFC 3339 with its offset from UTC.
  init(_ text: String, epoch: UInt32) throws(OperationFailure) {
    if let offset = UInt64(text) {
      self = .offset(offset)
    } else if let position = Position(text) {
      guard position.epoch == epoch else {
        throw OperationFailure("the position \(text) is of another log: this one's begin with \(Self.start(of: epoch))")
      }
      self = .offset(position.offset)
    } else if let time = Timestamp(rfc3339: text) {
      self = .time(time)
    } else {
      throw OperationFailure(
        "\(text) is no point of a log: give an offset (83), a position (4101dd7a-83) or a time (2026-11-21T09:30:00Z)"
      )
    }
  }

  private static func start(of epoch: UInt32) -> String {
    String("\(Position(epoch: epoch, offset: 0))".dropLast())
  }

  /// The last offset that may be wanted.
  var lastOffset: UInt64 {
    if case .offset(let offset) = self { offset } else { .max }
  }

  /// Whether a fact of a time is wanted; times never go back within a log.
  func includes(_ time: Timestamp) -> Bool {
    if case .time(let end) = self { time <= end } else { true }
  }
}
