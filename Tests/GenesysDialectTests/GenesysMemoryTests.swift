// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardServer
import CordboardTestKit
import DialectKit
import Testing

@testable import GenesysDialect

/// What a desktop keeps, and that it keeps no more.
@Suite struct GenesysMemoryTests {
  private func interaction(_ story: GenesysStory, _ id: ConversationID) throws -> Interaction {
    let facts = story.harness.log.filter { $0.event.subject.conversation == id }
    return try #require(Interaction.read(facts, GenesysDirectory(story.harness.centre), story.settings))
  }

  @Test func `of a long chat no more is kept than can be shown, and numbers go on`() throws {
    var story = try GenesysStory("a long chat")
    story.settings.historyEvents = 12
    try story.makeReady("alice")
    let id = try story.start()
    try story.ask("alice", id, #"{"operationName":"Accept"}"#)
    for number in 0..<100 {
      try story.say(id, "\(number)")
      let events = try interaction(story, id).events
      #expect(events.count <= 15)
      #expect(events.map(\.id) == (0..<events.count).map { events[0].id + $0 * 100 })
    }
    #expect(try interaction(story, id).events.last?.id == 10_201)
    story.settings.historyEvents = 1_000
    story.settings.historyBytes = 4_000
    let kept = try interaction(story, id)
    #expect(kept.eventBytes <= 5_000 && kept.eventBytes == kept.events.reduce(0) { $0 + $1.written.count })
  }

  @Test func `what ended while nobody listened to its topic is forgotten`() throws {
    var story = try GenesysStory("forgotten")
    try story.makeReady("alice")
    let id = try story.start()
    try story.ask("alice", id, #"{"operationName":"Accept"}"#)
    let known = story.harness.log.count
    let start = try #require(DesktopStart(story.harness.centre, agent: "alice"))
    var desktop = Desktop(start, settings: story.settings)
    _ = desktop.listen([.chats])
    for case .read(let question) in desktop.begin() {
      _ = desktop.read(question, story.harness.log.filter { $0.event.subject.conversation == id })
    }
    #expect(desktop.resources.count == 1)
    desktop.unlisten(but: [])
    try story.ask("alice", id, #"{"operationName":"StopProcessing"}"#)
    for fact in story.harness.log.dropFirst(known) { _ = desktop.committed(fact) }
    _ = desktop.turnEnded()
    #expect(desktop.holdings.isEmpty)
    #expect(desktop.resources.count == 0)
  }
}
