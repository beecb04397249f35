// SPDX-License-Identifier: Apache-2.0

import EngineIO

/// What is kept of a client in a namespace, so that it can go on after a break: connection state recovery.
///
/// It holds what was sent and perhaps not received. What happens while the client is away is the application's to say
/// again, from its own log: it can note where that was in ``context``.
public struct RecoverableSocket: Hashable, Sendable {
  /// One event as it was sent.
  struct Entry: Hashable, Sendable {
    let offset: UInt64
    let messages: [EngineMessage]

    var size: Int { messages.reduce(0) { $0 + $1.count } }
  }

  /// The id others know the client by.
  public let id: String
  /// The id only the client knows.
  public let privateID: String
  /// The namespace.
  public let namespace: String
  /// What the application wants to find again.
  public var context: [UInt8] = []
  private var entries: [Entry] = []
  /// The offset of the last event that is not kept any more, or was never sent.
  private var floor: UInt64 = 0
  /// The offset of the last event.
  private var last: UInt64 = 0
  private(set) var bytes = 0

  init(id: String, privateID: String, namespace: String) {
    self.id = id
    self.privateID = privateID
    self.namespace = namespace
  }

  /// The offset of the next event, as clients know it. It names the connection too: a client that could not go on
  /// remembers the offset of the one before until it gets an event.
  var nextOffset: String { prefix + String(last + 1) }

  private var prefix: String { id.suffix(8) + "." }

  /// Notes an event that was sent with the next offset.
  mutating func append(_ messages: [EngineMessage], limit: RecoverySettings) {
    last += 1
    let entry = Entry(offset: last, messages: messages)
    entries.append(entry)
    bytes += entry.size
    var surplus = 0
    while entries.count - surplus > limit.events || bytes > limit.eventBytes {
      bytes -= entries[surplus].size
      floor = entries[surplus].offset
      surplus += 1
    }
    // Not one by one, which would move the rest each time.
    if surplus > 0 { entries.removeFirst(surplus) }
  }

  /// What was sent after an event; nil if the offset is none of this client's or too old.
  func messages(after offset: String) -> [EngineMessage]? {
    guard offset.hasPrefix(prefix), let offset = UInt64(offset.dropFirst(prefix.count)), offset >= floor,
      offset <= last, offset > 0
    else { return nil }
    return entries.drop { $0.offset <= offset }.flatMap(\.messages)
  }
}
