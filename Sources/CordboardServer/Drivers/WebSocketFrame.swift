// SPDX-License-Identifier: Apache-2.0

import DialectKit
import NIOCore

/// One frame of RFC 6455, section 5.2, as it comes from a client and as it goes out.
struct WebSocketFrame {
  /// What a frame is.
  enum Opcode: UInt8 {
    case continuation = 0
    case text = 1
    case binary = 2
    case close = 8
    case ping = 9
    case pong = 10

    /// Whether it is about the connection and may come between the fragments of a message.
    var isControl: Bool { rawValue >= 8 }
  }

  /// Why bytes are no frame this server takes.
  enum Fault: Error {
    case protocolError
    case tooBig
  }

  let opcode: Opcode
  let isFinal: Bool
  /// Unmasked.
  let payload: [UInt8]

  /// Takes the next frame out of what was received; nil if it is not complete. Bytes of a frame that is not complete
  /// stay. A payload larger than the limit is refused as soon as its length is known.
  static func read(from buffer: inout ByteBuffer, limit: Int) throws(Fault) -> WebSocketFrame? {
    let start = buffer.readerIndex
    let available = buffer.readableBytes
    guard available >= 2, let first = buffer.getInteger(at: start, as: UInt8.self),
      let second = buffer.getInteger(at: start + 1, as: UInt8.self)
    else { return nil }
    guard first & 0x70 == 0, let opcode = Opcode(rawValue: first & 0x0f), second & 0x80 != 0 else {
      throw .protocolError
    }
    let isFinal = first & 0x80 != 0
    var length = Int(second & 0x7f)
    if opcode.isControl, !isFinal || length > 125 { throw .protocolError }
    var header = 2
    if length == 126 {
      guard let extended = buffer.getInteger(at: start + 2, as: UInt16.self) else { return nil }
      guard extended > 125 else { throw .protocolError }
      length = Int(extended)
      header = 4
    } else if length == 127 {
      guard let extended = buffer.getInteger(at: start + 2, as: UInt64.self) else { return nil }
      guard extended > UInt64(UInt16.max), extended < 1 << 63 else { throw .protocolError }
      guard extended <= UInt64(limit) else { throw .tooBig }
      length = Int(extended)
      header = 10
    }
    guard opcode.isControl || length <= limit else { throw .tooBig }
    guard available >= header + 4 + length,
      let mask = buffer.getInteger(at: start + header, endianness: .host, as: UInt32.self)
    else { return nil }
    buffer.moveReaderIndex(forwardBy: header + 4)
    let payload = buffer.withUnsafeReadableBytes { unmask($0.prefix(length), mask) }
    buffer.moveReaderIndex(forwardBy: length)
    return WebSocketFrame(opcode: opcode, isFinal: isFinal, payload: payload)
  }

  private static func unmask(_ bytes: Slice<UnsafeRawBufferPointer>, _ mask: UInt32) -> [UInt8] {
    let source = UnsafeRawBufferPointer(rebasing: bytes)
    return [UInt8](unsafeUninitializedCapacity: source.count) { target, count in
      let wide = UInt64(mask) << 32 | UInt64(mask)
      let target = UnsafeMutableRawBufferPointer(target)
      var index = 0
      while index + 8 <= source.count {
        let word = source.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ wide
        target.storeBytes(of: word, toByteOffset: index, as: UInt64.self)
        index += 8
      }
      withUnsafeBytes(of: mask) { key in
        while index < source.count {
          target[index] = source[index] ^ key[index & 3]
          index += 1
        }
      }
      count = source.count
    }
  }

  /// A whole unmasked message in one frame.
  static func encode(_ opcode: Opcode, _ payload: some Collection<UInt8>) -> ByteBuffer {
    var buffer = ByteBufferAllocator().buffer(capacity: payload.count + 10)
    begin(opcode, payload.count, in: &buffer)
    buffer.writeBytes(payload)
    return buffer
  }

  /// Puts a notice in one text frame behind what is in a buffer.
  static func encode(_ notice: Notice, insert: [UInt8], number: UInt64?, into buffer: inout ByteBuffer) {
    let digits = number.map { String($0) }
    var count = notice.head.count + insert.count + notice.body.count + notice.end.count
    if let digits { count += notice.numberLabel.count + digits.utf8.count }
    begin(.text, count, in: &buffer)
    buffer.writeBytes(notice.head)
    buffer.writeBytes(insert)
    buffer.writeBytes(notice.body)
    if let digits {
      buffer.writeBytes(notice.numberLabel)
      buffer.writeString(digits)
    }
    buffer.writeBytes(notice.end)
  }

  /// Writes the head of an unmasked frame and makes room for its payload.
  private static func begin(_ opcode: Opcode, _ count: Int, in buffer: inout ByteBuffer) {
    buffer.reserveCapacity(minimumWritableBytes: count + 10)
    buffer.writeInteger(0x80 | opcode.rawValue)
    if count <= 125 {
      buffer.writeInteger(UInt8(count))
    } else if count <= Int(UInt16.max) {
      buffer.writeInteger(UInt8(126))
      buffer.writeInteger(UInt16(count))
    } else {
      buffer.writeInteger(UInt8(127))
      buffer.writeInteger(UInt64(count))
    }
  }

  /// A close frame with a code and a text of at most 123 bytes.
  static func close(_ code: UInt16, _ text: String) -> ByteBuffer {
    encode(.close, [UInt8(code >> 8), UInt8(truncatingIfNeeded: code)] + Array(text.utf8.prefix(123)))
  }

  /// Whether a client may close with a code (RFC 6455, section 7.4).
  static func mayClose(with code: UInt16) -> Bool {
    switch code {
    case 1000...1003, 1007...1014, 3000...4999: true
    default: false
    }
  }

  /// Whether bytes are UTF-8.
  static func isText(_ bytes: [UInt8]) -> Bool {
    bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes, as: UTF8.self) != nil
  }
}
