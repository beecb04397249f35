// SPDX-License-Identifier: Apache-2.0

import DialectKit
import NIOCore
import Synchronization
import Testing

@testable import CordboardServer

/// Where names lead is looked at before anything is connected to, and again on the connection.
@Suite(.timeLimit(.minutes(1))) struct NameGuardTests {
  private func addresses(_ texts: [String]) -> [SocketAddress]? {
    let found = texts.compactMap { try? SocketAddress(ipAddress: $0, port: 0) }
    return found.isEmpty ? nil : found
  }

  @Test(
    arguments: [
      (["8.8.8.8"], .allowed), (["8.8.8.8", "2a00:1450::1"], .allowed), (["8.8.8.8", "10.0.0.1"], .refused),
      (["127.0.0.1"], .refused), (["::ffff:192.168.0.1"], .refused), (["64:ff9b::a00:1"], .refused), ([], .unknown),
      (["10.1.2.3"], .allowed), (["10.1.2.3", "10.2.0.1"], .refused),
    ] as [([String], NameGuard.Verdict)]
  )
  func `a name is what all its addresses are`(texts: [String], verdict: NameGuard.Verdict) async {
    let guarding = AddressGuard(privateHosts: ["own.internal"], privateNetworks: Networks(["10.1.0.0/16"]))
    let found = addresses(texts)
    let names = NameGuard(guarding) { _ in found }
    #expect(await names.verdict(on: "hooks.example.com") == verdict)
    #expect(await names.verdict(on: "own.internal") == .trusted)
    #expect(await names.verdict(on: "127.0.0.1") == .refused)
  }

  @Test func `a name is looked up once for many requests`() async {
    let asked = Mutex(0)
    let found = addresses(["8.8.8.8"])
    let names = NameGuard(AddressGuard(privateHosts: [])) { _ in
      asked.withLock { $0 += 1 }
      return found
    }
    for _ in 0..<5 { #expect(await names.verdict(on: "hooks.example.com") == .allowed) }
    #expect(asked.withLock { $0 } == 1)
  }

  @Test func `a name that leads elsewhere than it did gets nothing`() async throws {
    try await withFront { front in
      let port = try #require(front.address.port)
      let found = addresses(["8.8.8.8"])
      let post = try HTTPWebhookPost(
        settings: ServerSettings.WebhookSettings(),
        lookUp: { _ in found },
        leads: ["hooks.example.com": "127.0.0.1"]
      )
      let before = front.counters.requests.value
      let url = "http://hooks.example.com:\(port)/length"
      let answer = await post.post(WebhookRequest(url: url, headers: [], body: [], timeout: .seconds(10)))
      #expect(answer == .privateAddress && front.counters.requests.value == before)
      await post.shutDown()
    }
  }

  @Test(arguments: ["127.0.0.1", "localhost"])
  func `a host that the operator names is called wherever it leads`(host: String) async throws {
    try await withFront { front in
      let port = try #require(front.address.port)
      var settings = ServerSettings.WebhookSettings()
      settings.privateHosts = [host]
      let post = try HTTPWebhookPost(settings: settings)
      let request = WebhookRequest(url: "http://\(host):\(port)/length", headers: [], body: [], timeout: .seconds(10))
      #expect(await post.post(request).status == 200)
      await post.shutDown()
    }
  }
}
