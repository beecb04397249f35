// SPDX-License-Identifier: Apache-2.0

import ContactModel
import StoredForm

/// Facts of one account that follow each other, in one row: what makes a durable append cheap.
///
/// The key of a row holds the account's number and the offset of its last fact, so that the first row past
/// `key(account, offset)` holds the fact `offset + 1`. The body holds each fact as a length, four bytes with the lowest
/// first, and its stored form.
enum EventBlock {
  /// A block is closed when it has this many bytes, so that one fact can be read without reading many.
  static let targetBytes = 16 << 10

  /// Offsets and account numbers that fit into a key.
  static let offsetBits = 43
  static let maximumOffset = UInt64(1) << 43 - 1
  static let maximumAccount = Int64(1) << 20 - 1

  /// The key of the block that ends with an offset, which must be no greater than `maximumOffset`.
  static func key(_ account: Int64, _ last: UInt64) -> Int64 {
    account << Int64(offsetBits) | Int64(last)
  }

  /// The last offset of the block with a key.
  static func last(_ key: Int64) -> UInt64 {
    UInt64(key) & maximumOffset
  }

  /// Visits the facts of a block as they are stored, each with the length before it, in order, until the closure returns
  /// false.
  static func forEachFrame(
    in body: UnsafeRawBufferPointer,
    key: Int64,
    first: UInt64,
    account: AccountID,
    _ visit: (UInt64, UnsafeRawBufferPointer) throws -> Bool
  ) throws {
    var offset = first
    var place = 0
    while place < body.count {
      guard body.count - place >= 4 else { throw broken(account, offset, "a length is cut off") }
      let length = Int(UInt32(littleEndian: body.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
      guard length <= body.count - place - 4 else { throw broken(account, offset, "its bytes are cut off") }
      guard try visit(offset, UnsafeRawBufferPointer(rebasing: body[place..<place + 4 + length])) else { return }
      place += 4 + length
      offset += 1
    }
    guard offset == last(key) + 1 else { throw broken(account, offset, "the block ends too early or too late") }
  }

  /// Reads a fact as ``forEachFrame(in:key:first:account:_:)`` shows it.
  static func envelope(
    in frame: UnsafeRawBufferPointer,
    offset: UInt64,
    account: AccountID
  ) throws(JournalError) -> Envelope {
    do {
      return try Envelope(account: account, offset: offset, stored: UnsafeRawBufferPointer(rebasing: frame[4...]))
    } catch {
      throw broken(account, offset, error.description)
    }
  }

  /// Visits the facts of a block from a given offset on, in order, until the closure returns false.
  static func forEach(
    in body: UnsafeRawBufferPointer,
    key: Int64,
    first: UInt64,
    from wanted: UInt64,
    account: AccountID,
    _ visit: (Envelope) -> Bool
  ) throws {
    try forEachFrame(in: body, key: key, first: first, account: account) { offset, frame in
      offset < wanted ? true : visit(try envelope(in: frame, offset: offset, account: account))
    }
  }

  private static func broken(_ account: AccountID, _ offset: UInt64, _ reason: String) -> JournalError {
    .unreadable("fact \(offset) of account \(account) cannot be read: \(reason)")
  }
}
