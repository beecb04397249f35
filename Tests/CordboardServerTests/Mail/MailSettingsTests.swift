// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Logging
import Testing

@testable import CordboardServer

/// What mail refuses at the start, so that nobody finds out by letters that do not arrive.
@Suite(.timeLimit(.minutes(10))) struct MailSettingsTests {
  private func start(_ change: (inout ServerSettings.MailSettings) -> Void) async throws -> MailService {
    let bench = try await MailBench()
    var settings = ServerSettings()
    settings.mail.hostName = "centre.example"
    change(&settings.mail)
    return try await MailService(
      settings,
      gateway: bench.partition,
      journal: bench.journal,
      files: bench.files,
      directory: bench.directory(),
      clock: bench.clock,
      metrics: Metrics(),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
  }

  private func refusal(_ change: (inout ServerSettings.MailSettings) -> Void) async throws -> String {
    do {
      let service = try await start(change)
      await service.shutDown()
      return "started"
    } catch let failure as Application.Failure {
      return failure.description
    }
  }

  @Test func `what cannot work is said at the start, with the name of the setting`() async throws {
    let relay = { (settings: inout ServerSettings.MailSettings) in settings.relayHost = "127.0.0.1" }
    for hostName in ["", "two words", "größe.example", "a\r\nb"] {
      let said = try await refusal {
        relay(&$0)
        $0.hostName = hostName
      }
      #expect(said.hasPrefix("mail.hostName:"), "\(said)")
    }
    let cases: [(String, (inout ServerSettings.MailSettings) -> Void)] = [
      ("mail.relay.passwordFile:", { $0.relayUser = "x" }),
      ("mail.relay.user:", { ($0.relayUser, $0.relayEncryption) = ("x", .none) }),
      ("mail.relay.certificates:", { $0.relayCertificates = "/nowhere.pem" }),
      ("mail.listener.requireTLS:", { ($0.listens, $0.requiresTLS) = (true, true) }),
      ("mail.listener.peers:", { ($0.listens, $0.peers) = (true, ["10.0.0.0/33"]) }),
      ("mail.listener.peers:", { ($0.listens, $0.peers) = (true, ["mx.example.com"]) }),
    ]
    for (start, change) in cases {
      let said = try await refusal {
        relay(&$0)
        $0.port = 0
        change(&$0)
      }
      #expect(said.hasPrefix(start), "\(said)")
    }
  }

  @Test func `it starts with what it needs, and stops`() async throws {
    let service = try await start {
      $0.listens = true
      $0.port = 0
      $0.relayHost = "127.0.0.1"
    }
    #expect(service.port ?? 0 > 0)
    await service.shutDown()
    #expect(try await start { _ in }.port == nil)
  }

  @Test(arguments: [
    (["127.0.0.0/8"], "127.9.9.9", true), (["127.0.0.0/8"], "128.0.0.1", false), (["10.1.2.3"], "10.1.2.3", true),
    (["10.1.2.3"], "10.1.2.2", false), (["10.1.2.0/23"], "10.1.3.255", true), (["10.1.2.0/23"], "10.1.4.0", false),
    (["0.0.0.0/0"], "9.9.9.9", true), (["0.0.0.0/0"], "::1", false), (["10.0.0.0/8"], "::ffff:10.1.1.1", true),
    (["fd00::/8"], "fd12::1", true), (["fd00::/8"], "fe80::1%eth0", false), (["fe80::/10"], "fe80::1%eth0", true),
    (["::1", "10.0.0.0/8"], "::1", true), ([], "127.0.0.1", false), (["::/0"], "", false),
  ])
  func `networks have their addresses`(networks: [String], address: String, isIn: Bool) throws {
    #expect(try #require(Networks(networks)).contains(address) == isIn)
  }

  @Test func `what is no network is none`() {
    for text in ["", "x", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/33", "::/129", "10.0.0.0/8/9", "10.0.0"] {
      #expect(Networks([text]) == nil, "\(text)")
    }
  }
}
