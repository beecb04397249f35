// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Testing

@testable import ContactEngine

/// The check of who takes part must be able to fail too. Alice serves a customer and consults bob; sam listens.
@Suite struct ParticipantInvariantTests {
  private static func arrange() throws -> (ContactCentre, ConversationID) {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let id = try harness.serve(1, by: "alice")
    try harness.makeReady("bob")
    let ask = RequestAssistance(conversation: id, initiator: .agent("alice"), target: .agent("bob"))
    try harness.give(.startConsult(ask))
    try harness.accept("bob")
    var transfer = ask
    transfer.target = .external("tel:1")
    try harness.give(.requestTransfer(transfer))
    try harness.give(.logIn("sam"))
    try harness.give(.supervise("sam", id, as: .silentMonitor, watching: nil))
    #expect(harness.centre.violations().isEmpty)
    return (harness.centre, id)
  }

  enum Damage: CaseIterable {
    case forgotten, twice, dialogOver, unwatched, askedByNobody, asksNobody, answersNothing, noDeadline, absentWorker
    case aimed, servesNobody, keptByNobody, keptByNoTeam
  }

  @Test(arguments: Damage.allCases) func `a broken rule is seen`(damage: Damage) throws {
    var (centre, id) = try Self.arrange()
    let participants = try #require(centre.conversations[id]?.participants)
    let assistances = try #require(centre.conversations[id]?.assistances)
    let alice = try #require(participants.firstIndex { $0.agent == "alice" })
    let consult = try #require(assistances.firstIndex { $0.kind == .consult })
    let item = try #require(assistances[consult].workItem)
    switch damage {
    case .forgotten: centre.agents["alice"]?.conversations = []
    case .twice: centre.conversations[id]?.participants.append(participants[alice])
    case .dialogOver: centre.conversations[id]?.participants[alice].dialog = DialogID(rawValue: 1)
    case .unwatched: centre.configuration.apply(.agent(SampleAccount.supervisor("sam", of: ["blue"])))
    case .askedByNobody: centre.conversations[id]?.participants.remove(at: alice)
    case .asksNobody: centre.workItems[item] = nil
    case .answersNothing: centre.conversations[id]?.assistances.remove(at: consult)
    case .noDeadline: centre.deadlines = Deadlines()
    case .absentWorker: centre.conversations[id]?.participants.removeAll { $0.agent == "bob" }
    case .aimed:
      centre.workItems[item]?.state = .waiting
      centre.workItems[item]?.target = "bob"
    case .servesNobody: centre.conversations[id]?.openSessions = 0
    case .keptByNobody, .keptByNoTeam:
      let workbin: Workbin = damage == .keptByNobody ? .agent("nobody") : .team("nowhere")
      let kept = WorkItem.Kept(workbin: workbin, by: "alice", since: Timestamp(milliseconds: 0))
      centre.workItems[item]?.state = .inWorkbin(kept)
    }
    let conversation = try #require(centre.conversations[id])
    #expect(centre.violations(of: conversation).contains { $0.invariant == .participantsAgree })
  }
}
