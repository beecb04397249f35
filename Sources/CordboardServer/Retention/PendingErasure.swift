// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Crypto
import Foundation

/// An erasure that was decided on, kept beside the log until its receipt is in the log: a server that ends in between does
/// all of it again, and its receipt counts all of it once.
struct PendingErasure: Hashable, Sendable {
  let cause: ErasureCause
  /// Up to which offset closed conversations were looked for, by age; 0 on request.
  let through: UInt64
  /// Where the log stood: a receipt of it comes after this.
  let after: UInt64
  /// Which conversations, in order.
  let conversations: [ConversationID]

  init(cause: ErasureCause, through: UInt64, after: UInt64, conversations: [ConversationID]) {
    self.cause = cause
    self.through = through
    self.after = after
    self.conversations = conversations.sorted()
  }

  /// SHA-256 of the identifiers in order, each followed by a line feed, in hexadecimal digits.
  var digest: String {
    var hash = SHA256()
    for id in conversations { hash.update(data: Data("\(id)\n".utf8)) }
    return Array(hash.finalize()).hexadecimal
  }

  /// The name of the value an account's is kept under.
  static func name(_ account: AccountID) -> String { "erasure/\(account)" }

  /// As it is kept: its numbers on a line, and a line for each conversation.
  var stored: [UInt8] {
    let lines = ["\(cause.rawValue) \(through) \(after)"] + conversations.map(\.description)
    return Array(lines.joined(separator: "\n").utf8)
  }

  /// Reads what was kept; nil for anything else.
  init?(stored: [UInt8]) {
    let lines = String(decoding: stored, as: UTF8.self).split(separator: "\n")
    let numbers = lines.first?.split(separator: " ").compactMap { UInt64($0) } ?? []
    guard numbers.count == 3, let cause = UInt8(exactly: numbers[0]).flatMap(ErasureCause.init(rawValue:)) else {
      return nil
    }
    let conversations = lines.dropFirst().compactMap { ConversationID($0) }
    guard conversations.count == lines.count - 1 else { return nil }
    self.init(cause: cause, through: numbers[1], after: numbers[2], conversations: conversations)
  }
}
