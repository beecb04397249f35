// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Testing

@testable import CordboardServer
@testable import EventJournal

/// The search and the reading of closed conversations know the same of who took part: else one would find what the other
/// refuses, or refuse what the other gives.
@Suite struct SearchedHistoryTests {
  @Test func `whoever a fact brings into a conversation is found in it`() {
    let samples = Event.Kind.allCases.flatMap { SampleEvents.envelopes($0) }
    for envelope in samples where envelope.event.subject.conversation != nil {
      var history = ConversationHistory()
      history.apply(envelope)
      let tags = SearchFacts(envelope)?.tags ?? []
      let agents = Set(tags.compactMap { if case .agent(let id) = $0 { id } else { nil } })
      let teams = Set(tags.compactMap { if case .team(let id) = $0 { id } else { nil } })
      #expect(agents.isSuperset(of: history.readers.agents), "\(envelope.event.kind.name)")
      #expect(teams == history.readers.teams, "\(envelope.event.kind.name)")
    }
  }
}
