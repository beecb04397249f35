// SPDX-License-Identifier: Apache-2.0

public import ContactModel
public import DialectKit

extension EngineSession {
  private static let probe = Array("probe".utf8)

  /// A WebSocket came that names this session; the driver brings at most one at a time.
  public mutating func socketAttached(at now: Timestamp) -> [EngineAction] {
    guard phase == .open, way == .polling, settings.carriers.contains(.webSocket) else {
      return [.perform(.detach(.badRequest))]
    }
    way = .upgrading(isProbed: false)
    return [.perform(.schedule(EngineTimer.upgrade, at: now.advanced(by: settings.upgradeTimeout)))]
  }

  /// The WebSocket is gone: before it took over the session polls on, afterwards the session is over.
  public mutating func socketDetached(_ reason: ConnectionCloseReason) -> [EngineAction] {
    switch way {
    case .polling: return []
    case .upgrading: return stopUpgrade()
    case .webSocket: return end(reason)
    }
  }

  /// A text message came on the WebSocket. While the session closes, a WebSocket may still take over what waits.
  public mutating func text(_ bytes: [UInt8], at now: Timestamp) -> [EngineAction] {
    guard phase != .over else { return [] }
    guard bytes.count <= settings.maxPayload else { return tooBig() }
    let packet = try? EnginePacket(text: bytes)
    switch way {
    case .polling: return []
    case .upgrading(let isProbed): return upgrade(packet, isProbed, now)
    case .webSocket:
      guard let packet else { return end(.protocolError) }
      return take(packet, at: now)
    }
  }

  /// A binary message came on the WebSocket.
  public mutating func binary(_ bytes: [UInt8], at now: Timestamp) -> [EngineAction] {
    guard phase == .open else { return [] }
    guard bytes.count <= settings.maxPayload else { return tooBig() }
    switch way {
    case .polling: return []
    case .upgrading: return giveUpUpgrade()
    case .webSocket: return [.message(.binary(bytes))]
    }
  }

  private mutating func tooBig() -> [EngineAction] {
    way == .webSocket ? end(.messageTooBig) : giveUpUpgrade()
  }

  private mutating func upgrade(_ packet: EnginePacket?, _ isProbed: Bool, _ now: Timestamp) -> [EngineAction] {
    switch packet {
    case .ping(Self.probe):
      way = .upgrading(isProbed: true)
      return [.perform(Self.action(.pong(Self.probe)))] + pace(now)
    case .upgrade where isProbed: return phase == .closing ? takeOver() + end(closeReason) : takeOver()
    default: return giveUpUpgrade()
    }
  }

  /// Lets a poll go that waits, so that the client can stop to poll.
  mutating func pace(_ now: Timestamp) -> [EngineAction] {
    guard phase != .over, way == .upgrading(isProbed: true) else { return [] }
    let next = now.advanced(by: settings.upgradePace)
    return answerPoll() + [.perform(.schedule(EngineTimer.upgradePace, at: next))]
  }

  /// From here on packets go by the WebSocket: first those that waited for a poll.
  private mutating func takeOver() -> [EngineAction] {
    let packets = takeWaiting()
    let actions = answerPoll() + Self.upgradeTimers
    way = .webSocket
    return actions + packets.map { .perform(Self.action($0)) } + [.perform(.passThrough)]
  }

  /// The WebSocket is told to go, and the session polls on.
  mutating func giveUpUpgrade() -> [EngineAction] {
    guard case .upgrading = way else { return [] }
    return stopUpgrade() + [.perform(.detach(.badRequest))]
  }

  private mutating func stopUpgrade() -> [EngineAction] {
    way = .polling
    return Self.upgradeTimers
  }

  private static var upgradeTimers: [EngineAction] {
    [.perform(.cancel(EngineTimer.upgrade)), .perform(.cancel(EngineTimer.upgradePace))]
  }
}
