// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import NIOCore

extension EventLoopHub {
  /// Begins a session whose account has room for it; see ``FrontContext/admitSession(_:from:)``.
  func open(_ start: SessionStart, link: any SessionLink) -> HostedSession {
    let host = HostedSession(start, link: link, hub: self)
    sessions[ObjectIdentifier(host)] = host
    if let expires = start.expires { arm(.expiry, of: host, at: expires) }
    if let device = start.device { connect(device, of: host) }
    return host
  }

  /// The session stands for a device of the agent on whose behalf it acts.
  func connect(_ device: DeviceID, of host: HostedSession) {
    guard case .agent(let agent) = host.principal.actor else { return }
    let key = DeviceKey(account: host.principal.account, agent: agent, device: device)
    guard key != host.deviceKey else { return }
    disconnectDevice(of: host)
    host.device = DevicePresence(agent: agent, device: device, account: key.account, hub: self)
    host.deviceKey = key
    devices[key, default: []].append(host)
  }

  /// The session stands for no device any more.
  func disconnectDevice(of host: HostedSession) {
    if let key = host.deviceKey {
      devices[key]?.removeAll { $0 === host }
      if devices[key]?.isEmpty == true { devices[key] = nil }
    }
    host.deviceKey = nil
    host.device?.leave()
    host.device = nil
  }

  /// Performs what a session answered, in order.
  func perform(_ actions: [SessionAction], for host: HostedSession) {
    for action in actions {
      guard let link = host.link else { return }
      switch action {
      case .send(let bytes): link.send(bytes, isBinary: false)
      case .sendBinary(let bytes): link.send(bytes, isBinary: true)
      case .reply(let request, let reply): link.reply(request, reply)
      case .submit(let command, let correlation): submit(command, correlation, for: host)
      case .signal(let intent): context.gateway.signal(intent, from: host.principal) { _ in }
      case .subscribe(let subscription): if !host.isEnding { subscribe(host, subscription) }
      case .unsubscribe: unsubscribe(host)
      case .schedule(let timer, let deadline):
        if !host.isEnding { arm(.session(timer.rawValue), of: host, at: deadline) }
      case .cancel(let timer): disarm(.session(timer.rawValue), of: host)
      case .ask(let message): ask(message, for: host)
      case .follow(let subscription): if !host.isEnding { follow(host, subscription) }
      case .detach(let reason): link.detach(reason)
      case .passThrough: link.passThrough()
      case .close(let reason): if !host.isEnding { finish(host, reason) }
      case .closeSocket(let close):
        // The last word of a session that is ended may say so in its dialect's own words.
        if host.isEnding { host.farewell = close } else { finish(host, .finished, close) }
      }
    }
  }

  /// Ends a session for a reason of the server's; the session may say a last word.
  func end(_ host: HostedSession, _ reason: ConnectionCloseReason) {
    guard !host.isOver, !host.isEnding else { return }
    host.isEnding = true
    unsubscribe(host)
    perform(host.session.receive(.closed(reason), at: now), for: host)
    finish(host, reason, host.farewell)
  }

  private func finish(_ host: HostedSession, _ reason: ConnectionCloseReason, _ close: SocketClose? = nil) {
    guard let link = host.link else { return }
    host.link = nil
    sessions[ObjectIdentifier(host)] = nil
    unsubscribe(host)
    unfollow(host)
    // The handle holds the session: neither would go without the other.
    if let handle = host.handle {
      host.handle = nil
      host.asked = nil
      handle.markOver()
      host.office?.ended(handle)
    }
    disarmAll(of: host)
    disconnectDevice(of: host)
    if reason == .slowConsumer { context.counters.slowConsumers.add() }
    if reason == .protocolError || reason == .messageTooBig { context.counters.protocolErrors.add() }
    context.releaseSession(host.place)
    if let close { link.end(close) } else { link.end(reason) }
  }

  /// Tells the devices that are connected here what the core says of them.
  func followDevices(_ envelopes: [Envelope], of account: AccountID) {
    guard !devices.isEmpty else { return }
    for envelope in envelopes {
      switch envelope.event {
      case .agentDeviceDisconnected(let fact):
        let key = DeviceKey(account: account, agent: fact.agent, device: fact.device)
        for host in devices[key] ?? [] { host.device?.wasDisconnected() }
      case .agentLoggedOut(let fact) where fact.cause == .supervisor:
        let concerned = devices.filter { $0.key.account == account && $0.key.agent == fact.agent }
        for host in concerned.values.flatMap({ $0 }) { end(host, .loggedOut) }
      default: continue
      }
    }
  }

  private func submit(_ command: Command, _ correlation: UInt64, for host: HostedSession) {
    let bound = NIOLoopBound(host, eventLoop: eventLoop)
    let mailbox = mailbox
    host.commandsInFlight += 1
    guard host.commandsInFlight <= context.settings.commandsInFlight else {
      // By way of the mailbox, so that a session that tries again at once does not call itself without end.
      mailbox.post(.settled(bound, correlation: correlation, .failure(.overloaded)))
      return
    }
    context.gateway.submit(command, in: CommandContext(principal: host.principal)) { result in
      mailbox.post(.settled(bound, correlation: correlation, result))
    }
  }

  func settled(_ host: HostedSession, _ correlation: UInt64, _ result: Result<Outcome, Rejection>) {
    host.commandsInFlight -= 1
    guard !host.isOver else { return }
    perform(host.session.settled(correlation, result, at: now), for: host)
    touch(host)
  }
}
