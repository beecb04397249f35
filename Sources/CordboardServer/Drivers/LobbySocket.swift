// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import NIOCore

/// A WebSocket that belongs to no session yet: its mount looks at every message until one names a session, which the
/// WebSocket then joins. It is no session itself and costs none.
final class LobbySocket: SocketOwner {
  private(set) var isOver = false
  private let lobby: any SocketLobby
  private unowned let driver: WebSocketDriver
  /// The peer's network address.
  private let address: String
  /// How many had been removed from the loop when it was found out who the peer is.
  private let revocations: Int
  private var deadline: NIODeadline

  init(_ lobby: any SocketLobby, driver: WebSocketDriver, address: String) {
    self.lobby = lobby
    self.driver = driver
    self.address = address
    revocations = driver.hub.revocations
    deadline = .now() + TimeAmount(lobby.patience)
  }

  private var hub: EventLoopHub { driver.hub }

  func receive(_ input: SessionInput) {
    guard !isOver, case .text(let text) = input else { return end(.protocolError) }
    switch lobby.receive(text, at: hub.now) {
    case .reply(let answer): driver.send(answer, isBinary: false)
    case .close(let reason): end(reason)
    case .join(let key, let start, let missing): join(key, start, text, missing)
    }
  }

  private func join(_ key: String, _ start: SessionStart?, _ text: [UInt8], _ missing: () -> [UInt8]?) {
    let exchanges = hub.context.exchanges
    let home = exchanges.find(
      key,
      orReserveFor: start == nil || hub.isDraining ? nil : hub.mailbox,
      limit: hub.context.settings.exchangeSessions
    )
    switch home {
    case .found(let home): become(key, home, text)
    case .reserved:
      // Somebody was removed since it was found out who the peer is, perhaps the peer: it has to say it anew.
      guard var start, hub.revocations == revocations else {
        exchanges.remove(key)
        return end(.unauthorized)
      }
      guard hub.context.admitSession(&start, from: address) else {
        exchanges.remove(key)
        return answer(missing())
      }
      _ = ExchangeDriver.begin(start, key: key, on: hub)
      become(key, hub.mailbox, text)
    case .missing: hub.isDraining ? end(.goingAway) : answer(missing())
    case .full:
      hub.context.counters.refused.add()
      answer(missing())
    }
  }

  /// The session takes over, and takes the message.
  private func become(_ key: String, _ home: HubMailbox, _ text: [UInt8]) {
    isOver = true
    let session = DistantSession(key: key, home: home, driver: driver)
    session.join()
    session.receive(.text(text))
  }

  private func answer(_ text: [UInt8]?) {
    guard let text else { return end(.protocolError) }
    driver.send(text, isBinary: false)
  }

  func end(_ reason: ConnectionCloseReason) {
    guard !isOver else { return }
    isOver = true
    driver.end(reason)
  }

  func writabilityChanged(_ isWritable: Bool) {}

  func sweep(_ now: NIODeadline) {
    if now >= deadline { end(.badRequest) }
  }
}
