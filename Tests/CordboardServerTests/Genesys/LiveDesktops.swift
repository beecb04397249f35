// SPDX-License-Identifier: Apache-2.0

import Bayeux
import ContactModel
import DialectKit
import GenesysDialect
import Hummingbird
import Logging
import NIOCore
import Synchronization
import Testing

@testable import CordboardServer

/// Desktops on real sockets of a centre whose facts reach them. Whoever asks is who `Authorization` names.
struct LiveDesktops {
  let centre: TestAPI
  let address: SocketAddress

  /// A client that shook hands and connected by a WebSocket.
  func desktop(of name: String) async throws -> LiveDesktop {
    let client = try await FrontClient.connect(address)
    let handshake =
      #"[{"id":"h","channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["websocket"]}]"#
    try await client.request("POST", "/notifications", headers: ["Authorization: \(name)"], body: handshake)
    let id = try Mirror.clientID(in: try await client.response().body)
    let key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    let headers = ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", key]
    try await client.request("GET", "/notifications", headers: headers + ["Authorization: \(name)"])
    _ = try await client.response(hasBody: false)
    let desktop = LiveDesktop(client: client, id: id)
    try await client.sendText(Mirror.connect("1", of: id))
    _ = try await desktop.next("/meta/connect")
    return desktop
  }

  func perform(_ command: Command) async throws {
    _ = try await centre.partition.perform(command, in: CommandContext(principal: .system("DEMOCO")))
  }
}

/// A client's end of its WebSocket.
final class LiveDesktop {
  let client: FrontClient
  let id: String
  private var heard: [JSONValue] = []

  init(client: FrontClient, id: String) {
    self.client = client
    self.id = id
  }

  func subscribe(_ channel: String) async throws {
    try await client.sendText(
      #"[{"id":"s","channel":"/meta/subscribe","clientId":"\#(id)","subscription":"\#(channel)"}]"#
    )
    _ = try await next("/meta/subscribe")
  }

  /// The next message on a channel: its data, or the answer itself.
  func next(_ channel: String) async throws -> JSONValue {
    while true {
      if let index = heard.firstIndex(where: { $0["channel"] == .string(channel) }) {
        let message = heard.remove(at: index)
        return message["data"] ?? message
      }
      heard += try JSONValue(parsing: Array(try await client.text().utf8)).arrayValue ?? []
    }
  }
}

private struct NamedReception: BayeuxReception {
  func identifyAtOnce(_ request: HTTPMessage, at now: Timestamp) -> BayeuxVisitor? {
    guard let name = request.header("authorization") else { return .refused(HTTPReply(status: 401)) }
    let principal = Principal(actor: .agent(AgentID(rawValue: name)), account: "DEMOCO", permissions: .work)
    return .known(BayeuxIdentity(binding: name, principal: principal))
  }

  func begin(_ opening: BayeuxMount.Opening) -> SessionStart {
    var worker: GenesysWorker?
    var principal = Principal.nobody
    if case .known(let identity) = opening.visitor, case .agent(let agent) = identity.principal.actor {
      worker = GenesysWorker(account: identity.principal.account, agent: agent)
      principal = identity.principal
    }
    let session = GenesysSession(bayeux: opening.session, worker: worker, settings: GenesysSettings())
    return SessionStart(session: session, principal: principal)
  }
}

/// Hands facts to the sessions and says when the configuration changed, as the server does.
private struct DesktopSink: FactSink {
  let fanOut: FanOut
  let office: GenesysOffice

  func publish(_ envelopes: [Envelope], account: AccountID, epoch: UInt32) {
    fanOut.publish(envelopes, account: account, epoch: epoch)
    let isChanged = envelopes.contains { if case .configurationChanged = $0.event { true } else { false } }
    if isChanged { office.configurationChanged(account) }
  }

  func publish(_ signal: Signal) { fanOut.publish(signal) }
}

/// Runs a test against a centre with desktops.
func withLiveDesktops(_ body: (LiveDesktops) async throws -> Void) async throws {
  let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  let centre = try await TestAPI()
  let office = GenesysOffice(
    gateway: centre.partition,
    journal: centre.journal,
    pace: .zero,
    clock: centre.clock,
    logger: logger
  )
  let mount = BayeuxMount(
    path: "/notifications",
    settings: BayeuxSettings(),
    reception: NamedReception(),
    office: office
  )
  let fanOut = FanOut(encoders: [])
  let responder = Router().buildResponder()
  let front = Front(
    settings: FrontSettings(),
    mounts: [mount],
    router: { request, channel in
      let source = ApplicationRequestContextSource(channel: channel, logger: logger)
      return try await responder.respond(to: request, context: BasicRequestContext(source: source))
    },
    gateway: centre.partition,
    journal: centre.journal,
    fanOut: fanOut,
    counters: FrontCounters(Metrics()),
    logger: logger
  )
  centre.sink.target.withLock { $0 = DesktopSink(fanOut: fanOut, office: office) }
  let address = try await front.start(host: "127.0.0.1", port: 0, loops: 1)
  do {
    try await body(LiveDesktops(centre: centre, address: address))
  } catch {
    try await front.shutDown(gracePeriod: .zero)
    throw error
  }
  try await front.shutDown(gracePeriod: .milliseconds(500))
}
