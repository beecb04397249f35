// SPDX-License-Identifier: Apache-2.0

import ContactModel
package import DialectKit
import NIOCore
import Synchronization

/// The ways finished bytes are put on a wire.
enum FrameForm: Int, CaseIterable {
  /// An unmasked WebSocket text frame.
  case webSocket
  /// One chunk of an HTTP body of unknown length.
  case chunk
  /// The bytes alone.
  case plain

  /// Puts bytes into the form.
  func frame(_ bytes: [UInt8]) -> ByteBuffer {
    switch self {
    case .webSocket: WebSocketFrame.encode(.text, bytes)
    case .chunk: ByteBuffer.httpChunk(bytes)
    case .plain: ByteBuffer(bytes: bytes)
    }
  }
}

extension ByteBuffer {
  /// One chunk of an HTTP body; no bytes make no chunk, because an empty one would end the body.
  static func httpChunk(_ bytes: [UInt8]) -> ByteBuffer {
    guard !bytes.isEmpty else { return ByteBuffer() }
    var buffer = ByteBufferAllocator().buffer(capacity: bytes.count + 12)
    buffer.writeString(String(bytes.count, radix: 16))
    buffer.writeStaticString("\r\n")
    buffer.writeBytes(bytes)
    buffer.writeStaticString("\r\n")
    return buffer
  }
}

/// The encoders of the process under dense numbers.
package struct EncoderTable: Sendable {
  let encoders: [any EventEncoder]
  private let indexes: [EncodingID: Int]

  /// Creates a table; no two encoders may have the same id.
  package init(_ encoders: [any EventEncoder]) {
    self.encoders = encoders
    indexes = Dictionary(uniqueKeysWithValues: encoders.enumerated().map { ($1.id, $0) })
  }

  func index(of id: EncodingID) -> Int? { indexes[id] }
}

/// One fact or signal in every encoding and form anybody asked for, each made at most once.
private struct EncodedItem {
  enum State {
    case unmade
    case hidden
    case made([UInt8])
  }

  var state = State.unmade
  var frames: [ByteBuffer?] = []

  mutating func bytes(_ encode: (inout [UInt8]) -> Bool) -> [UInt8]? {
    switch state {
    case .hidden: return nil
    case .made(let bytes): return bytes
    case .unmade:
      var bytes: [UInt8] = []
      bytes.reserveCapacity(1_024)
      guard encode(&bytes) else {
        state = .hidden
        return nil
      }
      state = .made(bytes)
      return bytes
    }
  }

  mutating func frame(_ form: FrameForm, _ encode: (inout [UInt8]) -> Bool) -> ByteBuffer? {
    guard let bytes = bytes(encode) else { return nil }
    if frames.isEmpty { frames = Array(repeating: nil, count: FrameForm.allCases.count) }
    if let frame = frames[form.rawValue] { return frame }
    let frame = form.frame(bytes)
    frames[form.rawValue] = frame
    return frame
  }
}

/// Facts of one account on their way to subscribers, shared by all event loops. A fact is encoded when the first
/// subscriber needs it, and never again; the lock guards the encoded bytes.
final class SharedFacts: Sendable {
  let account: AccountID
  let epoch: UInt32
  let envelopes: [Envelope]
  private let table: EncoderTable
  private let items = Mutex<[EncodedItem]>([])

  init(_ envelopes: [Envelope], account: AccountID, epoch: UInt32, table: EncoderTable) {
    self.account = account
    self.epoch = epoch
    self.envelopes = envelopes
    self.table = table
  }

  /// A fact as finished bytes in a form; nil if the dialect does not show it.
  func frame(_ index: Int, encoding: Int, form: FrameForm) -> ByteBuffer? {
    items.withLock { items in
      prepare(&items)
      return items[index * table.encoders.count + encoding].frame(form) {
        table.encoders[encoding].encode(envelopes[index], epoch: epoch, into: &$0)
      }
    }
  }

  /// A fact as an encoder's bytes; nil if the dialect does not show it.
  func bytes(_ index: Int, encoding: Int) -> [UInt8]? {
    items.withLock { items in
      prepare(&items)
      return items[index * table.encoders.count + encoding].bytes {
        table.encoders[encoding].encode(envelopes[index], epoch: epoch, into: &$0)
      }
    }
  }

  private func prepare(_ items: inout [EncodedItem]) {
    if items.isEmpty { items = Array(repeating: EncodedItem(), count: envelopes.count * table.encoders.count) }
  }
}

/// A signal on its way to subscribers; see ``SharedFacts``.
final class SharedSignal: Sendable {
  let signal: Signal
  private let table: EncoderTable
  private let items: Mutex<[EncodedItem]>

  init(_ signal: Signal, table: EncoderTable) {
    self.signal = signal
    self.table = table
    items = Mutex(Array(repeating: EncodedItem(), count: table.encoders.count))
  }

  /// The signal as an encoder's bytes; nil if the dialect does not show it.
  func bytes(encoding: Int) -> [UInt8]? {
    items.withLock { items in
      items[encoding].bytes { table.encoders[encoding].encode(signal, into: &$0) }
    }
  }

  /// The signal as finished bytes in a form; nil if the dialect does not show it.
  func frame(encoding: Int, form: FrameForm) -> ByteBuffer? {
    items.withLock { items in
      items[encoding].frame(form) { table.encoders[encoding].encode(signal, into: &$0) }
    }
  }
}
