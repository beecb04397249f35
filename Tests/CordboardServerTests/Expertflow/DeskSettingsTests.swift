// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Logging
import Synchronization
import Testing

@testable import CordboardServer

extension FrontTests {
  /// What the configuration says of desks holds for them.
  struct ExpertflowSettings {
    @Test func `a conversation is shown with as many events as the settings allow`() async throws {
      try await withLiveDesks {
        $0.expertflow.topicEvents = 3
      } _: { desks in
        let chat = try await desks.centre.serveChat()
        let desk = try await desks.desk(of: "alice")
        let shown = try await desk.next("onTopicData")
        #expect(shown["conversationId"]?.stringValue == chat)
        #expect(shown["topicData"]?["topicEvents"]?.arrayValue?.count == 3)
      }
    }

    @Test func `as many requests of a desk wait as the settings allow`() async throws {
      try await withLiveDesks {
        $0.expertflow.waitingRequests = 1
      } _: { desks in
        let desk = try await desks.desk(of: "alice")
        desks.journal.writes.close()
        try await desk.emit("subscribePullModeList", #"{"listId":"callbacks"}"#)
        try await desk.emit("unsubscribePullModeList", #"{"listId":"callbacks"}"#)
        #expect(try await desk.next("errors")["msg"]?.stringValue?.contains("too many of your requests wait") == true)
        desks.journal.writes.open()
      }
    }

    @Test func `a desk for which more is to be looked up than the settings allow is closed`() async throws {
      try await withLiveDesks {
        $0.expertflow.waitingLookups = 10
      } _: { desks in
        let desk = try await desks.desk(of: "alice")
        try await desk.emit("subscribePullModeList", #"{"listId":"callbacks"}"#, id: 1)
        while try await desk.packet() != #"431[{"status":"ok"}]"# {}
        desks.gateway.questions.close()
        for number in 0..<12 { _ = try await desks.centre.startChat("\(number)", channel: "web-pull") }
        _ = try await desk.client.closeCode()
        desks.gateway.questions.open()
        let again = try await desks.desk(of: "alice")
        #expect(try await again.next("pullModeSubscribedListRequests").arrayValue?.count == 12)
      }
    }

    @Test func `an operator is told of a desk that does not say in time that it shows a conversation`() async throws {
      let log = LogLines()
      let logger = Logger(label: "test") { _ in log }
      try await withLiveDesks(
        settings: { $0.expertflow.acknowledgementPatience = .milliseconds(50) },
        logger: logger
      ) { desks in
        _ = try await desks.centre.serveChat()
        let desk = try await desks.desk(of: "alice")
        _ = try await desk.next("onTopicData")
        await eventually { !log.lines.withLock { $0.isEmpty } }
        let line = try #require(log.lines.withLock { $0.first })
        #expect(line.contains("a desk did not say that it shows a conversation") && line.contains("alice"))
      }
    }
  }
}

/// A log that is kept.
private final class LogLines: LogHandler, Sendable {
  let lines = Mutex<[String]>([])
  var metadata: Logger.Metadata {
    get { [:] }
    set {}
  }
  var logLevel: Logger.Level {
    get { .warning }
    set {}
  }
  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { nil }
    set {}
  }

  func log(event: LogEvent) {
    lines.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") }
  }
}
