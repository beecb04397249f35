// SPDX-License-Identifier: Apache-2.0

import Bayeux
import ContactModel
import DialectKit
import GenesysDialect

/// Says who comes to the notifications of Genesys Web Services, and makes sessions. Whoever shows no login is refused
/// before anything of Bayeux is looked at.
struct GenesysReception: BayeuxReception {
  let logins: GenesysLogins
  let door: GenesysDoor
  let settings: GenesysSettings
  let throttle: RequestThrottle?

  func identifyAtOnce(_ request: HTTPMessage, at now: Timestamp) -> BayeuxVisitor? {
    logins.callerAtOnce(request.headers).map { visitor($0, request) }
  }

  func identify(_ request: HTTPMessage, from address: String, at now: Timestamp) async -> BayeuxVisitor {
    do throws(AgentLogins.Failure) {
      return visitor(try await logins.caller(request.headers, from: address), request)
    } catch {
      return .refused(door.reply(error, to: request))
    }
  }

  private func visitor(_ caller: GenesysLogins.Caller, _ request: HTTPMessage) -> BayeuxVisitor {
    if let refusal = door.refusal(of: request, caller) { return .refused(refusal) }
    let binding = "\(caller.account)/\(caller.agent)"
    // A client that says who it is once is known by the cookie on a WebSocket, too. It is set anew for who has it: Faye's
    // clients forget a cookie that they were not given here.
    let cookie = caller.login.map { [logins.setCookie($0)] } ?? []
    var identity = BayeuxIdentity(
      binding: binding,
      principal: caller.principal,
      expires: caller.expires,
      greeting: cookie
    )
    identity.device = caller.device
    return .known(identity)
  }

  /// A handshake counts as a request of the agent's; what goes on in its session does not.
  func admits(_ visitor: BayeuxVisitor) -> Bool {
    guard case .known(let identity) = visitor, let throttle else { return true }
    return (try? throttle.admit(identity.principal)) != nil
  }

  func begin(_ opening: BayeuxMount.Opening) -> SessionStart {
    guard case .known(let identity) = opening.visitor, case .agent(let agent) = identity.principal.actor else {
      // The mount hands over nobody else; who came through nevertheless is not let in by the session.
      return SessionStart(
        session: GenesysSession(bayeux: opening.session, worker: nil, settings: settings),
        principal: .nobody
      )
    }
    let account = identity.principal.account
    let session = GenesysSession(
      bayeux: opening.session,
      worker: GenesysWorker(account: account, agent: agent),
      settings: settings
    )
    var start = SessionStart(session: session, principal: identity.principal)
    start.expires = identity.expires
    // The same for all clients of a login: those that were left behind take no place of devices.
    start.device = identity.device
    return start
  }
}
