// SPDX-License-Identifier: Apache-2.0

import Bayeux
import GenesysDialect
import Testing

@testable import CordboardServer

/// What is set about sessions of notifications.
@Suite struct GenesysSettingsTests {
  @Test func `sessions and interactions are bound by what is set`() throws {
    var settings = ServerSettings()
    for (name, value) in [
      ("bayeux.interval", "3s"), ("bayeux.sessions", "4"), ("bayeux.maxSessionsPerBrowser", "0"),
      ("bayeux.multiSessionInterval", "5s"), ("bayeux.cookie", "B"), ("bayeux.bindsClientsToBrowser", "true"),
      ("bayeux.callbackPolling", "true"), ("bayeux.duplicateConnectStatus", "408"), ("bayeux.subscriptions", "6"),
      ("bayeux.queuedMessages", "70"), ("bayeux.queuedBytes", "80KiB"), ("sessionsPerAgent", "9"), ("cometD", "5"),
      ("timeout", "10s"), ("maxInterval", "11s"), ("shownEvents", "12"), ("historyEvents", "13"), ("notices", "14"),
      ("transcriptQueue", "T"), ("outboundQueue", "O"), ("chatServer", "S"), ("shape", "nested"),
    ] {
      try setting(name).apply(value, &settings)
    }
    let bayeux = settings.genesys.bayeuxSettings
    #expect(bayeux.interval == .seconds(3) && bayeux.sessions == 4 && bayeux.maxSessionsPerBrowser == nil)
    #expect(bayeux.multiSessionInterval == .seconds(5) && bayeux.cookie?.name == "B" && bayeux.bindsClientsToBrowser)
    #expect(bayeux.connectionTypes == [.longPolling, .callbackPolling, .webSocket])
    #expect(bayeux.duplicateConnectStatus == 408 && bayeux.subscriptions == 6 && bayeux.queuedMessages == 70)
    #expect(bayeux.queuedBytes == 81_920 && bayeux.sessionsPerPeer == 9 && bayeux.edition == .cometD5)
    #expect(bayeux.timeout == .seconds(10) && bayeux.maxInterval == .seconds(11))
    let shown = settings.genesys.interactions(baseURL: "http://x", outboxBytes: 4_000)
    #expect(shown.shownEvents == 12 && shown.historyEvents == 13 && shown.notices == 14 && shown.shape == .nested)
    #expect([shown.transcriptQueue, shown.outboundQueue, shown.chatServer] == ["T", "O", "S"])
    #expect([shown.shownBytes, shown.deskBytes, shown.historyBytes] == [1_000, 2_000, 3_000])
    #expect(shown.base == "http://x/api/v2")
    try setting("bayeux.cookie").apply("", &settings)
    #expect(settings.genesys.bayeuxSettings.cookie == nil)
    // What is not set is as Bayeux has it.
    var plain = BayeuxSettings()
    plain.sessionsPerPeer = 100
    #expect(ServerSettings().genesys.bayeuxSettings == plain)
  }

  @Test(arguments: [
    ("bayeux.interval", "121s"), ("bayeux.sessions", "0"), ("bayeux.maxSessionsPerBrowser", "-1"),
    ("bayeux.multiSessionInterval", "0s"), ("bayeux.cookie", "a=b"), ("bayeux.duplicateConnectStatus", "199"),
    ("bayeux.subscriptions", "0"), ("bayeux.queuedMessages", "9"), ("bayeux.queuedBytes", "1KiB"),
    ("shownEvents", "0"), ("shownEvents", "2001"), ("historyEvents", "0"), ("notices", "-1"), ("transcriptQueue", ""),
    ("customerChats.startsPerMinute", "-1"), ("customerChats.open", "-1"), ("customerChats.idle", "9s"),
  ])
  func `what is past a limit is refused`(name: String, value: String) throws {
    var settings = ServerSettings()
    #expect(throws: ValueMismatch.self) { try setting(name).apply(value, &settings) }
  }

  private func setting(_ name: String) throws -> Setting {
    try #require(ServerSettings.description.first { $0.path == "genesys.\(name)" })
  }
}
