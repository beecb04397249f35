// SPDX-License-Identifier: Apache-2.0

import InternetMessage

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
