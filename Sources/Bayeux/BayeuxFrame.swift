// SPDX-License-Identifier: Apache-2.0

public import DialectKit

/// An event for clients, made once for however many: `[{"channel":…,"data":…}]`. A WebSocket carries it as it is;
/// an answer to a request takes what is between the brackets. It has no id: some clients would take it for an answer.
public struct BayeuxFrame: Hashable, Sendable {
  /// The text.
  public let bytes: [UInt8]

  /// Makes an event of JSON that was checked before.
  public init(_ channel: BayeuxChannel, json data: some Collection<UInt8>) {
    bytes = Self.head(channel, capacity: data.count + 64) + data + Self.tail
  }

  /// Makes an event.
  public init(_ channel: BayeuxChannel, _ data: JSONValue) {
    self.init(channel, json: data.bytes)
  }

  /// Takes an event that was finished before: by an encoder, or out of a notice.
  public init(finished bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// An event in which only a subscriber's own bytes are missing.
  ///
  /// - Parameters:
  ///   - head: The data up to the place of the own bytes.
  ///   - rest: The data after it.
  public static func notice(
    _ channel: BayeuxChannel,
    head: some Sequence<UInt8>,
    rest: some Sequence<UInt8>
  ) -> Notice {
    Notice(head: Self.head(channel, capacity: 128) + head, body: Array(rest) + tail, numberLabel: [], end: [])
  }

  /// That the server ends the session.
  static let disconnect = BayeuxFrame(finished: Array(#"[{"channel":"/meta/disconnect","successful":true}]"#.utf8))

  /// The message without the brackets.
  var message: ArraySlice<UInt8> { bytes.dropFirst().dropLast() }

  private static let tail = Array("}]".utf8)

  private static func head(_ channel: BayeuxChannel, capacity: Int) -> [UInt8] {
    var json = JSONWriter(Array("[{\"channel\":".utf8), capacity: capacity)
    json.string(channel.name)
    return json.finish() + Array(",\"data\":".utf8)
  }
}
