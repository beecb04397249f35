// SPDX-License-Identifier: Apache-2.0

import Foundation
import InternetMessage

/// The charsets that the system's library knows, for mail in others than the few that ``InternetMessage`` has itself.
enum SystemCharsets {
  /// What a reader of messages decodes with.
  static let charsets = Charsets { name, bytes in decode(bytes, named: name) }

  /// Decodes bytes with iconv; what is not of the charset becomes U+FFFD. The name is one of ``Charsets/others``, never what
  /// a stranger wrote. Nil if the system lacks it.
  static func decode(_ bytes: [UInt8], named name: String) -> String? {
    // Without a mark the first byte is the greater one (RFC 2781, section 4.3); iconv takes the machine's order.
    let isMarked = bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE])
    let system = name == "utf-16" && !isMarked ? "utf-16be" : name
    guard Charsets.others.contains(name), let converter = iconv_open("UTF-8", system),
      Int(bitPattern: converter) != -1
    else { return nil }
    defer { iconv_close(converter) }
    var input = bytes.map { CChar(bitPattern: $0) }
    var output = [CChar](repeating: 0, count: 4_096)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    input.withUnsafeMutableBufferPointer { source in
      var next = source.baseAddress
      var left = source.count
      while left > 0 {
        let before = left
        var result = 0
        let written = output.withUnsafeMutableBufferPointer { target in
          var place = target.baseAddress
          var room = target.count
          result = iconv(converter, &next, &left, &place, &room)
          return target.count - room
        }
        text += output[..<written].lazy.map { UInt8(bitPattern: $0) }
        // The buffer is full, and some was taken: go on. Otherwise a byte is not of the charset, or the end is missing.
        if result != -1 || (errno == E2BIG && left < before) { continue }
        text += Array("\u{FFFD}".utf8)
        next = next?.advanced(by: 1)
        left -= 1
      }
    }
    // Some charsets hold back a letter that an accent may follow.
    output.withUnsafeMutableBufferPointer { target in
      var place = target.baseAddress
      var room = target.count
      _ = iconv(converter, nil, nil, &place, &room)
      text += target[..<(target.count - room)].lazy.map { UInt8(bitPattern: $0) }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
