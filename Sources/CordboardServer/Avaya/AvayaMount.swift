// SPDX-License-Identifier: Apache-2.0

import AvayaDialect
import ContactModel
import DialectKit

/// Where the notification WebSocket is: `/ws/notification/v1/agent-engagement`, with or without the account and the
/// subscription (reference A.3). Who connects says who it is in its first message.
struct AvayaMount: Mount {
  private static let path = ["ws", "notification", "v1", "agent-engagement"]

  let settings: AvayaSession.Settings
  let office: any SessionOffice

  func claims(path: String) -> Bool {
    guard path.hasPrefix("/ws/notification/") else { return false }
    let parts = path.split(separator: "/")
    return parts.prefix(4).elementsEqual(Self.path) { $0 == $1 } && (parts.count == 4 || parts.count == 6)
  }

  func openAtOnce(_ request: MountRequest) -> MountDecision? {
    guard request.wantsWebSocket else { return .reply(Problem.webSocketRequired.reply) }
    let parts = request.message.path.split(separator: "/").map(String.init)
    let isLong = parts.count == 6
    let session = AvayaSession(
      settings: settings,
      account: isLong ? parts[4] : nil,
      subscription: isLong ? parts[5] : nil
    )
    return .webSocket(SessionStart(session: session, principal: .nobody, office: office), headers: [])
  }

  func open(_ request: MountRequest) async -> MountDecision { openAtOnce(request) ?? .pass }
}
