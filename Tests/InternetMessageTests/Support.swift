// SPDX-License-Identifier: Apache-2.0

import InternetMessage

/// A random number generator that gives the same numbers for the same seed (SplitMix64).
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }
}

/// Reads a message whose lines are written with LF and come with CR LF.
func read(_ text: String, _ limits: MessageLimits = MessageLimits(), charsets: Charsets = Charsets()) -> InternetMessage
{
  MessageReader(limits: limits, charsets: charsets).read(mailBytes(text))
}

/// The bytes of a message whose lines are written with LF and end with CR LF.
func mailBytes(_ text: String) -> [UInt8] {
  text.utf8.flatMap { $0 == 10 ? [13, 10] : [$0] }
}

extension Mailbox {
  /// `name <address>`, for comparing.
  var line: String { name.isEmpty ? address.written : "\(name) <\(address.written)>" }
}

extension MessageContent {
  /// The attachments as `name type bytes`.
  var files: [String] { attachments.map { "\($0.name) \($0.type) \($0.bytes().count)" } }
}
