// SPDX-License-Identifier: Apache-2.0

import ContactModel
import StoredForm

extension Envelope {
  /// The stored form.
  var stored: [UInt8] {
    var writer = RecordWriter()
    write(to: &writer)
    return writer.bytes
  }

  /// Reads a stored form at the place of another envelope.
  func reread(_ bytes: [UInt8]) throws(RecordError) -> Envelope {
    let result = bytes.withUnsafeBytes { bytes in
      Result { () throws(RecordError) in try Envelope(account: account, offset: offset, stored: bytes) }
    }
    return try result.get()
  }
}
