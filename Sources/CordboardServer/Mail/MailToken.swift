// SPDX-License-Identifier: Apache-2.0

import ContactModel
import InternetMessage

/// What the identifier of a message of the centre's says: in which conversation it was said, and by which fact. So an answer
/// finds its conversation, and a report the message it is about, without a table.
struct MailToken: Hashable {
  var conversation: ConversationID
  var offset: UInt64

  init(conversation: ConversationID, offset: UInt64) {
    self.conversation = conversation
    self.offset = offset
  }

  /// Reads an identifier; nil for one that was not made under the host's name.
  init?(_ identifier: MailIdentifier, hostName: String) {
    guard identifier.rawValue.lowercased().hasSuffix("@\(hostName.lowercased())"), let unique = identifier.unique,
      let point = unique.firstIndex(of: "."), let offset = UInt64(unique[..<point]),
      let conversation = ConversationID(unique[unique.index(after: point)...])
    else { return nil }
    self.init(conversation: conversation, offset: offset)
  }

  /// The identifier; the same one whenever the message is sent.
  func identifier(hostName: String) -> MailIdentifier? {
    MailIdentifier(unique: "\(offset).\(conversation)", domain: hostName)
  }
}
