// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import NativeDialect

/// A file as the API shows it.
struct FileView: JSONRepresentable {
  let file: StoredFile
  let url: String

  func write(to json: inout JSONWriter) {
    let description = file.description
    json.member("id", description.id)
    json.member("conversation", description.conversation)
    json.member("name", description.name)
    json.member("type", description.type)
    json.member("bytes", file.bytes)
    json.member("sha256", description.digest.hexadecimal)
    json.member("audience", description.audience)
    json.member("uploadedBy", description.uploader.wireName)
    json.member("uploadedAt", description.uploadedAt)
    json.member("url", url)
  }
}

extension [UInt8] {
  /// Two lower-case digits for each byte.
  var hexadecimal: String {
    map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
  }
}
