// SPDX-License-Identifier: Apache-2.0

import Logging
import MailTransfer
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Testing

@testable import CordboardServer

/// The port and the relay over real sockets, against each other.
@Suite(.timeLimit(.minutes(10))) struct MailLoopbackTests {
  private static func listener(
    _ receiver: any MailReceiver,
    _ change: (inout MailListener.Settings) throws -> Void = { _ in }
  ) throws -> MailListener {
    var settings = MailListener.Settings(session: MailServerSettings(hostName: "centre.example"))
    try change(&settings)
    return MailListener(settings, receiver: receiver, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private static func relay(
    _ port: Int,
    _ encryption: MailEncryption = .none,
    trusting roots: [NIOSSLCertificate]? = nil
  ) throws -> MailRelay {
    var session = MailClientSettings(hostName: "client.example")
    session.encryption = encryption
    var settings = MailRelay.Settings(host: "127.0.0.1", port: port, session: session)
    if let roots {
      var tls = TLSConfiguration.makeClientConfiguration()
      tls.trustRoots = .certificates(roots)
      settings.tls = try NIOSSLContext(configuration: tls)
    }
    return try MailRelay(settings)
  }

  private static func mail(_ text: String, to names: [String] = ["a"]) throws -> OutgoingMail {
    OutgoingMail(
      sender: try #require(EnvelopePath("help@centre.example")),
      recipients: try names.map { try #require(EnvelopePath("\($0)@x.example")) },
      content: Array(text.utf8)
    )
  }

  @Test func `what the relay hands over is what the port takes, however large`() async throws {
    let desk = MailDesk()
    let listener = try Self.listener(desk)
    let port = try await listener.start(host: "127.0.0.1", port: 0)
    let relay = try Self.relay(port)
    let text = "Subject: x\r\n\r\n" + String(repeating: ".line with a point\r\n..\r\n.\r\n", count: 100_000)
    for size in ["tiny\r\n", text] {
      let outcomes = try await relay.send(try Self.mail(size, to: ["a", "nobody", "b"])).get()
      #expect(outcomes.map(\.reply.summary) == ["250 2.0.0 kept", "550 5.1.1 nobody", "250 2.0.0 kept"])
    }
    #expect(desk.kept.map(\.content) == ["tiny\r\n", text].map { Array($0.utf8) })
    #expect(desk.kept.first?.recipients.map(\.address) == ["a@x.example", "b@x.example"])
    await relay.shutDown()
    await listener.shutDown(gracePeriod: .seconds(10))
    #expect(listener.openConnections == 0)
  }

  @Test func `with a certificate everything goes encrypted, and to nobody who has another one`() async throws {
    let desk = MailDesk()
    let certificate = try NIOSSLCertificate(bytes: Array(Self.certificate.utf8), format: .pem)
    let listener = try Self.listener(desk) { settings in
      settings.tls = try Self.serverTLS()
      settings.session.offersTLS = true
      settings.session.requiresTLS = true
    }
    let port = try await listener.start(host: "127.0.0.1", port: 0)
    let trusting = try Self.relay(port, .required, trusting: [certificate])
    #expect(try await trusting.send(try Self.mail("x\r\n")).get().map(\.reply.code) == [250])
    #expect(desk.kept.map(\.isEncrypted) == [true])
    let doubting = try Self.relay(port, .required, trusting: [])
    guard case .failure = await doubting.send(try Self.mail("y\r\n")) else {
      Issue.record("a certificate that nobody vouches for was taken")
      return
    }
    let plain = try Self.relay(port)
    let refused = try await plain.send(try Self.mail("z\r\n")).get()
    #expect(refused.map(\.reply.summary) == ["530 5.7.0 say STARTTLS first"])
    #expect(desk.kept.count == 1)
    for relay in [trusting, doubting, plain] { await relay.shutDown() }
    await listener.shutDown(gracePeriod: .seconds(10))
  }

  @Test func `nobody there is said`() async throws {
    let desk = MailDesk()
    let listener = try Self.listener(desk)
    let port = try await listener.start(host: "127.0.0.1", port: 0)
    await listener.shutDown(gracePeriod: .zero)
    let relay = try Self.relay(port)
    guard case .failure(let failure) = await relay.send(try Self.mail("x\r\n")) else {
      Issue.record("nobody took it")
      return
    }
    #expect("\(failure)".contains("no connection could be made"))
    await relay.shutDown()
  }

  @Test func `connections past the bound are told so`() async throws {
    let desk = MailDesk()
    let listener = try Self.listener(desk) { $0.connections = 1 }
    let port = try await listener.start(host: "127.0.0.1", port: 0)
    desk.hold(true)
    let relay = try Self.relay(port)
    let first = try Self.mail("one\r\n")
    let sending = Task { await relay.send(first) }
    await desk.waitUntilHeld()
    guard case .failure(.refused(let reply)) = await relay.send(try Self.mail("two\r\n")) else {
      Issue.record("a second connection was taken")
      return
    }
    #expect(reply.code == 421)
    desk.hold(false)
    #expect(try await sending.value.get().map(\.reply.code) == [250])
    await relay.shutDown()
    await listener.shutDown(gracePeriod: .seconds(10))
  }

  @Test func `a server that stops answers the message that is being kept`() async throws {
    let desk = MailDesk()
    let listener = try Self.listener(desk)
    let port = try await listener.start(host: "127.0.0.1", port: 0)
    desk.hold(true)
    let relay = try Self.relay(port)
    let mail = try Self.mail("one\r\n")
    let sending = Task { await relay.send(mail) }
    await desk.waitUntilHeld()
    let stopping = Task { await listener.shutDown(gracePeriod: .seconds(60)) }
    // The stop has begun when nobody can connect any more.
    while let late = try? await Self.connection(port) { try? await late.close().get() }
    desk.hold(false)
    #expect(try await sending.value.get().map(\.reply.code) == [250])
    await stopping.value
    await relay.shutDown()
  }

  /// A connection that says something and then nothing any more; it is closed by the other side alone.
  private static func connection(_ port: Int, saying text: String = "") async throws -> any NIOCore.Channel {
    let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .connect(host: "127.0.0.1", port: port).get()
    // It may be closed already, where it is not wanted.
    try? await channel.writeAndFlush(ByteBuffer(string: text))
    return channel
  }

  @Test func `a client that begins to encrypt and falls silent loses its connection`() async throws {
    let listener = try Self.listener(MailDesk()) { settings in
      settings.tls = try Self.serverTLS()
      settings.session.offersTLS = true
      settings.session.idleTime = .seconds(5)
      settings.connections = 1
    }
    let port = try await listener.start(host: "127.0.0.1", port: 0)
    let silent = try await Self.connection(port, saying: "EHLO x\r\nSTARTTLS\r\n")
    // The place is free again only when the connection is gone.
    try await silent.closeFuture.get()
    while listener.openConnections > 0 { await Task.yield() }
    await listener.shutDown(gracePeriod: .zero)
  }

  @Test func `whoever is in none of the networks is told so`() async throws {
    let listener = try Self.listener(MailDesk()) { $0.peers = Networks(["10.0.0.0/8"]) }
    let port = try await listener.start(host: "127.0.0.1", port: 0)
    let relay = try Self.relay(port)
    guard case .failure(.refused(let reply)) = await relay.send(try Self.mail("x\r\n")) else {
      Issue.record("a stranger was let in")
      return
    }
    #expect(reply.code == 554)
    await relay.shutDown()
    await listener.shutDown(gracePeriod: .zero)
  }

  @Test func `messages that are being kept are counted, whether their clients wait or not`() async throws {
    let desk = MailDesk()
    let deliveries = MailDeliveries(limit: 1)
    let path = try #require(EnvelopePath("a@x.example"))
    let mail = ReceivedMail(
      sender: .nobody,
      recipients: [path],
      content: [],
      isUTF8: false,
      clientName: "",
      isEncrypted: false
    )
    desk.hold(true)
    let first = Task { await deliveries.deliver(mail, to: desk) }
    await desk.waitUntilHeld()
    #expect(await deliveries.deliver(mail, to: desk).map(\.code) == [451])
    desk.hold(false)
    #expect(await first.value.map(\.code) == [250])
    #expect(await deliveries.deliver(mail, to: desk).map(\.code) == [250])
  }

  @Test(arguments: [MailEncryption.implicit, .optional])
  func `a relay is talked to encrypted from the first byte, or where it offers it`(encryption: MailEncryption)
    async throws
  {
    let desk = MailDesk()
    let listener = try Self.listener(desk) { settings in
      settings.tls = try Self.serverTLS()
      settings.session.offersTLS = true
    }
    let port = try await listener.start(host: "127.0.0.1", port: 0)
    let certificate = try NIOSSLCertificate(bytes: Array(Self.certificate.utf8), format: .pem)
    let relay = try Self.relay(port, encryption, trusting: [certificate])
    let result = await relay.send(try Self.mail("x\r\n"))
    if encryption == .optional {
      #expect(try result.get().map(\.reply.code) == [250])
      #expect(desk.kept.map(\.isEncrypted) == [true])
    } else if case .success = result {
      Issue.record("what speaks no TLS from the first byte was taken")
    }
    await relay.shutDown()
    await listener.shutDown(gracePeriod: .seconds(10))
  }

  private static func serverTLS() throws -> NIOSSLContext {
    let certificate = try NIOSSLCertificate(bytes: Array(certificate.utf8), format: .pem)
    let key = try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)
    return try NIOSSLContext(
      configuration: .makeServerConfiguration(
        certificateChain: [.certificate(certificate)],
        privateKey: .privateKey(key)
      )
    )
  }

  private static let certificate = """
    -----BEGIN CERTIFICATE-----
    MIIBmzCCAUGgAwIBAgIURmmp/UDSK+I5PIeYGkqj+SMi8twwCgYIKoZIzj0EAwIw
    FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjAzMTUzMloYDzIxMjYxMDI5
    MDMxNTMyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
    PQMBBwNCAASMYZS1gV/7PgktbXFCsZjiJQlwo0uNjmcsV4hVcj3nM7/ogAWoRweH
    4OrJ79aq7JXVmdpSVryeXUi4egI+dbXho28wbTAdBgNVHQ4EFgQU8QPTf4zdR22i
    u0iDBNuoFzYzhr8wHwYDVR0jBBgwFoAU8QPTf4zdR22iu0iDBNuoFzYzhr8wDwYD
    VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
    zj0EAwIDSAAwRQIgJIETfydaEPZRrwj/8RFiz0T75mzLro8w9gFwWk44rtkCIQDj
    xBx6xtkMJ7uzyA4kgfFfhSef8cegqFzZzX05Cp+hSw==
    -----END CERTIFICATE-----
    """

  /// Of the certificate above, which names this machine alone and is for nothing but this test.
  private static let key = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgVwiRtSXQqDIOaTpI
    qC4wzWi38zetrEUFi/3xlqhXK7KhRANCAASMYZS1gV/7PgktbXFCsZjiJQlwo0uN
    jmcsV4hVcj3nM7/ogAWoRweH4OrJ79aq7JXVmdpSVryeXUi4egI+dbXh
    -----END PRIVATE KEY-----
    """
}

/// Takes everything but for nobody; may be held before it says that a message is kept.
private final class MailDesk: MailReceiver {
  private struct State {
    var kept: [ReceivedMail] = []
    var isHeld = false
    var held: [CheckedContinuation<Void, Never>] = []
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  var kept: [ReceivedMail] { state.withLock { $0.kept } }

  func hold(_ isHeld: Bool) {
    let held = state.withLock { state in
      state.isHeld = isHeld
      defer { if !isHeld { state.held = [] } }
      return isHeld ? [] : state.held
    }
    for continuation in held { continuation.resume() }
  }

  func waitUntilHeld() async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if state.held.isEmpty { state.waiting.append(continuation) }
        return !state.held.isEmpty
      }
      if isThere { continuation.resume() }
    }
  }

  func verify(sender: EnvelopePath, recipient: EnvelopePath) async -> TransferReply {
    recipient.address.hasPrefix("nobody")
      ? TransferReply(550, "5.1.1", "nobody") : TransferReply(250, "2.1.5", "welcome")
  }

  func deliver(_ mail: ReceivedMail) async -> [TransferReply] {
    await withCheckedContinuation { continuation in
      let waiting: [CheckedContinuation<Void, Never>]? = state.withLock { state in
        guard state.isHeld else { return nil }
        state.held.append(continuation)
        defer { state.waiting = [] }
        return state.waiting
      }
      if let waiting { for waiter in waiting { waiter.resume() } } else { continuation.resume() }
    }
    state.withLock { $0.kept.append(mail) }
    return mail.recipients.map { _ in TransferReply(250, "2.0.0", "kept") }
  }
}
