// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import NIOCore
import Synchronization
import Testing

@testable import CordboardServer

/// Where names lead is looked at before anything is connected to, and nothing else is connected to.
@Suite(.timeLimit(.minutes(10))) struct NameGuardTests {
  private func addresses(_ texts: [String]) -> [SocketAddress]? {
    let found = texts.compactMap { try? SocketAddress(ipAddress: $0, port: 0) }
    return found.isEmpty ? nil : found
  }

  private var soon: NIODeadline { .now() + .seconds(50) }

  @Test(
    arguments: [
      (["8.8.8.8"], true), (["8.8.8.8", "2a00:1450::1"], true), (["8.8.8.8", "10.0.0.1"], false),
      (["127.0.0.1"], false), (["::ffff:192.168.0.1"], false), (["64:ff9b::a00:1"], false), (["10.1.2.3"], true),
      (["10.1.2.3", "10.2.0.1"], false),
    ] as [([String], Bool)]
  )
  func `a name is what all its addresses are`(texts: [String], isAllowed: Bool) async throws {
    let guarding = AddressGuard(privateHosts: ["own.internal"], privateNetworks: Networks(["10.1.0.0/16"]))
    let found = try #require(addresses(texts))
    let names = NameGuard(guarding, lookUpsPerAccount: 2) { _ in found }
    #expect(
      await names.verdict(on: "hooks.example.com", for: "DEMOCO", by: soon) == (isAllowed ? .allowed(found) : .refused)
    )
    #expect(await names.verdict(on: "own.internal", for: "DEMOCO", by: soon) == .allowed(found))
    #expect(await names.verdict(on: "127.0.0.1", for: "DEMOCO", by: soon) == .refused)
  }

  @Test func `a name that leads nowhere is unknown`() async {
    let names = NameGuard(AddressGuard(privateHosts: ["own.internal"]), lookUpsPerAccount: 2) { _ in nil }
    #expect(await names.verdict(on: "hooks.example.com", for: "DEMOCO", by: soon) == .unknown)
    #expect(await names.verdict(on: "own.internal", for: "DEMOCO", by: soon) == .unknown)
  }

  @Test func `a name is looked up once for many requests, at once or one after the other`() async throws {
    let asked = Mutex(0)
    let found = try #require(addresses(["8.8.8.8"]))
    let names = NameGuard(AddressGuard(privateHosts: []), lookUpsPerAccount: 2) { _ in
      asked.withLock { $0 += 1 }
      return found
    }
    await withTaskGroup { group in
      for _ in 0..<20 {
        group.addTask { #expect(await names.verdict(on: "a.example", for: "DEMOCO", by: self.soon) == .allowed(found)) }
      }
    }
    for _ in 0..<5 { #expect(await names.verdict(on: "a.example", for: "DEMOCO", by: soon) == .allowed(found)) }
    #expect(asked.withLock { $0 } == 1)
  }

  @Test func `a look-up that does not end holds nobody past the deadline, and no other name`() async throws {
    let found = try #require(addresses(["8.8.8.8"]))
    let held = Mutex<[CheckedContinuation<Void, Never>]>([])
    let names = NameGuard(AddressGuard(privateHosts: []), lookUpsPerAccount: 2) { host in
      if host == "slow.example" { await withCheckedContinuation { one in held.withLock { $0.append(one) } } }
      return found
    }
    for _ in 0..<3 {
      #expect(await names.verdict(on: "slow.example", for: "DEMOCO", by: .now() + .milliseconds(20)) == .unknown)
      #expect(await names.verdict(on: "other.example", for: "DEMOCO", by: soon) == .allowed(found))
    }
    #expect(held.withLock { $0.count } == 1)
    for one in held.withLock({ $0 }) { one.resume() }
    #expect(await names.verdict(on: "slow.example", for: "DEMOCO", by: soon) == .allowed(found))
  }

  @Test func `names that are not found keep back those of their account, and of no other`() async throws {
    let found = try #require(addresses(["8.8.8.8"]))
    let held = Mutex<[String: CheckedContinuation<Void, Never>]>([:])
    let names = NameGuard(AddressGuard(privateHosts: []), lookUpsPerAccount: 2) { host in
      if host.hasPrefix("slow") { await withCheckedContinuation { one in held.withLock { $0[host] = one } } }
      return found
    }
    let soon = soon
    await withTaskGroup { group in
      for number in 1...2 {
        group.addTask {
          #expect(await names.verdict(on: "slow\(number).example", for: "DEMOCO", by: soon) == .allowed(found))
        }
      }
      await until { held.withLock { $0.count } == 2 }
      for number in 3...4 {
        let late = NIODeadline.now() + .milliseconds(20)
        #expect(await names.verdict(on: "slow\(number).example", for: "DEMOCO", by: late) == .unknown)
      }
      group.addTask { #expect(await names.verdict(on: "own.example", for: "DEMOCO", by: soon) == .allowed(found)) }
      #expect(await names.verdict(on: "other.example", for: "OTHER", by: soon) == .allowed(found))
      // Nobody waits for the third and fourth any more: they are not looked up.
      #expect(held.withLock { $0.count } == 2)
      for one in held.withLock({ $0.values }) { one.resume() }
      await group.waitForAll()
      #expect(held.withLock { $0.count } == 2)
    }
  }

  @Test func `what is connected to is what was judged, however often a name is looked up`() async throws {
    try await withFront { front in
      let port = try #require(front.address.port)
      let asked = Mutex(0)
      let public8 = addresses(["8.8.8.8"])
      let here = addresses(["127.0.0.1"])
      // At first it leads to a public address; whoever asks once more is led to this machine.
      let post = try HTTPWebhookPost(settings: ServerSettings.WebhookSettings()) { _ in
        asked.withLock { count in
          count += 1
          return count == 1 ? public8 : here
        }
      }
      let before = front.counters.requests.value
      for scheme in ["http", "https"] {
        let url = "\(scheme)://hooks.example.com:\(port)/length"
        let answer = await post.post(
          WebhookRequest(account: "DEMOCO", url: url, headers: [], body: [], timeout: .milliseconds(200))
        )
        #expect(answer.status == nil && answer != .privateAddress, "\(answer)")
      }
      #expect(front.counters.requests.value == before && asked.withLock { $0 } == 1)
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
      let request = WebhookRequest(
        account: "DEMOCO",
        url: "http://\(host):\(port)/length",
        headers: [],
        body: [],
        timeout: .seconds(10)
      )
      #expect(await post.post(request).status == 200)
      await post.shutDown()
    }
  }
}
