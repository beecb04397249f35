// SPDX-License-Identifier: Apache-2.0

import ContactModel
package import EventJournal
import Synchronization

/// What the API needs to take files in and give them out. Uploads under way are counted under a lock.
package final class FileService: Sendable {
  let store: any FileStore
  let settings: ServerSettings.FileSettings
  /// The start of the addresses of files.
  let baseURL: String
  let types: FileTypes
  /// The most bytes of a mail that goes out, its files among them.
  let mailBytes: Int
  private let clock: any WallClock
  private let uploads = Mutex(0)

  /// Creates the service over a store. Files are found below `baseURL`, which has no slash at its end.
  package init(
    store: any FileStore,
    settings: ServerSettings.FileSettings = .init(),
    baseURL: String = "",
    mailBytes: Int = ServerSettings.MailSettings().relayMessageBytes,
    clock: any WallClock = SystemWallClock()
  ) {
    self.store = store
    self.settings = settings
    self.baseURL = baseURL
    self.mailBytes = mailBytes
    self.clock = clock
    types = FileTypes(settings.types)
  }

  var quota: FileQuota {
    FileQuota(
      conversationFiles: settings.perConversation,
      conversationBytes: settings.bytesPerConversation,
      accountFiles: settings.perAccount,
      accountBytes: settings.bytesPerAccount
    )
  }

  func now() -> Timestamp { clock.now() }

  /// Counts an upload that begins; false if there are as many as there may be.
  func beginUpload() -> Bool {
    uploads.withLock { uploads in
      guard uploads < settings.uploads else { return false }
      uploads += 1
      return true
    }
  }

  /// Counts an upload that ended.
  func endUpload() {
    uploads.withLock { $0 -= 1 }
  }

  /// Where the files of an account are, below the address of the server.
  func folder(of account: AccountID) -> String { "/api/v1/accounts/\(account.rawValue.percentEncoded)/files/" }

  /// Where the content of a file is.
  func address(of id: FileID, in account: AccountID) -> String { "\(baseURL)\(folder(of: account))\(id)/content" }

  /// The file an address names, if it is the address of a file of the account here.
  func file(at address: String, in account: AccountID) -> FileID? {
    var rest = address[...]
    if !baseURL.isEmpty, rest.hasPrefix(baseURL) { rest = rest.dropFirst(baseURL.count) }
    let start = folder(of: account)
    guard rest.hasPrefix(start), rest.hasSuffix("/content") else { return nil }
    return FileID(rest.dropFirst(start.count).dropLast("/content".count))
  }
}

extension String {
  /// The text as a part of a path (RFC 3986, section 3.3).
  var percentEncoded: String {
    let digits = Array("0123456789ABCDEF")
    var result = ""
    for byte in utf8 {
      let character = Character(Unicode.Scalar(byte))
      if byte < 0x80, character.isLetter || character.isNumber || "-._~".contains(character) {
        result.append(character)
      } else {
        result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
    return result
  }
}
