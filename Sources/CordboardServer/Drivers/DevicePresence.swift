// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import NIOCore

/// Keeps the core informed whether an agent's device is there. Lives on one event loop.
///
/// The two commands are never under way at the same time, so that they cannot overtake each other, and one that the
/// server could not take at the moment is given again: an agent whose device left unnoticed would be offered work for
/// ever.
final class DevicePresence {
  private let agent: AgentID
  private let device: DeviceID
  private let account: AccountID
  private unowned let hub: EventLoopHub
  private var isHere = true
  private var isKnownToBeHere = false
  private var isUnderWay = false
  private var wasLost = false

  init(agent: AgentID, device: DeviceID, account: AccountID, hub: EventLoopHub) {
    self.agent = agent
    self.device = device
    self.account = account
    self.hub = hub
    tell()
  }

  /// The device is gone.
  func leave() {
    isHere = false
    tell()
  }

  /// The core says that the device is gone. If it is not, it was an earlier connection of it that ended.
  func wasDisconnected() {
    if isUnderWay { wasLost = true } else { isKnownToBeHere = false }
    tell()
  }

  private func tell() {
    guard !isUnderWay, isHere != isKnownToBeHere else { return }
    isUnderWay = true
    let told = isHere
    let command: Command = told ? .connectDevice(agent, device) : .disconnectDevice(agent, device)
    let presence = NIOLoopBound(self, eventLoop: hub.eventLoop)
    let mailbox = hub.mailbox
    hub.context.gateway.submit(command, in: CommandContext(principal: .system(account))) { result in
      mailbox.post(.run { _ in presence.value.settled(told, result) })
    }
  }

  private func settled(_ told: Bool, _ result: Result<Outcome, Rejection>) {
    if case .failure(let rejection) = result, rejection.category == .unavailable {
      hub.eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) { [self] in
        isUnderWay = false
        tell()
      }
      return
    }
    isUnderWay = false
    isKnownToBeHere = told && !wasLost
    wasLost = false
    tell()
  }
}
