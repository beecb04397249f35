// SPDX-License-Identifier: Apache-2.0

/// What a glance at messages says about whom they are for: enough to find the session, which then reads them in whole.
/// Malformed text may look like anything; the session, or the entrance, will find that out.
public enum BayeuxGlance: Hashable, Sendable {
  /// A handshake is among them: a session begins.
  case handshake
  /// The first client they name.
  case client(String)
  /// Nobody is named.
  case nobody

  /// Looks at a text. It is walked once and nothing is built of it.
  public init(_ text: [UInt8]) {
    var walker = GlanceWalker(text: text)
    while let member = walker.next() {
      if member.isChannel, member.value == BayeuxChannel.handshake.name {
        self = .handshake
        return
      }
      if !member.isChannel, walker.client == nil { walker.client = member.value }
    }
    self = walker.client.map { .client($0) } ?? .nobody
  }
}

/// Finds the members `channel` and `clientId` of messages that are strings.
private struct GlanceWalker {
  let text: [UInt8]
  var client: String?
  private var index = 0
  private var depth = 0
  private let messageDepth: Int

  private static let channel = Array("channel".utf8)
  private static let clientID = Array("clientId".utf8)

  init(text: [UInt8]) {
    self.text = text
    messageDepth = text.first(where: { !Self.isSpace($0) }) == UInt8(ascii: "[") ? 2 : 1
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
  }

  mutating func next() -> (isChannel: Bool, value: String)? {
    while index < text.count {
      let byte = text[index]
      index += 1
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "\""):
        let name = string()
        guard depth == messageDepth, isNext(UInt8(ascii: ":")) else { continue }
        let isChannel = name.elementsEqual(Self.channel)
        guard isChannel || name.elementsEqual(Self.clientID), isNext(UInt8(ascii: "\"")) else { continue }
        // A slash may be escaped; nothing else in these values needs to be.
        let value = string().filter { $0 != UInt8(ascii: "\\") }
        return (isChannel, String(decoding: value, as: UTF8.self))
      default: continue
      }
    }
    return nil
  }

  /// Goes behind the string whose quotation mark was passed.
  private mutating func string() -> ArraySlice<UInt8> {
    let start = index
    while index < text.count, text[index] != UInt8(ascii: "\"") {
      index += text[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    let end = min(index, text.count)
    index = end + 1
    return text[start..<end]
  }

  /// Goes behind a byte if it comes next after spaces.
  private mutating func isNext(_ byte: UInt8) -> Bool {
    var next = index
    while next < text.count, Self.isSpace(text[next]) { next += 1 }
    guard next < text.count, text[next] == byte else { return false }
    index = next + 1
    return true
  }
}
