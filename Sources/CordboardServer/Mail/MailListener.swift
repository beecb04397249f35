// SPDX-License-Identifier: Apache-2.0

import ContactModel
package import Logging
package import MailTransfer
import NIOCore
import NIOPosix
package import NIOSSL
import Synchronization

/// The port over which a mail server hands mail over. Start it once; ``shutDown(gracePeriod:)`` ends everything it began.
package final class MailListener: Sendable {
  /// What a listener is told.
  package struct Settings: Sendable {
    /// The bounds of each connection.
    package var session: MailServerSettings
    /// Connections at the same time; further ones are told 421. Each may hold one whole message in memory.
    package var connections = 16
    /// Connections of one address at the same time.
    package var connectionsPerAddress = 16
    /// Files that make encryption possible; nil for none.
    package var tls: NIOSSLContext?

    /// Creates the settings of listeners whose sessions have these.
    package init(session: MailServerSettings) {
      self.session = session
    }
  }

  private struct State {
    var group: MultiThreadedEventLoopGroup?
    var server: (any NIOCore.Channel)?
    var open: [ObjectIdentifier: Connection] = [:]
    var perAddress: [String: Int] = [:]
    var isStopped = false
  }

  private struct Connection {
    let address: String
    let handler: NIOLoopBound<MailServerHandler>
    let channel: any NIOCore.Channel
  }

  private let settings: Settings
  private let receiver: any MailReceiver
  private let clock: any WallClock
  private let logger: Logger
  /// Guards which connections are open.
  private let state = Mutex(State())

  /// Creates a listener that listens to nobody yet.
  package init(
    _ settings: Settings,
    receiver: any MailReceiver,
    clock: any WallClock = SystemWallClock(),
    logger: Logger
  ) {
    self.settings = settings
    self.receiver = receiver
    self.clock = clock
    self.logger = logger
  }

  /// Listens on a host and port and returns the port in use; 0 takes a free one.
  package func start(host: String, port: Int) async throws -> Int {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    state.withLock { $0.group = group }
    let server = try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 64)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { [self] channel in
        channel.eventLoop.makeCompletedFuture { try prepare(channel) }
      }
      .bind(host: host, port: port).get()
    state.withLock { $0.server = server }
    return server.localAddress?.port ?? port
  }

  /// How many connections are open.
  package var openConnections: Int { state.withLock { $0.open.count } }

  /// Stops accepting, lets messages that are being kept be answered within the grace period, and closes the rest. What was
  /// not answered comes again.
  package func shutDown(gracePeriod: Duration) async {
    let (group, server, open) = state.withLock { state in
      state.isStopped = true
      return (state.group, state.server, Array(state.open.values))
    }
    try? await server?.close().get()
    let grace = TimeAmount.milliseconds(gracePeriod.wholeMilliseconds)
    for connection in open {
      let loop = connection.channel.eventLoop
      loop.execute { connection.handler.value.drain() }
      let impatience = loop.scheduleTask(in: grace) { connection.channel.close(promise: nil) }
      connection.channel.closeFuture.whenComplete { _ in impatience.cancel() }
    }
    for connection in open { try? await connection.channel.closeFuture.get() }
    try? await group?.shutdownGracefully()
  }

  /// Builds the pipeline of a connection that was just accepted, or turns it away.
  private func prepare(_ channel: any NIOCore.Channel) throws {
    let address = channel.remoteAddress?.ipAddress ?? ""
    let handler = MailServerHandler(
      settings: settings.session,
      receiver: receiver,
      clock: clock,
      tls: settings.tls
    )
    let id = ObjectIdentifier(channel)
    let isTaken = state.withLock { state in
      guard !state.isStopped, state.open.count < settings.connections,
        state.perAddress[address, default: 0] < settings.connectionsPerAddress
      else { return false }
      state.open[id] = Connection(
        address: address,
        handler: NIOLoopBound(handler, eventLoop: channel.eventLoop),
        channel: channel
      )
      state.perAddress[address, default: 0] += 1
      return true
    }
    guard isTaken else {
      logger.warning("a connection of a mail server was turned away", metadata: ["address": "\(address)"])
      let reply = TransferReply(421, "4.3.2", "\(settings.session.hostName) has enough connections; try again")
      channel.writeAndFlush(ByteBuffer(bytes: reply.written)).whenComplete { _ in channel.close(promise: nil) }
      return
    }
    channel.closeFuture.whenComplete { [self] _ in
      state.withLock { state in
        state.open[id] = nil
        let left = (state.perAddress[address] ?? 1) - 1
        state.perAddress[address] = left > 0 ? left : nil
      }
    }
    try channel.pipeline.syncOperations.addHandler(handler)
  }
}
