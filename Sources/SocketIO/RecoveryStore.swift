// SPDX-License-Identifier: Apache-2.0

public import ContactModel

/// The clients that may come back, bounded in number, bytes and time. A value; whoever shares it guards it.
public struct RecoveryStore: Sendable {
  private struct Kept {
    let socket: RecoverableSocket
    let until: Timestamp
    let number: UInt64
  }

  private let settings: RecoverySettings
  private var kept: [String: Kept] = [:]
  /// In the order in which they came; some may be gone, as many as there are and a few.
  private(set) var order: [(privateID: String, number: UInt64)] = []
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
    guard order.count > 2 * kept.count + 64 else { return }
    order.removeAll { [kept] in kept[$0.privateID]?.number != $0.number }
    first = 0
  }
}
