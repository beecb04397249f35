// SPDX-License-Identifier: Apache-2.0

import ContactModel
import MailTransfer
import NIOCore
import NIOSSL

/// Moves the bytes of one connection over which mail comes. It lives on the connection's event loop.
final class MailServerHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var session: MailServerSession
  private let receiver: any MailReceiver
  private let deliveries: MailDeliveries
  private let clock: any WallClock
  private let tls: NIOSSLContext?
  private var timer: Scheduled<Void>?
  private var context: ChannelHandlerContext?
  /// Whether the connection is closed as soon as nobody waits for an answer.
  private var isDraining = false
  private var isReading = true
  /// How long it may take to send the last words.
  private static let closeTime = TimeAmount.seconds(5)

  init(
    settings: MailServerSettings,
    receiver: any MailReceiver,
    deliveries: MailDeliveries,
    clock: any WallClock,
    tls: NIOSSLContext?
  ) {
    session = MailServerSession(settings: settings, at: clock.now())
    self.receiver = receiver
    self.deliveries = deliveries
    self.clock = clock
    self.tls = tls
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    if context.channel.isActive { begin(context) }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    timer?.cancel()
    self.context = nil
  }

  func channelActive(context: ChannelHandlerContext) {
    begin(context)
    context.fireChannelActive()
  }

  private func begin(_ context: ChannelHandlerContext) {
    guard timer == nil else { return }
    perform(session.opened(at: clock.now()), context)
    watch(context)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let buffer = unwrapInboundIn(data)
    perform(session.receive(buffer.readableBytesView, at: clock.now()), context)
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    self.context = nil
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  /// Ends the connection, after the answer that a client waits for.
  func drain() {
    isDraining = true
    guard let context else { return }
    if !isAnswering { perform(session.shutDown(), context) }
  }

  private var isAnswering: Bool { !session.wantsInput }

  // MARK: Actions

  private func perform(_ actions: [MailServerAction], _ context: ChannelHandlerContext) {
    for action in actions {
      switch action {
      case .send(let bytes): context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
      case .startTLS: startTLS(context)
      case .verify(let sender, let recipient):
        ask { [receiver] in [await receiver.verify(sender: sender, recipient: recipient)] }
      case .deliver(let mail): ask { [receiver, deliveries] in await deliveries.deliver(mail, to: receiver) }
      case .close:
        timer?.cancel()
        // What was written before is sent first.
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { _ in
          context.close(promise: nil)
        }
        // That may be never: a peer need not read, and one that was told to encrypt need not do it.
        let channel = context.channel
        timer = context.eventLoop.scheduleTask(in: Self.closeTime) { channel.close(promise: nil) }
      }
    }
    // While an answer is awaited nothing is read: what waits here stays as small as one read.
    if isReading == isAnswering, context.channel.isActive {
      isReading.toggle()
      context.channel.setOption(.autoRead, value: isReading).whenFailure { _ in }
      if isReading { context.read() }
    }
  }

  private func ask(_ question: @escaping @Sendable () async -> [TransferReply]) {
    guard let context else { return }
    let eventLoop = context.eventLoop
    let handler = NIOLoopBound(self, eventLoop: eventLoop)
    Task {
      let replies = await question()
      eventLoop.execute { handler.value.answer(replies) }
    }
  }

  private func answer(_ replies: [TransferReply]) {
    guard let context else { return }
    perform(session.answer(replies, at: clock.now()), context)
    if isDraining, !isAnswering { perform(session.shutDown(), context) }
  }

  private func startTLS(_ context: ChannelHandlerContext) {
    guard let tls else { return context.close(promise: nil) }
    do {
      try context.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls), position: .first)
    } catch {
      return context.close(promise: nil)
    }
    // From here on whatever arrives was decrypted.
    perform(session.encrypted(at: clock.now()), context)
  }

  // MARK: Time

  /// Waits until the session's deadline, which mostly has moved by then.
  private func watch(_ context: ChannelHandlerContext) {
    let left = max(session.deadline.since(clock.now()), .milliseconds(10))
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(left.wholeMilliseconds)) { [weak self] in
      guard let self, let context = self.context else { return }
      let actions = self.session.timeOut(at: self.clock.now())
      // Before the actions: they may set another timer, or need none any more.
      self.watch(context)
      self.perform(actions, context)
    }
  }
}
