// SPDX-License-Identifier: Apache-2.0

public import ContactModel
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

/// The clients that may come back, bounded in number, bytes and time. A value; whoever shares it guards it.
public struct RecoveryStore: Sendable {
  private struct Kept {
    let socket: RecoverableSocket
    let until: Timestamp
    let number: UInt64
  }

  private let settings: RecoverySettings
  private var kept: [String: Kept] = [:]
  /// In the order in which they came; some may be gone.
  private var order: [(privateID: String, number: UInt64)] = []
  private var first = 0
  private var numbers: UInt64 = 0
  /// How many bytes of events are kept.
  public private(set) var bytes = 0

  /// Creates an empty store.
  public init(settings: RecoverySettings) {
    self.settings = settings
  }

  /// How many clients are waited for.
  public var count: Int { kept.count }

  /// Keeps what a client left behind; the oldest go when there is too much.
  public mutating func keep(_ socket: RecoverableSocket, at now: Timestamp) {
    remove(socket.privateID)
    numbers += 1
    kept[socket.privateID] = Kept(socket: socket, until: now.advanced(by: settings.patience), number: numbers)
    order.append((socket.privateID, numbers))
    bytes += socket.bytes
    dropOld(now)
  }

  /// Finds and forgets what was kept for a client; nil if there is nothing or it asks for what is gone.
  public mutating func take(_ wish: SocketResumption, namespace: String, at now: Timestamp) -> RecoverableSocket? {
    dropOld(now)
    guard let socket = kept[wish.privateID]?.socket, socket.namespace == namespace,
      socket.messages(after: wish.offset) != nil
    else { return nil }
    remove(wish.privateID)
    return socket
  }

  private mutating func remove(_ privateID: String) {
    guard let gone = kept.removeValue(forKey: privateID) else { return }
    bytes -= gone.socket.bytes
  }

  private mutating func dropOld(_ now: Timestamp) {
    while first < order.count {
      let oldest = order[first]
      if let found = kept[oldest.privateID], found.number == oldest.number {
        guard found.until <= now || kept.count > settings.clients || bytes > settings.bytes else { break }
        remove(oldest.privateID)
      }
      first += 1
    }
    guard first > 64, first * 2 > order.count else { return }
    order.removeFirst(first)
    first = 0
  }
}
