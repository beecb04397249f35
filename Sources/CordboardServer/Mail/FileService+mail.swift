// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import InternetMessage

/// Why a mail cannot go with the files that it names. What is not sent whole is not sent.
struct EnclosureError: Error, CustomStringConvertible {
  var description: String
}

extension FileService {
  static let mostEnclosures = 100

  /// The files that go with a mail, each once, in order. All of them are looked at before any is read.
  ///
  /// - Parameter bytes: How many bytes a written mail may have.
  func enclosures(
    of body: MessageBody,
    in conversation: ConversationID,
    of account: AccountID,
    most bytes: Int
  ) async throws -> [OutgoingAttachment] {
    var named: [(id: FileID, contentID: String?)] = []
    for (index, entry) in (body.listedFiles ?? []).enumerated() {
      guard let id = entry["mediaUrl"]?.stringValue.flatMap({ file(at: $0, in: account) }) else {
        throw EnclosureError(description: "attachments/\(index) names no file that is here")
      }
      named.append((id, entry["contentId"]?.stringValue))
    }
    named += files(in: NewMessage(body: body), of: account).map { ($0.file, nil) }
    var seen: Set<FileID> = []
    named = named.filter { seen.insert($0.id).inserted }
    guard named.count <= Self.mostEnclosures else {
      throw EnclosureError(description: "it has \(named.count) files; one mail has at most \(Self.mostEnclosures)")
    }
    var found: [(file: StoredFile, contentID: String?)] = []
    for (id, contentID) in named {
      guard let file = try await store.file(account, id), file.description.conversation == conversation,
        file.description.audience == .everyone
      else {
        throw EnclosureError(description: "the file \(id) is gone, of another conversation, or not for customers")
      }
      found.append((file, contentID))
    }
    let size = found.reduce(0) { $0 + MailSize.written($1.file.bytes) }
    guard size <= bytes else { throw EnclosureError(description: MailSize.refusal(size, most: bytes)) }
    var enclosures: [OutgoingAttachment] = []
    for (file, contentID) in found {
      enclosures.append(
        OutgoingAttachment(
          name: file.description.name,
          type: file.description.type,
          contentID: contentID,
          bytes: try await content(of: file)
        )
      )
    }
    return enclosures
  }

  private func content(of file: StoredFile) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(file.bytes)
    var number = 0
    while bytes.count < file.bytes {
      guard let part = try await store.part(number, of: file), !part.isEmpty else {
        throw EnclosureError(description: "the file \(file.description.id) is gone")
      }
      bytes += part
      number += 1
    }
    return bytes
  }
}

extension MessageBody {
  /// The entries of the files that a mail lists; nil for another body.
  var listedFiles: [JSONValue]? { kind == MailBody.kind ? json?["attachments"]?.arrayValue : nil }
}

/// How large mails become.
enum MailSize {
  /// The bytes of a file in a mail: in base64, in lines of 76.
  static func written(_ bytes: Int) -> Int { bytes / 3 * 4 + bytes / 57 * 2 + 500 }

  static func refusal(_ bytes: Int, most: Int) -> String {
    "with its files it has about \(bytes) bytes, and a mail that goes out at most \(most) (mail.relay.messageBytes)"
  }
}
