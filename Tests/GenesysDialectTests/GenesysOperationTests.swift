// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardServer
import CordboardTestKit
import DialectKit
import GenesysDialect
import Testing

/// Every operation in every state: given when it is among what the agent may do, refused with 2 otherwise, and with 6 if what
/// it names is not there.
@Suite struct GenesysOperationTests {
  /// A situation of an agent, and what it is given there; what it may do besides names what does not exist.
  struct Row: CustomStringConvertible {
    let description: String
    let holding: Holding
    let given: Set<String>
    let notFound: Set<String>
  }

  private static let leaving: Set<String> = ["LeaveChat", "LeaveConference", "Leave"]
  private static let talking: Set<String> = [
    "Send", "SendMessage", "SendStartTypingNotification", "SendNotification", "SendStopTypingNotification",
    "RequestChatHistory",
  ]
  private static let working: Set<String> = [
    "SingleStepConference", "InviteUser", "Invite", "InitiateConsultation", "Consult", "Complete", "StopProcessing",
    "PlaceInWorkbin", "AttachUserData", "DeleteUserData",
  ]
  private static let elsewhere: Set<String> = ["SingleStepTransfer", "Transfer", "PlaceInQueue"]
  private static let consulted: Set<String> = ["CompleteTransfer", "CompleteConference"]

  static var rows: [Row] {
    Medium.allCases.flatMap { medium in
      let isChat = medium == .chat
      let chat = isChat ? talking.union(leaving).union(["EndChatSession"]) : []
      // What is written about a mail needs the mail, which these have not.
      let missing = isChat ? elsewhere : elsewhere.union(["Reply", "ReplyAll", "Forward"])
      func row(
        _ name: String,
        _ given: Set<String>,
        _ notFound: Set<String> = [],
        _ change: (inout Holding) -> Void
      ) -> Row {
        var holding = Holding(
          conversation: ConversationID(rawValue: 7),
          medium: medium,
          mainDialog: DialogID(rawValue: 1)
        )
        change(&holding)
        return Row(description: "\(medium) \(name)", holding: holding, given: given, notFound: notFound)
      }
      let seat = Seat(participant: ParticipantID(rawValue: 2), dialog: DialogID(rawValue: 1), role: .primary)
      let beside = Seat(participant: ParticipantID(rawValue: 3), dialog: DialogID(rawValue: 9), role: .primary)
      return [
        row("invited", ["Accept", "Reject"]) { $0.offer = OfferID(rawValue: 4) },
        row("accepted", working.union(chat), missing) {
          $0.seat = seat
          $0.work = WorkItemID(rawValue: 5)
        },
        row("accepted with a consult", working.union(chat).union(consulted), missing) {
          $0.seat = seat
          $0.work = WorkItemID(rawValue: 5)
          $0.consult = AssistanceID(rawValue: 6)
        },
        row("asked beside the customer", isChat ? leaving.union(talking) : leaving) { $0.seat = beside },
        row("watching", leaving) {
          $0.seat = Seat(participant: seat.participant, dialog: seat.dialog, role: .silentMonitor)
        },
        row("after-contact work", ["Complete", "StopProcessing"]) { $0.wrapping = [WorkItemID(rawValue: 5)] },
      ]
    }
  }

  @Test(arguments: rows)
  func `an operation is refused unless it is among what the agent may do`(row: Row) throws {
    var harness = EngineHarness()
    try harness.give(.configure(SampleAccount.changes()))
    let directory = GenesysDirectory(harness.centre)
    var found: [StatusCode: Set<String>] = [:]
    for (body, operation) in GenesysWireTests.operations {
      let name = try #require(JSONValue(parsing: Array(body.utf8))["operationName"]?.stringValue)
      do {
        _ = try row.holding.order(operation, by: "alice", message: "m", directory)
        found[.ok, default: []].insert(name)
      } catch {
        found[error.code, default: []].insert(name)
      }
    }
    #expect(found[.ok] == row.given)
    #expect(found[.notFound] ?? [] == row.notFound)
    #expect(Set(found.keys).isSubset(of: [.ok, .parameterInvalid, .notFound]))
  }

  @Test func `who has nothing to do with an interaction does not find it`() throws {
    var harness = EngineHarness()
    try harness.give(.configure(SampleAccount.changes()))
    let holding = Holding(conversation: ConversationID(rawValue: 7), medium: .chat, mainDialog: DialogID(rawValue: 1))
    for (body, operation) in GenesysWireTests.operations {
      let problem = #expect(throws: StatusProblem.self) {
        try holding.order(operation, by: "alice", message: "m", GenesysDirectory(harness.centre))
      }
      #expect(problem?.code == .notFound, "\(body)")
    }
  }
}
