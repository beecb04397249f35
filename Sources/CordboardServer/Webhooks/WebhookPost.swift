// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import ContactModel
import DialectKit
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization
import WebhookDelivery

/// A request to an endpoint.
struct WebhookRequest: Sendable {
  var url: String
  var headers: [HTTPHeader]
  var body: [UInt8]
  var timeout: Duration
  var identity: WebhookIdentity?
}

/// What became of a request to an endpoint.
enum WebhookAnswer: Hashable, Sendable {
  /// It was answered.
  case answer(Answer)
  /// It was not answered; why, in words that say nothing of what is behind the address.
  case none(String)
  /// Nothing was sent: the address is not public.
  case privateAddress

  struct Answer: Hashable, Sendable {
    var status: Int
    /// The header `Retry-After`, as it came.
    var retryAfter: String?
    /// The header `webhook-delivery`, as it came.
    var control: String?
    /// The beginning of the body.
    var body: [UInt8] = []
  }
}

/// Sends one request to one address: the joint at which webhooks meet the network.
protocol WebhookPost: Sendable {
  /// Sends, and gives up when the request's time is over. It runs where its caller does: whoever is on an event loop stays there.
  nonisolated(nonsending) func post(_ request: WebhookRequest) async -> WebhookAnswer

  /// Gives up every resource.
  func shutDown() async
}

/// Sends over HTTP, with TLS of version 1.2 at least where the address says so. It follows no redirect, and keeps no more of
/// an answer than its beginning.
final class HTTPWebhookPost: WebhookPost {
  private let names: NameGuard
  private let answerBytes: Int
  private let tls: TLSConfiguration
  /// For hosts that may have any address.
  private let anywhere: HTTPClient
  /// For all others.
  private let guarded: HTTPClient
  /// The lock guards what was made of addresses.
  private let known = Mutex<[String: HTTPClient.Request]>([:])
  private static let knownLimit = 1_000

  /// Makes the clients.
  ///
  /// - Parameters:
  ///   - lookUp: Where names lead, as far as it is asked before connecting.
  ///   - leads: Where some names lead when they are connected to, for tests: they may have led elsewhere before.
  init(
    settings: ServerSettings.WebhookSettings,
    lookUp: @escaping NameGuard.LookUp = NameGuard.systemLookUp,
    leads: [String: String] = [:]
  ) throws {
    let addresses = AddressGuard(settings)
    names = NameGuard(addresses, lookUp: lookUp)
    answerBytes = settings.answerBytes
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    if !settings.certificates.isEmpty {
      tls.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(settings.certificates))]
    }
    self.tls = tls
    var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
    configuration.dnsOverride = leads
    configuration.redirectConfiguration = .disallow
    configuration.httpVersion = .http1Only
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.timeout.connect = .seconds(5)
    // Whoever sends half an answer is waited for no longer than for a whole one.
    configuration.timeout.read = TimeAmount(settings.timeout)
    // As many as there may be in all, so that the patience for an answer is never spent on waiting for a connection.
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = settings.connections
    anywhere = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    // Called for every connection before anything is sent on it, with the address it led to: a name may lead elsewhere
    // than it did when it was looked up.
    configuration.http1_1ConnectionDebugInitializer = { channel in
      if let address = channel.remoteAddress, addresses.allows(address) {
        return channel.eventLoop.makeSucceededVoidFuture()
      }
      // Closed once the client knows of the failure: it expects no end of a connection that has not begun.
      channel.eventLoop.execute { channel.close(promise: nil) }
      return channel.eventLoop.makeFailedFuture(AddressGuard.PrivateAddress())
    }
    guarded = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  nonisolated(nonsending) func post(_ request: WebhookRequest) async -> WebhookAnswer {
    guard var outgoing = address(request.url) else { return .none("its address cannot be read") }
    outgoing.headers.reserveCapacity(request.headers.count)
    for header in request.headers { outgoing.headers.add(name: header.name, value: header.value) }
    outgoing.body = .byteBuffer(ByteBuffer(bytes: request.body))
    if let identity = request.identity {
      var tls = tls
      tls.certificateChain = identity.chain.map { .certificate($0) }
      tls.privateKey = .privateKey(identity.key)
      outgoing.tlsConfiguration = tls
    }
    let deadline = NIODeadline.now() + TimeAmount(request.timeout)
    switch await names.verdict(on: outgoing.host) {
    case .refused: return .privateAddress
    case .unknown: return .none("its name is not known, or cannot be looked up")
    case .trusted: return await send(outgoing, over: anywhere, until: deadline)
    case .allowed: return await send(outgoing, over: guarded, until: deadline)
    }
  }

  /// A request to an address without headers or a body. What was made of an address is remembered: reading one takes longer
  /// than signing a message.
  private func address(_ url: String) -> HTTPClient.Request? {
    if let known = known.withLock({ $0[url] }) { return known }
    guard let request = try? HTTPClient.Request(url: url, method: .POST) else { return nil }
    known.withLock { known in
      if known.count >= Self.knownLimit { known.removeAll() }
      known[url] = request
    }
    return request
  }

  private nonisolated(nonsending) func send(
    _ request: HTTPClient.Request,
    over client: HTTPClient,
    until deadline: NIODeadline
  ) async -> WebhookAnswer {
    let reader = WebhookAnswerReader(limit: answerBytes)
    let task = client.execute(request: request, delegate: reader, eventLoop: .indifferent, deadline: deadline)
    let result = await withCheckedContinuation { continuation in
      task.futureResult.whenComplete { continuation.resume(returning: $0) }
    }
    switch result {
    case .success(let answer): return .answer(answer)
    case .failure(is AddressGuard.PrivateAddress): return .privateAddress
    case .failure(is WebhookAnswerReader.TooLong): return .answer(reader.answer)
    case .failure(let error): return .none(Self.words(error))
    }
  }

  /// What is told of a failure: whose endpoint it is may be told, but not what stands where it leads.
  private static func words(_ error: any Error) -> String {
    switch error as? HTTPClientError {
    case .some(.deadlineExceeded), .some(.readTimeout): return "it did not answer in time"
    case .some(.connectTimeout): return "it could not be connected to in time"
    case .some(.remoteConnectionClosed): return "it closed the connection without an answer"
    default: break
    }
    if error is NIOSSLError || error is NIOSSLExtraError || error is BoringSSLError {
      return "the TLS connection could not be made: check its certificate and its versions of TLS"
    }
    if error is HTTPParserError { return "its answer is not HTTP" }
    return "it could not be connected to, or the connection broke"
  }

  func shutDown() async {
    try? await anywhere.shutdown()
    try? await guarded.shutdown()
  }
}
