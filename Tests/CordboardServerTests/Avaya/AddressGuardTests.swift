// SPDX-License-Identifier: Apache-2.0

import AvayaDialect
import ContactModel
import DialectKit
import NIOCore
import Testing

@testable import CordboardServer

/// Where webhooks may lead.
@Suite(.timeLimit(.minutes(10))) struct AddressGuardTests {
  /// The first and the last address of every block, and those beside it that are public.
  @Test(arguments: [
    ("0.0.0.0", false), ("0.255.255.255", false), ("1.0.0.0", true), ("9.255.255.255", true), ("10.0.0.0", false),
    ("10.255.255.255", false), ("11.0.0.0", true), ("100.63.255.255", true), ("100.64.0.0", false),
    ("100.127.255.255", false), ("100.128.0.0", true), ("126.255.255.255", true), ("127.0.0.1", false),
    ("127.255.255.255", false), ("128.0.0.0", true), ("169.253.255.255", true), ("169.254.169.254", false),
    ("169.255.0.0", true), ("172.15.255.255", true), ("172.16.0.0", false), ("172.31.255.255", false),
    ("172.32.0.0", true), ("192.0.0.255", false), ("192.0.1.0", true), ("192.0.2.1", false), ("192.88.99.1", false),
    ("192.88.100.0", true), ("192.167.255.255", true), ("192.168.0.0", false), ("192.169.0.0", true),
    ("198.17.255.255", true), ("198.18.0.0", false), ("198.19.255.255", false), ("198.20.0.0", true),
    ("198.51.100.7", false), ("203.0.113.7", false), ("223.255.255.255", true), ("224.0.0.1", false),
    ("239.255.255.255", false), ("240.0.0.0", false), ("255.255.255.255", false),
    ("::", false), ("::1", false), ("::ffff:127.0.0.1", false), ("::ffff:8.8.8.8", true), ("::8.8.8.8", false),
    ("64:ff9b::808:808", false), ("64:ff9b:1::1", false), ("100::1", false), ("1fff::1", false), ("2000::1", true),
    ("2001::1", false), ("2001:0:ffff::1", false), ("2001:1::1", true), ("2001:db7:ffff::1", true),
    ("2001:db8::1", false),
    ("2001:db9::1", true), ("2002:7f00:1::", false), ("2003::1", true), ("2a00:1450::1", true), ("3ffe::1", true),
    ("3fff::1", false), ("3fff:fff::1", false), ("3fff:1000::1", true), ("4000::1", false), ("5f00::1", false),
    ("fc00::1", false), ("fd00:ec2::254", false), ("fe80::1", false), ("fec0::1", false), ("ff02::1", false),
  ])
  func `only addresses of the public Internet are public`(text: String, isPublic: Bool) throws {
    #expect(AddressGuard.isPublic(try SocketAddress(ipAddress: text, port: 443)) == isPublic)
    let addresses = AddressGuard(privateHosts: ["Hooks.Internal"])
    #expect(addresses.refuses(text) == !isPublic && addresses.refuses("[\(text)]") == !isPublic)
    #expect(!AddressGuard(privateHosts: [text]).refuses(text))
  }

  @Test func `names of this machine are refused, and others looked up later`() {
    let addresses = AddressGuard(privateHosts: ["Hooks.Internal"])
    for host in ["localhost", "LOCALHOST", "a.localhost"] { #expect(addresses.refuses(host)) }
    for host in ["hooks.internal", "crm.example.com", "localhost.example"] { #expect(!addresses.refuses(host)) }
    #expect(addresses.trusts("HOOKS.internal") && !addresses.trusts("crm.example.com"))
  }

  /// Ways to write an address that are no names, and whether they are refused.
  @Test(arguments: [
    ("2130706433", true), ("0x7f000001", true), ("0X7F.1", true), ("127.1", true), ("127.0.1", true),
    ("0177.0.0.1", true),
    ("017700000001", true), ("10.1", true), ("0xa9fea9fe", true), ("2852039166", true), ("0", true),
    ("127.0.0.1.", true),
    ("127.1.", true), ("134744072", false), ("8.8", false), ("0x8.8.8.8", false),
    ("[fe80::1%eth0]", true), ("[fe80::1%25eth0]", true), ("fe80::1%1", true), ("[::1%lo]", true),
    ("[::ffff:7f00:1]", true),
    ("[::FFFF:127.0.0.1]", true), ("[2a00:1450::1%eth0]", false), ("[64:ff9b::7f00:1]", true), ("[64:ff9b:1::1]", true),
    ("[2002:7f00:1::1]", true), ("[2001:0:7f00:1::]", true), ("[fd00:ec2::254]", true),
    ("localhost.", true), ("LocalHost.", true), ("a.localhost.", true), ("localhost.example.", false),
    ("crm.example.com.", false), ("999.1.1.1", false), ("1.2.3.4.5", false), ("0x", false), ("08.1.1.1", false),
    ("127.0.0.1.nip.example", false), ("", false), (".", false), ("[]", false),
  ])
  func `an address is known however it is written`(host: String, isRefused: Bool) {
    #expect(AddressGuard(privateHosts: []).refuses(host) == isRefused)
  }

  @Test func `a host that may have any address may be written in any way as well`() {
    let addresses = AddressGuard(privateHosts: ["Hooks.Internal.", "::1", "127.1"])
    for host in ["hooks.internal", "HOOKS.INTERNAL.", "[::1]", "::1", "127.1"] {
      #expect(addresses.trusts(host) && !addresses.refuses(host))
    }
    for host in ["127.0.0.1", "[::2]", "a.hooks.internal"] { #expect(!addresses.trusts(host)) }
  }

  /// An address, and whether it is allowed where these networks are.
  @Test(arguments: [
    ("10.1.2.3", true), ("10.2.0.0", false), ("::ffff:10.1.2.3", true), ("::ffff:10.2.0.0", false), ("8.8.8.8", true),
    ("192.168.7.7", true), ("192.168.7.8", false), ("fd12:3456::1", true), ("fd12:3457::1", false), ("2a00::1", true),
    ("64:ff9b::8.8.8.8", true), ("64:ff9b::10.1.2.3", true), ("64:ff9b::10.2.0.0", false),
    ("64:ff9b::169.254.169.254", false), ("64:ff9b:1::8.8.8.8", false), ("127.0.0.1", false), ("::1", false),
  ])
  func `networks of the operator are allowed beside the public ones`(text: String, isAllowed: Bool) throws {
    let networks = try #require(Networks(["10.1.0.0/16", "192.168.7.7", "fd12:3456::/32", "64:ff9b::/96"]))
    let addresses = AddressGuard(privateHosts: [], privateNetworks: networks)
    #expect(addresses.allows(try SocketAddress(ipAddress: text, port: 443)) == isAllowed)
    #expect(addresses.refuses(text) == !isAllowed && !addresses.trusts(text))
    #expect(addresses.refuses("localhost"))
  }

  @Test func `this machine's name is allowed where its address is`() throws {
    for network in ["127.0.0.0/8", "::1", "0.0.0.0/0"] {
      let addresses = AddressGuard(privateHosts: [], privateNetworks: Networks([network]))
      #expect(!addresses.refuses("localhost") && !addresses.refuses("a.localhost."))
    }
    #expect(AddressGuard(privateHosts: []).allows([8, 8, 8, 8]))
    for bytes in [[], [8], [UInt8](repeating: 0x20, count: 15), [UInt8](repeating: 0x20, count: 17)] as [[UInt8]] {
      let all = AddressGuard(privateHosts: [], privateNetworks: Networks(["0.0.0.0/0", "::/0"]))
      #expect(!all.allows(bytes))
    }
  }

  private func transport(_ endpoint: String) -> SubscriptionTransport {
    .webhook(SubscriptionTransport.Webhook(endpoint: endpoint, authToken: "s", authTokenHeader: "x-token"))
  }

  @Test(arguments: [
    ("https://crm.example.com/", true), ("https://8.8.8.8/", true), ("http://crm.example.com/", false),
    ("https://169.254.169.254/latest", false), ("https://[::1]/", false), ("https://[::ffff:10.0.0.1]:8443/", false),
    ("https://localhost/", false), ("http://hooks.internal/", true), ("https://10.1.2.3/", true),
    ("https://u:p@crm.example.com/", false),
  ])
  func `an address that can only be private is refused at once`(endpoint: String, isRight: Bool) {
    var settings = ServerSettings.WebhookSettings()
    settings.plainHosts = ["hooks.internal"]
    settings.privateHosts = ["hooks.internal", "10.1.2.3"]
    #expect((transport(endpoint).problem(WebhookAddress(settings)) == nil) == isRight)
  }

  @Test func `nothing is sent to an address that is not public, whatever name leads there`() async throws {
    try await withFront { front in
      let port = try #require(front.address.port)
      // Numbers that are no address as they are written, and a name: both lead to this machine.
      for host in ["127.0.0.1", "2130706433", "localhost"] {
        let endpoint = "http://\(host):\(port)/length"
        for isTrusted in [false, true] {
          var settings = ServerSettings.WebhookSettings()
          if isTrusted { settings.privateHosts = [host] }
          let post = try HTTPWebhookPost(settings: settings)
          let before = front.counters.requests.value
          let request = WebhookRequest(
            account: "DEMOCO",
            url: endpoint,
            headers: [],
            body: Array("{}".utf8),
            timeout: .seconds(10)
          )
          let answer = await post.post(request)
          if isTrusted {
            #expect(answer.status == 200, "\(host)")
          } else {
            #expect(answer == .privateAddress && front.counters.requests.value == before, "\(host)")
          }
          await post.shutDown()
        }
      }
    }
  }
}
