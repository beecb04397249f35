// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization
import WebhookDelivery

/// A request to an endpoint.
struct WebhookRequest: Sendable {
  /// Whose endpoint it is.
  var account: AccountID
  var url: String
  var headers: [HTTPHeader]
  var body: [UInt8]
  var timeout: Duration
  var identity: WebhookIdentity?
  /// Asked right before it is written: whether what it says may still be said.
  var isWanted: @Sendable () -> Bool = { true }
}

/// What became of a request to an endpoint.
enum WebhookAnswer: Hashable, Sendable {
  /// It was answered.
  case answer(Answer)
  /// It was not answered; why, in words that say nothing of what is behind the address.
  case none(String)
  /// Nothing was sent: the address is not public.
  case privateAddress
  /// Nothing was sent: it was not wanted any more.
  case withdrawn

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

/// Sends over HTTP/1.1, with TLS of version 1.2 at least where the address says so. It follows no redirect, and keeps no more
/// of an answer than its beginning.
///
/// The connections are our own, over NIO's own handlers, for one reason: what is judged is the address, and what is connected
/// to is that very address, before a byte is sent on it. A client that looks a name up by itself may be led elsewhere.
final class HTTPWebhookPost: WebhookPost {
  private let names: NameGuard
  private let connections: WebhookConnections
  /// The lock guards what was read of addresses.
  private let known = Mutex<[String: WebhookTarget]>([:])
  private static let knownLimit = 10_000

  /// Makes what sends.
  ///
  /// - Parameter lookUp: Where names lead.
  init(
    settings: ServerSettings.WebhookSettings,
    lookUp: @escaping NameGuard.LookUp = NameGuard.systemLookUp
  ) throws {
    names = NameGuard(AddressGuard(settings), lookUpsPerAccount: settings.lookUpsPerAccount, lookUp: lookUp)
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    tls.applicationProtocols = ["http/1.1"]
    if !settings.certificates.isEmpty {
      tls.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(settings.certificates))]
    }
    connections = WebhookConnections(tls: tls, answerBytes: settings.answerBytes)
  }

  nonisolated(nonsending) func post(_ request: WebhookRequest) async -> WebhookAnswer {
    guard let target = target(request.url) else { return .none("its address cannot be read") }
    let deadline = NIODeadline.now() + TimeAmount(request.timeout)
    // That of the caller, if it is on one.
    let loop = MultiThreadedEventLoopGroup.singleton.any()
    let key = WebhookConnections.Key(
      host: target.host,
      port: target.port,
      isSecure: target.isSecure,
      identity: request.identity,
      loop: ObjectIdentifier(loop)
    )
    // A connection that was kept may have ended meanwhile, which shows when something is sent on it: then there is one more.
    if let kept = connections.idle(key),
      let answer = await send(request, to: target, over: kept, key, until: deadline, isKept: true)
    {
      return answer
    }
    let addresses: [SocketAddress]
    switch await names.verdict(on: target.host, for: request.account, by: deadline) {
    case .refused: return .privateAddress
    case .unknown: return .none("its name is not known, or cannot be looked up")
    case .allowed(let found): addresses = found
    }
    do {
      let made = try await connections.connect(to: addresses, target, request.identity, on: loop, until: deadline)
      return await send(request, to: target, over: made, key, until: deadline, isKept: false)
        ?? .none(Self.words(WebhookConnection.Closed()))
    } catch {
      return .none(Self.words(error))
    }
  }

  private func target(_ url: String) -> WebhookTarget? {
    if let known = known.withLock({ $0[url] }) { return known }
    guard let target = WebhookTarget(url) else { return nil }
    known.withLock { known in
      if known.count >= Self.knownLimit { known.removeAll() }
      known[url] = target
    }
    return target
  }

  /// Sends over a connection; nil if it was kept and had ended before anything of an answer came.
  private nonisolated(nonsending) func send(
    _ request: WebhookRequest,
    to target: WebhookTarget,
    over connection: WebhookConnections.Kept,
    _ key: WebhookConnections.Key,
    until deadline: NIODeadline,
    isKept: Bool
  ) async -> WebhookAnswer? {
    let outcome: WebhookConnection.Outcome? = await withCheckedContinuation { continuation in
      let loop = connection.channel.eventLoop
      let begin = { @Sendable in
        guard request.isWanted() else { return continuation.resume(returning: nil) }
        connection.bound.value.send(request, to: target, until: deadline) { continuation.resume(returning: $0) }
      }
      if loop.inEventLoop { begin() } else { loop.execute(begin) }
    }
    switch outcome {
    case nil:
      connections.keep(connection, for: key)
      return .withdrawn
    case .answered(let answer, let isReusable):
      if isReusable { connections.keep(connection, for: key) }
      return .answer(answer)
    case .failed(let error, isUnanswered: true)
    where isKept && !(error is WebhookConnection.TimeIsOver) && !(error is HTTPParserError):
      return nil
    case .failed(let error, _):
      return .none(Self.words(error))
    }
  }

  /// What is told of a failure: whose endpoint it is may be told, but not what stands where it leads.
  private static func words(_ error: any Error) -> String {
    switch error {
    case is WebhookConnection.TimeIsOver: return "it did not answer in time"
    case is WebhookConnection.Closed: return "it closed the connection without an answer"
    case ChannelError.connectTimeout: return "it could not be connected to in time"
    case is HTTPParserError: return "its answer is not HTTP"
    case is WebhookConnection.NotSecured, is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
      return "the TLS connection could not be made: check its certificate and its versions of TLS"
    default: return "it could not be connected to, or the connection broke"
    }
  }

  func shutDown() async { await connections.shutDown() }
}
