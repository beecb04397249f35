// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// The connections to endpoints: made to addresses that were judged, and kept for a while for what comes next. The lock guards
/// which there are.
final class WebhookConnections: Sendable {
  /// What a connection is good for: the host it leads to, by whom, and on which event loop.
  struct Key: Hashable {
    let host: String
    let port: Int
    let isSecure: Bool
    let identity: WebhookIdentity?
    let loop: ObjectIdentifier
  }

  /// A connection, for whoever is not on its event loop.
  struct Kept: Sendable {
    let bound: NIOLoopBound<WebhookConnection>
    let channel: any Channel
  }

  private struct Idle {
    let connection: Kept
    let since: NIODeadline
  }

  private struct State {
    var idle: [Key: [Idle]] = [:]
    var open: [ObjectIdentifier: any Channel] = [:]
    var contexts: [WebhookIdentity?: NIOSSLContext] = [:]
    var isShutDown = false
  }

  private let state = Mutex(State())
  private let tls: TLSConfiguration
  private let answerBytes: Int
  private let sweeper: Mutex<RepeatedTask?> = Mutex(nil)
  /// For how long a connection is kept that carries nothing.
  private static let patience = TimeAmount.seconds(30)
  private static let connectPatience = TimeAmount.seconds(5)
  /// How many identities' contexts are remembered.
  private static let contextLimit = 1_000

  /// No connections yet.
  ///
  /// - Parameters:
  ///   - tls: What is asked of endpoints over TLS.
  ///   - answerBytes: How many bytes of an answer's body are kept.
  init(tls: TLSConfiguration, answerBytes: Int) {
    self.tls = tls
    self.answerBytes = answerBytes
    let task = MultiThreadedEventLoopGroup.singleton.next()
      .scheduleRepeatedTask(initialDelay: Self.patience, delay: Self.patience) { [weak self] task in
        guard let self else { return task.cancel() }
        sweep()
      }
    sweeper.withLock { $0 = task }
  }

  /// A connection that was kept; nil if there is none.
  func idle(_ key: Key) -> Kept? {
    state.withLock { state in
      while let idle = state.idle[key]?.popLast() {
        if idle.connection.channel.isActive { return idle.connection }
      }
      state.idle[key] = nil
      return nil
    }
  }

  /// Keeps a connection that has carried its request.
  func keep(_ connection: Kept, for key: Key) {
    let isKept = state.withLock { state in
      guard !state.isShutDown else { return false }
      state.idle[key, default: []].append(Idle(connection: connection, since: .now()))
      return true
    }
    if !isKept { connection.channel.close(promise: nil) }
  }

  private func sweep() {
    let now = NIODeadline.now()
    let old = state.withLock { state in
      var old: [any Channel] = []
      for (key, idle) in state.idle {
        old += idle.filter { $0.since + Self.patience <= now }.map(\.connection.channel)
        let rest = idle.filter { $0.since + Self.patience > now && $0.connection.channel.isActive }
        state.idle[key] = rest.isEmpty ? nil : rest
      }
      return old
    }
    for channel in old { channel.close(promise: nil) }
  }

  /// Connects to the first of some addresses that can be connected to.
  func connect(
    to addresses: [SocketAddress],
    _ target: WebhookTarget,
    _ identity: WebhookIdentity?,
    on loop: any EventLoop,
    until deadline: NIODeadline
  ) async throws -> Kept {
    let context = target.isSecure ? try context(identity) : nil
    var failure: any Error = WebhookConnection.Closed()
    for var address in addresses {
      let left = deadline - .now()
      guard left > .zero else { throw WebhookConnection.TimeIsOver() }
      address.port = target.port
      do {
        return try await connect(to: address, target, context, on: loop, within: min(left, Self.connectPatience))
      } catch {
        failure = error
      }
    }
    throw failure
  }

  private func connect(
    to address: SocketAddress,
    _ target: WebhookTarget,
    _ context: NIOSSLContext?,
    on loop: any EventLoop,
    within patience: TimeAmount
  ) async throws -> Kept {
    let answerBytes = answerBytes
    let bootstrap = ClientBootstrap(group: loop)
      .connectTimeout(patience)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          if let context {
            let name = (try? SocketAddress(ipAddress: target.host, port: 0)) == nil ? target.host : nil
            try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: name))
          }
          try pipeline.addHTTPClientHandlers(leftOverBytesStrategy: .dropBytes)
          try pipeline.addHandler(WebhookConnection(isSecure: context != nil, answerBytes: answerBytes))
        }
      }
    let made = try await bootstrap.connect(to: address)
      .flatMapThrowing { channel in
        guard let connection = try? channel.pipeline.syncOperations.handler(type: WebhookConnection.self) else {
          // It has ended already.
          throw context == nil ? WebhookConnection.Closed() as any Error : WebhookConnection.NotSecured()
        }
        return Kept(bound: NIOLoopBound(connection, eventLoop: channel.eventLoop), channel: channel)
      }
      .get()
    remember(made.channel)
    return made
  }

  private func remember(_ channel: any Channel) {
    let isShutDown = state.withLock { state in
      state.open[ObjectIdentifier(channel)] = channel
      return state.isShutDown
    }
    channel.closeFuture.whenComplete { [self] _ in
      state.withLock { $0.open[ObjectIdentifier(channel)] = nil }
    }
    if isShutDown { channel.close(promise: nil) }
  }

  private func context(_ identity: WebhookIdentity?) throws -> NIOSSLContext {
    if let known = state.withLock({ $0.contexts[identity] }) { return known }
    var tls = tls
    if let identity {
      tls.certificateChain = identity.chain.map { .certificate($0) }
      tls.privateKey = .privateKey(identity.key)
    }
    let context = try NIOSSLContext(configuration: tls)
    state.withLock { state in
      if state.contexts.count >= Self.contextLimit { state.contexts = [:] }
      state.contexts[identity] = context
    }
    return context
  }

  /// Ends every connection, whatever it carries.
  func shutDown() async {
    sweeper.withLock { $0?.cancel() }
    let open = state.withLock { state in
      state.isShutDown = true
      state.idle = [:]
      return Array(state.open.values)
    }
    for channel in open { try? await channel.close() }
  }
}
