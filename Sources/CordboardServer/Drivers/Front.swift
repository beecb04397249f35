// SPDX-License-Identifier: Apache-2.0

package import EventJournal
package import Logging
package import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// The one port of the server: HTTP/1.1, WebSocket, event streams and long polls, in plain or over TLS.
///
/// It owns its event loops, one hub on each. Start it once; ``shutDown(gracePeriod:)`` ends everything it began.
package final class Front: Sendable {
  /// What cannot be done with a front.
  package enum Failure: Error, CustomStringConvertible {
    /// It was started before.
    case startedTwice
    /// The certificate or the key cannot be used; the text says why.
    case tls(String)
    /// The port cannot be had; the text says why.
    case bind(host: String, port: Int, String)

    /// What is wrong and what to do.
    package var description: String {
      switch self {
      case .startedTwice: "the front was started before; make a new one"
      case .tls(let reason): "the certificate or the key cannot be used: \(reason)"
      case .bind(let host, let port, let reason): "cannot listen on \(host):\(port): \(reason)"
      }
    }
  }

  private struct Running {
    let group: MultiThreadedEventLoopGroup
    let server: any NIOCore.Channel
    let hubs: [HubHandle]
  }

  private struct HubHandle {
    let hub: NIOLoopBound<EventLoopHub>
    let mailbox: HubMailbox
    let eventLoop: any EventLoop
  }

  private enum State {
    case new
    case starting
    case running(Running)
    case stopped
  }

  private let context: FrontContext
  private let fanOut: FanOut
  private let state = Mutex(State.new)

  /// Creates a front that listens to nobody yet.
  package init(
    settings: FrontSettings,
    mounts: [any Mount],
    router: @escaping RouterResponder,
    gateway: any CommandGateway,
    journal: any Journal,
    fanOut: FanOut,
    clock: any WallClock = SystemWallClock(),
    counters: FrontCounters,
    logger: Logger
  ) {
    self.fanOut = fanOut
    context = FrontContext(
      settings: settings,
      mounts: mounts.map { $0.fitted(to: settings) },
      router: router,
      gateway: gateway,
      journal: journal,
      encoders: fanOut.encoders,
      feeds: fanOut.feeds,
      clock: clock,
      counters: counters,
      logger: logger
    )
  }

  /// Listens on a host and port with a number of event loops and returns the address in use; port 0 takes a free one.
  package func start(host: String, port: Int, loops: Int) async throws -> SocketAddress {
    try state.withLock { state throws(Failure) in
      guard case .new = state else { throw .startedTwice }
      state = .starting
    }
    let tls = try makeTLS()
    let group = MultiThreadedEventLoopGroup(numberOfThreads: loops)
    var handles: [HubHandle] = []
    for (number, eventLoop) in group.makeIterator().enumerated() {
      handles.append(
        try await eventLoop.submit { [context] in
          let hub = EventLoopHub(context: context, eventLoop: eventLoop, number: number)
          return HubHandle(
            hub: NIOLoopBound(hub, eventLoop: eventLoop),
            mailbox: hub.mailbox,
            eventLoop: eventLoop
          )
        }.get()
      )
    }
    for handle in handles { fanOut.attach(handle.mailbox) }
    let hubs = Dictionary(uniqueKeysWithValues: handles.map { (ObjectIdentifier($0.eventLoop), $0.hub) })
    do {
      let server = try await bootstrap(group, tls: tls, hubs: hubs).bind(host: host, port: port).get()
      state.withLock { $0 = .running(Running(group: group, server: server, hubs: handles)) }
      guard let address = server.localAddress else {
        throw Failure.bind(host: host, port: port, "the system does not tell its address")
      }
      return address
    } catch {
      state.withLock { $0 = .stopped }
      try await stop(group, handles)
      throw Failure.bind(host: host, port: port, "\(error)")
    }
  }

  /// Stops accepting, answers the requests that are under way, ends every session with
  /// ``DialectKit/ConnectionCloseReason/goingAway``, and waits for all of that up to the grace period. Then it closes
  /// what is left. It is safe to call it twice.
  package func shutDown(gracePeriod: Duration) async throws {
    let running: Running? = state.withLock { state in
      guard case .running(let running) = state else { return nil }
      state = .stopped
      return running
    }
    guard let running else { return }
    try? await running.server.close().get()
    let grace = TimeAmount.nanoseconds(
      gracePeriod.components.seconds * 1_000_000_000 + gracePeriod.components.attoseconds / 1_000_000_000
    )
    for handle in running.hubs {
      // Begin everywhere first, so that the loops spend the grace period together.
      handle.mailbox.post(.run { hub in _ = hub.drain() })
    }
    for handle in running.hubs {
      let empty = handle.eventLoop.flatSubmit {
        let hub = handle.hub.value
        let empty = hub.drain()
        let impatience = handle.eventLoop.assumeIsolated().scheduleTask(in: grace) { hub.abort() }
        empty.assumeIsolated().whenComplete { _ in impatience.cancel() }
        return empty
      }
      try await empty.get()
    }
    try await stop(running.group, running.hubs)
  }

  private func stop(_ group: MultiThreadedEventLoopGroup, _ hubs: [HubHandle]) async throws {
    for handle in hubs {
      fanOut.detach(handle.mailbox)
      try await handle.eventLoop.submit { handle.hub.value.dissolve() }.get()
    }
    try await group.shutdownGracefully()
  }

  private func makeTLS() throws(Failure) -> NIOSSLContext? {
    guard let files = context.settings.tls else { return nil }
    do {
      var configuration = try TLSConfiguration.server(certificateFile: files.certificateFile, keyFile: files.keyFile)
      configuration.applicationProtocols = ["http/1.1"]
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw .tls("\(error)")
    }
  }

  private func bootstrap(
    _ group: MultiThreadedEventLoopGroup,
    tls: NIOSSLContext?,
    hubs: [ObjectIdentifier: NIOLoopBound<EventLoopHub>]
  ) -> ServerBootstrap {
    ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: context.settings.backlog)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { [context] channel in
        channel.eventLoop.makeCompletedFuture {
          guard let hub = hubs[ObjectIdentifier(channel.eventLoop)]?.value else { return }
          try Front.prepare(channel, hub: hub, context: context, tls: tls)
        }
      }
  }

  /// Builds the pipeline of a connection that was just accepted, on its event loop.
  private static func prepare(
    _ channel: any NIOCore.Channel,
    hub: EventLoopHub,
    context: FrontContext,
    tls: NIOSSLContext?
  ) throws {
    let open = context.counters.open.value
    context.counters.accepted.add()
    context.counters.open.add(1)
    channel.closeFuture.whenComplete { _ in context.counters.open.add(-1) }
    let isSurplus = open >= context.settings.connections
    if isSurplus { context.counters.refused.add() }
    if hub.isDraining || open >= context.settings.connections + 256 { throw ChannelError.ioOnClosedChannel }
    let pipeline = channel.pipeline.syncOperations
    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
    let handlers = HTTPHandlers(headerBytes: context.settings.headerBytes)
    let handler = RealtimeHandler(hub: hub, handlers: handlers, isSurplus: isSurplus)
    try pipeline.addHandlers([handlers.encoder, handlers.decoder, handlers.pipelining, handler])
    hub.add(handler)
  }
}
