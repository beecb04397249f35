// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import DialectKit
import Foundation
import GenesysDialect
import Testing

/// Every kind of fact is either told to desktops, or in the table of what is not: a new one has to be put here.
@Suite struct GenesysCoverageTests {
  /// Whether a desktop is told when it happens.
  private func isTold(_ kind: Event.Kind) -> Bool {
    switch kind {
    case .agentLoggedIn, .agentLoggedOut, .agentStateChanged, .agentMediaStateChanged, .offerMade, .offerAccepted,
      .offerRejected, .offerExpired, .offerWithdrawn, .pullItemTaken, .workStarted, .workTakenFromWorkbin,
      .workPlacedInWorkbin, .participantLeft, .participantMoved, .participantRoleChanged, .supervisorJoined, .botJoined,
      .channelSessionStarted, .channelSessionEnded, .customerReached, .messagePosted, .attributesChanged,
      .wrapUpStarted, .wrapUpCompleted, .consultEnded, .transferCancelled, .transferFailed, .conferenceCancelled,
      .conferenceFailed, .conversationClosed, .workReassigned, .transferCompleted, .conferenceCompleted:
      true
    case .conversationStarted, .workQueued, .workEnded, .pullItemListed, .noAgentAvailable, .rejectHoldEnded,
      .wrapUpExtended, .transferRequested, .conferenceRequested, .consultStarted, .receiptReported, .participantHeld,
      .participantResumed, .customerAwaited, .customerInactive, .slaStarted, .slaStopped, .slaBreached, .dialogOpened,
      .dialogClosed, .surveyAnswered, .callStarted, .callStateChanged, .callLegStateChanged, .callInstructed,
      .configurationChanged, .commandNoted, .agentDeviceConnected, .agentDeviceDisconnected, .agentLeaseExpired,
      .accessGranted, .accessRefused, .configurationExported, .webhookChanged, .retentionApplied:
      false
    }
  }

  @Test func `what is not told is in the table, and nothing else is`() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../docs/protocols/genesys.md"
    )
    let text = try String(contentsOf: page, encoding: .utf8)
    let section = try #require(text.components(separatedBy: "\n## ").first { $0.hasPrefix("What is not shown") })
    let rows = section.split(separator: "\n").filter { $0.hasPrefix("| ") }
    let words = rows.compactMap { $0.split(separator: "|").first }.flatMap { $0.split(separator: ",") }
    let named = Set(words.map { $0.trimmingCharacters(in: .whitespaces) })
    let kinds = Set(Event.Kind.allCases.map(\.name))
    let untold = Set(Event.Kind.allCases.filter { !isTold($0) }.map(\.name))
    #expect(named.intersection(kinds).symmetricDifference(untold).sorted() == [])
  }

  @Test func `what is told comes in a story, in a turn in which something is told`() throws {
    var kinds: Set<Event.Kind> = []
    for seed in 1...4 as ClosedRange<UInt64> { kinds.formUnion(try GenesysLawTests().run(seed).toldKinds) }
    kinds.formUnion(try rest().toldKinds)
    #expect(Event.Kind.allCases.filter { isTold($0) && !kinds.contains($0) }.map(\.name) == [])
  }

  /// What random runs seldom do, or never.
  private func rest() throws -> GenesysStory {
    var story = try GenesysStory("the rest", changes: [GenesysStory.outbound])
    try story.makeReady("alice")
    let id = try story.start()
    try story.ask("alice", id, #"{"operationName":"Accept"}"#)
    try story.happen(.joinAsBot("helper", id), "a bot joins")
    let session = try #require(story.harness.centre.conversations[id]?.sessions.first)
    try story.happen(.startChannelSession(id, "shop", session.customer), "the customer comes on shop, too")
    try story.makeReady("bob")
    try story.ask("alice", id, #"{"operationName":"InviteUser","targetUri":"users/bob"}"#)
    try story.ask("bob", id, #"{"operationName":"Reject"}"#)
    for isTransfer in [true, false] {
      let name = isTransfer ? "Transfer" : "InviteUser"
      try story.ask("bob", #"{"operationName":"Ready"}"#)
      try story.ask("alice", id, #"{"operationName":"\#(name)","targetUri":"users/bob"}"#)
      let asked = try #require(story.harness.centre.conversations[id]?.assistances.first?.id)
      let cancel = isTransfer ? Command.cancelTransfer(id, asked, by: .agent("alice")) : nil
      try story.happen(cancel ?? .cancelConference(id, asked, by: .agent("alice")), "Alice takes it back")
    }
    try story.ask("bob", #"{"operationName":"Ready"}"#)
    try story.ask("alice", id, #"{"operationName":"InviteUser","targetUri":"users/bob"}"#)
    try story.ask("bob", id, #"{"operationName":"Accept"}"#)
    try story.ask("bob", id, #"{"operationName":"StopProcessing"}"#)
    try story.ask("alice", id, #"{"operationName":"Consult","targetUri":"users/bob"}"#)
    try story.ask("bob", id, #"{"operationName":"Accept"}"#)
    try story.ask("alice", id, #"{"operationName":"CompleteConference"}"#)
    try story.ask("bob", id, #"{"operationName":"StopProcessing"}"#)
    let item = try #require(story.harness.centre.conversations[id]?.workItems.first)
    try story.happen(.reassignWork(item, to: nil, by: "sam"), "Sam sends the work elsewhere")
    let listed = try story.start(2, on: "web-pull")
    let waiting = try #require(story.harness.centre.conversations[listed]?.workItems.first)
    try story.happen(.takePullItem("bob", waiting), "Bob takes work from a list")
    let customer = Customer(id: CustomerID(rawValue: 99), identifier: "chris", displayName: "Chris")
    let start = StartOutbound(channel: "shop", customer: customer, agent: "alice")
    let outbound = try #require(try story.happen(.startOutbound(start), "Alice writes to a customer").conversation)
    try story.happen(.reportReached(outbound, nil), "who answers")
    try story.ask("alice", #"{"operationName":"EndContactCenterSession"}"#)
    return story
  }
}
