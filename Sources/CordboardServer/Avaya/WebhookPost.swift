// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import AvayaDialect
import Foundation
import NIOCore
import NIOHTTP1

/// Posts one notification to one address: the joint at which webhooks meet the network.
protocol WebhookPost: Sendable {
  /// The status of the answer; nil if there was none.
  func post(_ body: [UInt8], to webhook: SubscriptionTransport.Webhook) async -> Int?

  /// Gives up every resource.
  func shutDown() async
}

/// Posts over HTTP, with TLS where the address says so. It follows no redirect and reads nothing of an answer but its status.
struct HTTPWebhookPost: WebhookPost {
  private let client: HTTPClient
  private let timeout: Duration

  init(timeout: Duration) {
    self.timeout = timeout
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.httpVersion = .http1Only
    configuration.connectionPool.retryConnectionEstablishment = false
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  func post(_ body: [UInt8], to webhook: SubscriptionTransport.Webhook) async -> Int? {
    var request = HTTPClientRequest(url: webhook.endpoint)
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/json")
    if let token = webhook.authToken, !token.isEmpty {
      request.headers.add(name: webhook.authTokenHeader, value: token)
    }
    request.body = .bytes(ByteBuffer(bytes: body))
    guard let response = try? await client.execute(request, timeout: TimeAmount(timeout)) else { return nil }
    return Int(response.status.code)
  }

  func shutDown() async {
    try? await client.shutdown()
  }
}

extension SubscriptionTransport {
  /// What is wrong with the address of a webhook, besides its form.
  func problem(plainHosts: [String]) -> Violation? {
    guard case .webhook(let webhook) = self else { return nil }
    let field = "transport.endpoint"
    guard let url = URLComponents(string: webhook.endpoint), let host = url.host, !host.isEmpty else {
      return .value(field, "must be an http or https address")
    }
    guard url.user == nil, url.password == nil, url.fragment == nil else {
      return .value(field, "must have no user, password or fragment")
    }
    guard url.scheme?.lowercased() == "http", !plainHosts.contains(host.lowercased()) else { return nil }
    return .value(field, "must be https; plain http goes to the hosts of the setting avaya.webhooks.plainHosts only")
  }
}
