// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Where a connection is in what arrives.
enum Cursor {
  case frames(FrameCursor)
  case answers(AnswerCursor)

  init(_ wire: Dialect.Wire) {
    switch wire {
    case .webSocket: self = .frames(FrameCursor())
    case .polling: self = .answers(AnswerCursor(marks: [0x1e], counted: 1))
    // Each event names its channel's data once; the answer to the connect has none.
    case .bayeuxPolling: self = .answers(AnswerCursor(marks: Array(#","data":{"specversion""#.utf8), counted: 0))
    }
  }

  /// Takes what was read: how many messages it completed, and how many answers to requests.
  mutating func take(_ bytes: UnsafeRawBufferPointer) -> (messages: Int, answers: Int) {
    switch self {
    case .frames(var cursor):
      let messages = cursor.take(bytes)
      self = .frames(cursor)
      return (messages, 0)
    case .answers(var cursor):
      // So that there is one owner, and nothing is copied.
      self = .frames(FrameCursor())
      let taken = cursor.take(bytes)
      self = .answers(cursor)
      return taken
    }
  }
}

/// Counts the frames of a WebSocket.
struct FrameCursor {
  private var head: (UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0)
  private var headBytes = 0
  private var bodyBytes = 0

  mutating func take(_ bytes: UnsafeRawBufferPointer) -> Int {
    var place = 0
    var messages = 0
    while place < bytes.count {
      if bodyBytes > 0 {
        let step = min(bodyBytes, bytes.count - place)
        place += step
        bodyBytes -= step
        if bodyBytes == 0 { messages += 1 }
        continue
      }
      switch headBytes {
      case 0: head.0 = bytes[place]
      case 1: head.1 = bytes[place]
      case 2: head.2 = bytes[place]
      default: head.3 = bytes[place]
      }
      headBytes += 1
      place += 1
      let length = Int(head.1 & 127)
      if length < 126, headBytes == 2 {
        headBytes = 0
        bodyBytes = length
      } else if length == 126, headBytes == 4 {
        headBytes = 0
        bodyBytes = Int(head.2) << 8 | Int(head.3)
      } else if length == 127 {
        fail("a message of more than 64 KiB came")
      }
    }
    return messages
  }
}

/// Counts the messages in answers to requests.
struct AnswerCursor {
  private static let lengthField = Array("content-length: ".utf8)

  /// What stands once in each message, or between two.
  let marks: [UInt8]
  /// How many messages an answer has beside the marks.
  let counted: Int
  /// How much of the marks was at the end of what was read before.
  private var matched = 0
  private var head: [UInt8] = []
  private var bodyBytes = 0

  init(marks: [UInt8], counted: Int) {
    self.marks = marks
    self.counted = counted
  }

  mutating func take(_ bytes: UnsafeRawBufferPointer) -> (messages: Int, answers: Int) {
    var place = 0
    var messages = 0
    var answers = 0
    while place < bytes.count {
      if bodyBytes == 0 {
        head.append(bytes[place])
        place += 1
        guard head.count > 3, head[head.count - 1] == 10, head[head.count - 3] == 10 else { continue }
        bodyBytes = length
        messages += counted
        matched = 0
        head.removeAll(keepingCapacity: true)
      } else {
        let part = UnsafeRawBufferPointer(rebasing: bytes[place..<min(place + bodyBytes, bytes.count)])
        messages += marks(in: part)
        place += part.count
        bodyBytes -= part.count
        if bodyBytes == 0 { answers += 1 }
      }
    }
    return (messages, answers)
  }

  private var length: Int {
    guard head.starts(with: Array("HTTP/1.1 200".utf8)),
      let start = head.firstRange(of: Self.lengthField)?.upperBound
    else { fail("a request was refused: \(String(decoding: head, as: UTF8.self))") }
    var number = 0
    for digit in head[start...] {
      guard digit >= 48, digit < 58 else { break }
      number = number * 10 + Int(digit) - 48
    }
    guard number > 0 else { fail("an answer without a body came") }
    return number
  }

  /// How often the marks end in what was read. Nothing in them but their first byte begins them again.
  private mutating func marks(in bytes: UnsafeRawBufferPointer) -> Int {
    guard let start = bytes.baseAddress else { return 0 }
    var place = 0
    var count = 0
    while place < bytes.count {
      if matched == 0 {
        guard let found = memchr(start + place, Int32(marks[0]), bytes.count - place) else { return count }
        place = UnsafeRawPointer(found) - start
      }
      if bytes[place] == marks[matched] {
        matched += 1
        place += 1
        if matched == marks.count {
          count += 1
          matched = 0
        }
      } else if matched == 0 {
        place += 1
      } else {
        // The byte may begin them anew.
        matched = 0
      }
    }
    return count
  }
}
