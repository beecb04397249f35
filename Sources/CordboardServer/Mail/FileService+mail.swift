// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import InternetMessage

extension FileService {
  /// The files that a body of the kind EMAIL lists.
  func mailed(in body: MessageBody, of account: AccountID) -> [(file: FileID, place: String)] {
    let listed = body.json?["attachments"]?.arrayValue ?? []
    return listed.prefix(100).enumerated().compactMap { index, entry in
      entry["mediaUrl"]?.stringValue.flatMap { file(at: $0, in: account) }.map {
        ($0, "/body/content/attachments/\(index)")
      }
    }
  }

  /// A file as it goes with a mail; nil if it is gone, of another conversation, or not for customers.
  func attachment(
    _ id: FileID,
    of conversation: ConversationID,
    in account: AccountID
  ) async throws(JournalError) -> OutgoingAttachment? {
    guard let file = try await store.file(account, id), file.description.audience == .everyone,
      file.description.conversation == conversation
    else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(file.bytes)
    var number = 0
    while bytes.count < file.bytes {
      guard let part = try await store.part(number, of: file), !part.isEmpty else { return nil }
      bytes += part
      number += 1
    }
    return OutgoingAttachment(name: file.description.name, type: file.description.type, bytes: bytes)
  }
}
