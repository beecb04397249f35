// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Hummingbird
import Logging
import NIOCore
import Synchronization
import Testing

@testable import CordboardServer

/// Desks on real sockets of a centre whose facts reach them, as in the server.
struct LiveDesks {
  let centre: TestAPI
  let journal: GatedJournal
  let gateway: GatedGateway
  let service: ExpertflowService
  let address: SocketAddress

  /// A desk that is in, and was told so. Its token is the name.
  func desk(of name: String) async throws -> LiveDesk {
    let client = try await FrontClient.connect(address)
    try await client.upgrade("/socket.io/?EIO=4&username=\(name)&transport=websocket")
    _ = try await client.text()
    let desk = LiveDesk(client: client)
    try await desk.send(#"40{"agent":"\#(name)","token":"\#(name)"}"#)
    #expect(try await client.text().hasPrefix("40{"))
    return desk
  }

  func perform(_ command: Command) async throws {
    _ = try await centre.partition.perform(command, in: CommandContext(principal: .system("DEMOCO")))
  }

  /// What the desk of an agent is to remember.
  func memory(of agent: AgentID) async throws -> DeskMemory {
    try await DeskMemories(journal: centre.journal).read(DeskMemories.Owner(account: "DEMOCO", agent: agent))
  }
}

/// A desk's end of its socket.
struct LiveDesk {
  let client: FrontClient

  func send(_ packet: String) async throws { try await client.sendText(packet) }

  func emit(_ event: String, _ json: String, id: Int? = nil) async throws {
    try await send("42\(id.map(String.init) ?? "")[\"\(event)\",\(json)]")
  }

  /// The next packet but pings.
  func packet() async throws -> String {
    while true {
      let packet = try await client.text()
      if packet != "2" { return packet }
    }
  }

  /// The argument of the next of an event.
  func next(_ event: String) async throws -> JSONValue {
    while true {
      let packet = try await packet()
      guard packet.hasPrefix("42"), let start = packet.firstIndex(of: "[") else { continue }
      let json = try JSONValue(parsing: Array(packet[start...].utf8))
      if json.arrayValue?.first?.stringValue == event { return json.arrayValue?.last ?? .null }
    }
  }

  /// The events until one is told, without it, and the last one's argument.
  func events(until event: String) async throws -> [String] {
    var names: [String] = []
    while true {
      let packet = try await packet()
      guard packet.hasPrefix("42"), let start = packet.firstIndex(of: "[") else { continue }
      let name = try JSONValue(parsing: Array(packet[start...].utf8)).arrayValue?.first?.stringValue ?? "?"
      if name == event { return names }
      names.append(name)
    }
  }
}

/// Runs a test against a centre with desks.
func withLiveDesks(
  settings adjust: (inout ServerSettings) -> Void = { _ in },
  logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
  _ body: (LiveDesks) async throws -> Void
) async throws {
  let relay = FactRelay()
  let centre = try await TestAPI()
  centre.sink.target.withLock { $0 = relay }
  let journal = GatedJournal(centre.journal)
  let gateway = GatedGateway(centre.partition)
  var settings = ServerSettings()
  adjust(&settings)
  let service = ExpertflowService(
    settings,
    gateway: gateway,
    journal: journal,
    logins: .test(),
    native: centre.api,
    throttle: nil,
    logger: logger
  )
  let fanOut = FanOut(encoders: [])
  let responder = Router().buildResponder()
  let front = Front(
    settings: FrontSettings(),
    mounts: service.mounts,
    router: { request, channel in
      let source = ApplicationRequestContextSource(channel: channel, logger: logger)
      return try await responder.respond(to: request, context: BasicRequestContext(source: source))
    },
    gateway: centre.partition,
    journal: journal,
    fanOut: fanOut,
    counters: FrontCounters(Metrics()),
    logger: logger
  )
  relay.connect(fanOut, IssuerFixture().endpoint.issuer.authenticator)
  relay.connect(service)
  let address = try await front.start(host: "127.0.0.1", port: 0, loops: 1)
  let desks = LiveDesks(centre: centre, journal: journal, gateway: gateway, service: service, address: address)
  do {
    try await body(desks)
  } catch {
    try await front.shutDown(gracePeriod: .zero)
    throw error
  }
  try await front.shutDown(gracePeriod: .milliseconds(500))
}
