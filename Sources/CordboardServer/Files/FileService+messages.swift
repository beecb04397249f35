// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal

/// Files that messages name.
extension FileService {
  /// Where bodies name files; a star is for every element of an array.
  private static let paths = [["attachment", "mediaUrl"], ["mediaUrl"], ["attachments", "*", "mediaUrl"]]

  /// The files of an account here that a message names, each with its place in the body. A body is kept as it came, and its
  /// readers may take any of several members of one name: all of them count.
  func files(in message: NewMessage, of account: AccountID) -> [(file: FileID, place: String)] {
    guard let content = message.body.content, let value = try? JSONValue(parsing: Array(content.utf8)) else {
      return []
    }
    return Self.paths.flatMap { path in
      Self.texts(at: path[...], in: value).compactMap { address in
        file(at: address, in: account).map { ($0, "/body/content" + path.map { "/\($0)" }.joined()) }
      }
    }
  }

  private static func texts(at path: ArraySlice<String>, in value: JSONValue) -> [String] {
    guard let name = path.first else { return value.stringValue.map { [$0] } ?? [] }
    if name == "*" { return (value.arrayValue ?? []).flatMap { texts(at: path.dropFirst(), in: $0) } }
    guard case .object(let members) = value else { return [] }
    return members.filter { $0.name == name }.flatMap { texts(at: path.dropFirst(), in: $0.value) }
  }

  /// Refuses a message that names a file its readers could not have: one of another conversation, one that is gone, or,
  /// to everyone, one that is for agents and managers.
  func check(
    _ message: NewMessage,
    in conversation: ConversationID,
    of account: AccountID
  ) async throws(Problem) {
    let isMail = message.body.kind == MailBody.kind && message.audience == .everyone
    var mailed: [FileID: Int] = [:]
    for (id, place) in files(in: message, of: account) {
      let file: StoredFile?
      do throws(JournalError) {
        file = try await store.file(account, id)
      } catch {
        throw Problem(Rejection.unavailable)
      }
      guard let description = file?.description, description.conversation == conversation else {
        throw .invalid(place, "names a file that is none of this conversation; upload it here first")
      }
      guard description.audience == .everyone || message.audience != .everyone else {
        throw .invalid(place, "names a file for agents and managers in a message for everyone")
      }
      mailed[id] = file?.bytes
    }
    let size = mailed.values.reduce(0) { $0 + MailSize.written($1) }
    guard !isMail || size <= mailBytes else {
      throw .invalid("/body/content/attachments", MailSize.refusal(size, most: mailBytes))
    }
  }
}
