// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit
import NIOCore
import Synchronization

/// Answers what sessions ask their mount. It may be called from any event loop.
package protocol SessionOffice: Sendable {
  /// A session asks. What is answered goes to its handle, now or later.
  func ask(_ message: SessionMessage, from session: SessionHandle)

  /// A session that asked before is over.
  func ended(_ session: SessionHandle)
}

/// One live session, from any thread. After the session is over it does nothing.
package final class SessionHandle: Sendable, Hashable {
  private let host: NIOLoopBound<HostedSession>
  private let mailbox: HubMailbox
  private let over = Atomic<Bool>(false)

  init(_ host: HostedSession, mailbox: HubMailbox, eventLoop: any EventLoop) {
    self.host = NIOLoopBound(host, eventLoop: eventLoop)
    self.mailbox = mailbox
  }

  /// Whether the session is over. Once it is, its office is told so afterwards.
  package var isOver: Bool { over.load(ordering: .acquiring) }

  func markOver() {
    over.store(true, ordering: .releasing)
  }

  /// Tells the session something.
  ///
  /// - Parameters:
  ///   - principal: On whose behalf the session acts from now on; nil for no change. If somebody was removed since the
  ///     session asked, the answer may rest on a right that is gone: then its office is asked again instead.
  ///   - expires: When its right to be connected ends; nil for no change.
  ///   - device: The device of that agent it stands for from now on; nil for no change.
  ///   - whenTold: Called on the event loop once it was told; not at all if it was not.
  package func tell(
    _ message: SessionMessage,
    as principal: Principal? = nil,
    expires: Timestamp? = nil,
    device: DeviceID? = nil,
    whenTold: (@Sendable () -> Void)? = nil
  ) {
    mailbox.post(
      .run { [host] hub in
        hub.tell(host.value, message, as: principal, expires: expires, device: device, whenTold)
      }
    )
  }

  package static func == (left: SessionHandle, right: SessionHandle) -> Bool { left === right }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(self))
  }
}

extension EventLoopHub {
  func ask(_ message: SessionMessage, for host: HostedSession) {
    guard let office = host.office else { return }
    let handle = host.handle ?? SessionHandle(host, mailbox: mailbox, eventLoop: eventLoop)
    host.handle = handle
    host.asked = (message, revocations)
    office.ask(message, from: handle)
  }

  fileprivate func tell(
    _ host: HostedSession,
    _ message: SessionMessage,
    as principal: Principal?,
    expires: Timestamp?,
    device: DeviceID?,
    _ whenTold: (@Sendable () -> Void)?
  ) {
    guard !host.isOver, !host.isEnding else { return }
    if let principal {
      if let asked = host.asked, asked.revocations != revocations { return ask(asked.message, for: host) }
      host.asked = nil
      let place = SessionPlaces.Place.ofAccount(principal.account)
      guard context.moveSession(from: host.place, to: place) else { return end(host, .tooManyConnections) }
      host.place = place
      if principal.account != host.principal.account {
        // What it is shown is of the account it leaves.
        unsubscribe(host)
        unfollow(host)
      }
      let before = host.principal
      if (before.account, before.actor) != (principal.account, principal.actor) { disconnectDevice(of: host) }
      host.principal = principal
    }
    if let expires { arm(.expiry, of: host, at: expires) }
    if let device { connect(device, of: host) }
    host.receive(.told(message))
    whenTold?()
  }
}
