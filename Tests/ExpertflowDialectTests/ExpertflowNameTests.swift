// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Testing

@testable import ExpertflowDialect

/// The words of desks for each of the core's reasons.
@Suite struct ExpertflowNameTests {
  @Test func `whoever leaves a conversation leaves for a reason that desks show`() {
    #expect(
      LeaveReason.allCases.map { "\($0): \($0.expertflowName)" } == [
        "left: UNSUBSCRIBED", "disconnected: AGENT DISCONNECTED", "loggedOut: AGENT LOGOUT",
        "conversationClosed: CONVERSATION CLOSED", "removed: REMOVED BY SUPERVISOR", "transferred: CHAT TRANSFERRED",
        "consultEnded: UNSUBSCRIBED", "watchedAgentLeft: UNSUBSCRIBED", "placedInWorkbin: PUT ASIDE",
        "reassigned: REASSIGNED BY SUPERVISOR", "telephoneFailed: TELEPHONE FAILED",
      ]
    )
  }

  @Test func `a task is closed for a reason of the object model`() {
    #expect(
      WorkEndReason.allCases.map { "\($0): \($0.expertflowName)" } == [
        "done: DONE", "abandoned: CANCELLED", "noAgentAvailable: NO_AGENT_AVAILABLE", "agentLoggedOut: AGENT_LOGOUT",
        "closed: FORCE_CLOSED", "transferred: TRANSFERRED", "cancelled: CANCELLED",
        "unanswered: RESPONSE_TIMEOUT", "removed: FORCE_CLOSED",
      ]
    )
  }

  @Test func `after-contact work ends for a reason that desks and tasks have`() {
    #expect(
      WrapUpCompletion.allCases.map { "\($0): \($0.expertflowName), \($0.taskReason)" } == [
        "completed: Wrap Up applied, WRAP_UP_APPLIED",
        "skipped: choosing leave without Wrap Up, WRAP_UP_NOT_APPLIED",
        "expired: wrap Up Timer Expired, WRAP_UP_EXPIRED", "agentLoggedOut: AGENT LOGOUT, AGENT_LOGOUT",
        "closed: CONVERSATION CLOSED, FORCE_CLOSED", "supervisor: WRAP UP ENDED BY SUPERVISOR, FORCE_CLOSED",
      ]
    )
  }
}
