// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Crypto
import InternetMessage

/// What a mail is called in commands, messages and files: the same for the same mail, whatever servers write on top of it.
struct MailName {
  private let digest: [UInt8]

  init(_ message: InternetMessage, _ place: MailDirectory.Place) {
    var hash = SHA256()
    let fields = ["Date", "From", "To", "Subject"].map { message.header[$0] ?? "" }
    let parts = [place.account.rawValue, place.channel.rawValue, message.identifier?.rawValue ?? ""] + fields
    hash.update(data: Array(parts.joined(separator: "\n").utf8))
    hash.update(data: message.root.body)
    digest = Array(hash.finalize())
  }

  var text: String { "mail-" + Array(digest.prefix(16)).hexadecimal }

  func command(_ what: String) -> CommandReference {
    let fingerprint = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return CommandReference(id: CommandID(rawValue: "\(text)-\(what)"), fingerprint: fingerprint)
  }

  /// The identifier of a file of the mail.
  func file(_ number: Int) -> FileID {
    var hash = SHA256()
    hash.update(data: digest + Array("\(number)".utf8))
    let bits = Array(hash.finalize()).prefix(16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
    return FileID(rawValue: bits & ~(UInt128(0xf) << 76 | UInt128(3) << 62) | UInt128(8) << 76 | UInt128(2) << 62)
  }
}
