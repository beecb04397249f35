// SPDX-License-Identifier: Apache-2.0

import ContactModel
package import MailTransfer
import NIOCore
import NIOPosix
package import NIOSSL

/// The mail server that messages are handed to on their way out: a connection for each message.
package final class MailRelay: Sendable {
  /// What a relay is told.
  package struct Settings: Sendable {
    /// Its address or name, which its certificate must be for.
    package var host: String
    /// Its port.
    package var port: Int
    /// How to talk to it.
    package var session: MailClientSettings
    /// How long a connection may take to be made.
    package var connectTime = Duration.seconds(30)
    /// What makes encryption possible; nil for the system's roots.
    package var tls: NIOSSLContext?

    /// Creates the settings of a relay.
    package init(host: String, port: Int, session: MailClientSettings) {
      self.host = host
      self.port = port
      self.session = session
    }
  }

  private let settings: Settings
  private let tls: NIOSSLContext
  private let group: MultiThreadedEventLoopGroup
  private let clock: any WallClock

  /// Creates a relay. Nothing is connected before a message is sent.
  package init(_ settings: Settings, clock: any WallClock = SystemWallClock()) throws {
    self.settings = settings
    self.clock = clock
    tls = try settings.tls ?? NIOSSLContext(configuration: .makeClientConfiguration())
    group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  }

  /// Hands a message over and says for each recipient what became of it, or why the relay could not be talked to: then the
  /// message is to be tried again.
  package func send(_ mail: OutgoingMail) async -> Result<[MailOutcome], MailClientFailure> {
    let promise = group.next().makePromise(of: [MailOutcome].self)
    let bootstrap = ClientBootstrap(group: group)
      .connectTimeout(.milliseconds(settings.connectTime.wholeMilliseconds))
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { [settings, clock, tls] channel in
        channel.eventLoop.makeCompletedFuture {
          if settings.session.encryption == .implicit {
            try channel.pipeline.syncOperations.addHandler(try Self.encryption(tls, host: settings.host))
          }
          let handler = MailClientHandler(mail, settings: settings, clock: clock, tls: tls, promise: promise)
          try channel.pipeline.syncOperations.addHandler(handler)
        }
      }
    let connected = bootstrap.connect(host: settings.host, port: settings.port)
    connected.whenFailure { error in
      promise.fail(MailClientFailure.protocolError("no connection could be made: \(error)"))
    }
    return await withTaskCancellationHandler {
      do {
        return .success(try await promise.futureResult.get())
      } catch let failure as MailClientFailure {
        return .failure(failure)
      } catch {
        return .failure(.protocolError("\(error)"))
      }
    } onCancel: {
      connected.whenSuccess { $0.close(promise: nil) }
    }
  }

  /// Gives up its threads. Nothing may be under way.
  package func shutDown() async {
    try? await group.shutdownGracefully()
  }

  static func encryption(_ tls: NIOSSLContext, host: String) throws -> NIOSSLClientHandler {
    do {
      return try NIOSSLClientHandler(context: tls, serverHostname: host)
    } catch let error as NIOSSLExtraError where error == .cannotUseIPAddressInSNI {
      // The certificate is then compared with the address.
      return try NIOSSLClientHandler(context: tls, serverHostname: nil)
    }
  }
}

/// Moves the bytes of one connection to a relay. It lives on the connection's event loop.
private final class MailClientHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let mail: OutgoingMail
  private let settings: MailRelay.Settings
  private let clock: any WallClock
  private let tls: NIOSSLContext
  private let promise: EventLoopPromise<[MailOutcome]>
  private var session: MailClientSession
  private var timer: Scheduled<Void>?
  private var context: ChannelHandlerContext?
  private var wasSent = false

  init(
    _ mail: OutgoingMail,
    settings: MailRelay.Settings,
    clock: any WallClock,
    tls: NIOSSLContext,
    promise: EventLoopPromise<[MailOutcome]>
  ) {
    self.mail = mail
    self.settings = settings
    self.clock = clock
    self.tls = tls
    self.promise = promise
    session = MailClientSession(settings: settings.session, at: clock.now())
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    watch(context)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    timer?.cancel()
    self.context = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let buffer = unwrapInboundIn(data)
    perform(session.receive(buffer.readableBytesView, at: clock.now()), context)
  }

  func channelInactive(context: ChannelHandlerContext) {
    perform(session.closed(), context)
    timer?.cancel()
    // Whatever was not settled until now never will be.
    promise.fail(MailClientFailure.closed)
    self.context = nil
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    promise.fail(MailClientFailure.protocolError("\(error)"))
    context.close(promise: nil)
  }

  private func perform(_ actions: [MailClientAction], _ context: ChannelHandlerContext) {
    for action in actions {
      switch action {
      case .send(let bytes): context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
      case .startTLS:
        do {
          let handler = try MailRelay.encryption(tls, host: settings.host)
          try context.pipeline.syncOperations.addHandler(handler, position: .first)
          perform(session.encrypted(at: clock.now()), context)
        } catch {
          errorCaught(context: context, error: error)
        }
      case .ready:
        let next = wasSent ? session.quit(at: clock.now()) : session.send(mail, at: clock.now())
        wasSent = true
        perform(next, context)
      case .finished(let outcomes): promise.succeed(outcomes)
      case .failed(let failure): promise.fail(failure)
      case .close: context.close(promise: nil)
      }
    }
  }

  private func watch(_ context: ChannelHandlerContext) {
    let left = max(session.deadline.since(clock.now()), .milliseconds(10))
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(left.wholeMilliseconds)) { [weak self] in
      guard let self, let context = self.context else { return }
      self.perform(self.session.timeOut(at: self.clock.now()), context)
      if self.context != nil { self.watch(context) }
    }
  }
}
