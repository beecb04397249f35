// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import AvayaDialect
import Foundation
import NIOCore
import NIOHTTP1

/// What became of a request to a webhook.
enum WebhookAnswer: Hashable, Sendable {
  /// It was answered with this status.
  case status(Int)
  /// It was not answered; why.
  case none(String)
  /// Nothing was sent: the address is not public.
  case privateAddress
}

/// Posts one notification to one address: the joint at which webhooks meet the network.
protocol WebhookPost: Sendable {
  /// Posts, and gives up after the patience for an answer.
  func post(_ body: [UInt8], to webhook: SubscriptionTransport.Webhook) async -> WebhookAnswer

  /// Gives up every resource.
  func shutDown() async
}

/// Posts over HTTP, with TLS where the address says so. It follows no redirect and reads nothing of an answer but its status.
struct HTTPWebhookPost: WebhookPost {
  private let addresses: AddressGuard
  /// For hosts that may have any address.
  private let anywhere: HTTPClient
  /// For all others.
  private let publicOnly: HTTPClient
  private let timeout: Duration

  init(settings: ServerSettings.AvayaSettings) {
    timeout = settings.webhookTimeout
    addresses = AddressGuard(privateHosts: settings.webhookPrivateHosts)
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.httpVersion = .http1Only
    configuration.connectionPool.retryConnectionEstablishment = false
    // As many as there may be in all, so that the patience for an answer is never spent on waiting for a connection.
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = settings.webhookConnections
    anywhere = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    // Called for every connection before anything is sent on it, with the address it led to.
    configuration.http1_1ConnectionDebugInitializer = { channel in
      if let address = channel.remoteAddress, AddressGuard.isPublic(address) {
        return channel.eventLoop.makeSucceededVoidFuture()
      }
      // Closed once the client knows of the failure: it expects no end of a connection that has not begun.
      channel.eventLoop.execute { channel.close(promise: nil) }
      return channel.eventLoop.makeFailedFuture(AddressGuard.PrivateAddress())
    }
    publicOnly = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  func post(_ body: [UInt8], to webhook: SubscriptionTransport.Webhook) async -> WebhookAnswer {
    var request = HTTPClientRequest(url: webhook.endpoint)
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/json")
    if let token = webhook.authToken, !token.isEmpty {
      request.headers.add(name: webhook.authTokenHeader, value: token)
    }
    request.body = .bytes(ByteBuffer(bytes: body))
    let host = URLComponents(string: webhook.endpoint)?.host ?? ""
    do {
      let client = addresses.trusts(host) ? anywhere : publicOnly
      let response = try await client.execute(request, timeout: TimeAmount(timeout))
      return .status(Int(response.status.code))
    } catch is AddressGuard.PrivateAddress {
      return .privateAddress
    } catch {
      return .none("\(error)")
    }
  }

  func shutDown() async {
    try? await anywhere.shutdown()
    try? await publicOnly.shutdown()
  }
}

extension SubscriptionTransport {
  /// What is wrong with the address of a webhook, besides its form. Where a name leads is looked at when it is posted to.
  func problem(_ settings: ServerSettings.AvayaSettings) -> Violation? {
    guard case .webhook(let webhook) = self else { return nil }
    let field = "transport.endpoint"
    guard let url = URLComponents(string: webhook.endpoint), let host = url.host, !host.isEmpty else {
      return .value(field, "must be an http or https address")
    }
    guard url.user == nil, url.password == nil, url.fragment == nil else {
      return .value(field, "must have no user, password or fragment")
    }
    if url.scheme?.lowercased() == "http", !settings.webhookPlainHosts.contains(host.lowercased()) {
      return .value(field, "must be https; plain http goes to the hosts of the setting avaya.webhooks.plainHosts only")
    }
    guard !AddressGuard(privateHosts: settings.webhookPrivateHosts).refuses(host) else {
      return .value(
        field,
        "must be public; only hosts of the setting avaya.webhooks.privateHosts may have private addresses"
      )
    }
    return nil
  }
}
