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
    /// Connections at the same time; further ones are told 421. Each may hold one whole message in memory, and as many
    /// again may be being kept whose connections are gone.
    package var connections = 16
    /// Who may connect; nil for everybody.
    package var peers: Networks?
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
    var isStopped = false
  }

  private struct Connection {
    let handler: NIOLoopBound<MailServerHandler>
    let channel: any NIOCore.Channel
  }

  private let settings: Settings
  private let receiver: any MailReceiver
  private let clock: any WallClock
  private let deliveries: MailDeliveries
  private let turnedAway: RareLog
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
    deliveries = MailDeliveries(limit: settings.connections)
    turnedAway = RareLog("connections of mail servers were turned away", logger, clock: clock)
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
      deliveries: deliveries,
      clock: clock,
      tls: settings.tls
    )
    guard settings.peers?.contains(address) ?? true else {
      return turnAway(
        channel,
        address,
        TransferReply(554, "5.7.1", "\(settings.session.hostName) takes no mail from \(address)")
      )
    }
    let id = ObjectIdentifier(channel)
    let isTaken = state.withLock { state in
      guard !state.isStopped, state.open.count < settings.connections else { return false }
      state.open[id] = Connection(
        handler: NIOLoopBound(handler, eventLoop: channel.eventLoop),
        channel: channel
      )
      return true
    }
    guard isTaken else {
      return turnAway(
        channel,
        address,
        TransferReply(421, "4.3.2", "\(settings.session.hostName) has enough connections; try again")
      )
    }
    channel.closeFuture.whenComplete { [self] _ in state.withLock { $0.open[id] = nil } }
    try channel.pipeline.syncOperations.addHandler(handler)
  }

  private func turnAway(_ channel: any NIOCore.Channel, _ address: String, _ reply: TransferReply) {
    turnedAway.note(["address": "\(address)", "why": "\(reply.summary)"])
    channel.writeAndFlush(ByteBuffer(bytes: reply.written)).whenComplete { _ in channel.close(promise: nil) }
  }
}

/// How many messages are being kept: some of clients that hung up meanwhile. The lock guards the number.
final class MailDeliveries: Sendable {
  private let limit: Int
  private let count = Mutex(0)

  init(limit: Int) {
    self.limit = limit
  }

  /// Has a message kept, unless there are as many under way as there may be.
  func deliver(_ mail: ReceivedMail, to receiver: any MailReceiver) async -> [TransferReply] {
    let isTaken = count.withLock { count in
      guard count < limit else { return false }
      count += 1
      return true
    }
    guard isTaken else { return mail.recipients.map { _ in TransferReply(451, "4.3.2", "too busy; try again later") } }
    defer { count.withLock { $0 -= 1 } }
    return await receiver.deliver(mail)
  }
}
