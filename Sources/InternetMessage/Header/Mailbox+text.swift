// SPDX-License-Identifier: Apache-2.0

extension Mailbox {
  /// `"Jo Doe" <jo@example.com>`, or the address alone, as ``init(text:)`` reads it.
  public var text: String { name.isEmpty ? address.written : "\(name.quoted) <\(address.written)>" }

  /// Reads what ``text`` wrote, and whatever else people write for one mailbox; nil if it is none, or several. Line ends
  /// are blanks: nothing that is read here can begin another field of a message.
  public init?(text: String) {
    let entries = AddressReader.read(text.withoutControls, Charsets(), limit: 2)
    guard entries.count == 1, case .mailbox(let mailbox) = entries[0] else { return nil }
    self = mailbox
  }
}
