// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Testing

@testable import ContactEngine

/// Both levels of presence as tables: every state with every request.
@Suite struct PresenceTableTests {
  enum Request: CaseIterable {
    case logIn, ready, notReady, logOut

    var command: Command {
      switch self {
      case .logIn: .logIn("alice")
      case .ready: .setAgentState("alice", ready: true, reason: nil)
      case .notReady: .setAgentState("alice", ready: false, reason: nil)
      case .logOut: .logOut("alice", reason: nil)
      }
    }
  }

  enum Answer: Equatable {
    case becomes(AgentState)
    case unchanged
    case refused
  }

  static func answer(to request: Request, in state: AgentState) -> Answer {
    switch (request, state) {
    case (.logIn, .loggedOut): .becomes(.notReady)
    case (.logIn, .notReady), (.logIn, .ready): .unchanged
    case (.ready, .loggedOut), (.notReady, .loggedOut): .refused
    case (.ready, .notReady): .becomes(.ready)
    case (.ready, .ready): .unchanged
    // A new reason may come with it.
    case (.notReady, .notReady), (.notReady, .ready): .becomes(.notReady)
    case (.logOut, .loggedOut): .unchanged
    case (.logOut, .notReady), (.logOut, .ready): .becomes(.loggedOut)
    }
  }

  @Test(arguments: Request.allCases, AgentState.allCases)
  func `an agent's state follows its request`(request: Request, state: AgentState) throws {
    var harness = try EngineHarness.configured()
    if state != .loggedOut { try harness.give(.logIn("alice")) }
    if state == .ready { try harness.give(Request.ready.command) }
    switch Self.answer(to: request, in: state) {
    case .becomes(let expected):
      #expect(try !harness.give(request.command).isEmpty)
      #expect(try harness.presence("alice").state == expected)
      #expect(try harness.presence("alice").cause == .agent)
    case .unchanged:
      #expect(try harness.give(request.command).isEmpty)
      #expect(try harness.presence("alice").state == state)
    case .refused:
      #expect(throws: Rejection.notLoggedIn("alice")) { try harness.give(request.command) }
    }
  }

  /// Every combination of what a media state depends on, against the rules of the table read one by one.
  @Test func `a media state is what its situation says`() {
    for agent in AgentState.allCases {
      for wantsWork in [false, true] {
        for inHand in 0...3 {
          for capacity in 0...2 {
            for isInterruptible in [false, true] {
              for isHeld in [false, true] {
                let situation = MediaSituation(
                  agent: agent,
                  wantsWork: wantsWork,
                  inHand: inHand,
                  capacity: capacity,
                  isInterruptible: isInterruptible,
                  isHeld: isHeld
                )
                #expect(Self.allowed(situation) == [situation.state], "\(situation)")
              }
            }
          }
        }
      }
    }
  }

  /// The states of which the defining condition holds; it must be exactly one.
  private static func allowed(_ situation: MediaSituation) -> [MediaState] {
    let takesWork = situation.agent == .ready && situation.wantsWork
    let isInterrupted = takesWork && situation.isInterruptible && situation.isHeld
    let isOpen = takesWork && !isInterrupted
    let isFull = situation.inHand >= situation.capacity
    return MediaState.allCases.filter { state in
      switch state {
      case .loggedOut: situation.agent == .loggedOut
      case .interrupted: isInterrupted
      case .pendingNotReady: situation.agent != .loggedOut && !takesWork && situation.inHand > 0
      case .notReady:
        situation.agent != .loggedOut && situation.inHand == 0 && (!takesWork || isOpen && situation.capacity == 0)
      case .ready: isOpen && situation.inHand == 0 && !isFull
      case .active: isOpen && situation.inHand > 0 && !isFull
      case .busy: isOpen && situation.inHand > 0 && isFull
      }
    }
  }

  /// Where an agent stands on chat, of which it can have two.
  enum Situation: CaseIterable {
    case loggedOut, notReady, ready, active, busy
    case pendingWithOne, pendingWithTwo
    case interruptedIdle, interruptedWithOne

    var state: MediaState {
      switch self {
      case .loggedOut: .loggedOut
      case .notReady: .notReady
      case .ready: .ready
      case .active: .active
      case .busy: .busy
      case .pendingWithOne, .pendingWithTwo: .pendingNotReady
      case .interruptedIdle, .interruptedWithOne: .interrupted
      }
    }

    func arrange() throws -> EngineHarness {
      var harness = try EngineHarness.configured()
      if self == .loggedOut { return harness }
      try harness.makeReady("alice", on: self == .notReady ? [] : ["chat"])
      switch self {
      case .active, .pendingWithOne, .interruptedWithOne: try harness.serve(1, by: "alice")
      case .busy, .pendingWithTwo:
        try harness.serve(1, by: "alice")
        try harness.serve(2, by: "alice")
      case .loggedOut, .notReady, .ready, .interruptedIdle: break
      }
      switch self {
      case .pendingWithOne, .pendingWithTwo: try harness.give(.setMediaState("alice", "chat", ready: false))
      case .interruptedIdle, .interruptedWithOne:
        try harness.give(.setMediaState("alice", "voice", ready: true))
        try harness.serve(9, by: "alice", on: "phone")
      case .loggedOut, .notReady, .ready, .active, .busy: break
      }
      return harness
    }
  }

  /// What happens to it.
  enum Trigger: CaseIterable {
    case askReady, askNotReady, agentNotReady, takesPullItem, chatEnds, voiceEnds
  }

  /// The state that follows; nil where the trigger cannot come.
  static func state(after trigger: Trigger, in situation: Situation) -> MediaState? {
    switch (trigger, situation) {
    case (.chatEnds, .loggedOut), (.voiceEnds, .loggedOut): nil
    case (.chatEnds, .notReady), (.chatEnds, .ready), (.chatEnds, .interruptedIdle): nil
    case (_, .loggedOut): .loggedOut
    case (.askReady, .notReady), (.askReady, .ready): .ready
    case (.askReady, .active), (.askReady, .pendingWithOne): .active
    case (.askReady, .busy), (.askReady, .pendingWithTwo): .busy
    case (.askReady, .interruptedIdle), (.askReady, .interruptedWithOne): .interrupted
    case (.askNotReady, .notReady), (.askNotReady, .ready), (.askNotReady, .interruptedIdle): .notReady
    case (.askNotReady, .active), (.askNotReady, .busy), (.askNotReady, .pendingWithOne),
      (.askNotReady, .pendingWithTwo), (.askNotReady, .interruptedWithOne):
      .pendingNotReady
    case (.agentNotReady, .notReady), (.agentNotReady, .ready), (.agentNotReady, .interruptedIdle): .notReady
    case (.agentNotReady, .active), (.agentNotReady, .busy), (.agentNotReady, .pendingWithOne),
      (.agentNotReady, .pendingWithTwo), (.agentNotReady, .interruptedWithOne):
      .pendingNotReady
    case (.takesPullItem, .notReady), (.takesPullItem, .pendingWithOne), (.takesPullItem, .pendingWithTwo):
      .pendingNotReady
    case (.takesPullItem, .ready): .active
    case (.takesPullItem, .active), (.takesPullItem, .busy): .busy
    case (.takesPullItem, .interruptedIdle), (.takesPullItem, .interruptedWithOne): .interrupted
    case (.chatEnds, .active): .ready
    case (.chatEnds, .busy): .active
    case (.chatEnds, .pendingWithOne): .notReady
    case (.chatEnds, .pendingWithTwo): .pendingNotReady
    case (.chatEnds, .interruptedWithOne): .interrupted
    case (.voiceEnds, .interruptedIdle): .ready
    case (.voiceEnds, .interruptedWithOne): .active
    case (.voiceEnds, _): nil
    }
  }

  @Test(arguments: Situation.allCases, Trigger.allCases)
  func `a media state follows what happens`(situation: Situation, trigger: Trigger) throws {
    var harness = try situation.arrange()
    #expect(try harness.media("alice") == situation.state)
    guard let expected = Self.state(after: trigger, in: situation) else { return }
    do {
      try Self.pull(trigger, &harness)
    } catch let rejection as Rejection {
      // What is refused changes nothing.
      #expect(rejection == .notLoggedIn("alice") || rejection == .atCapacity("chat"))
      #expect(expected == situation.state)
    }
    #expect(try harness.media("alice") == expected)
  }

  private static func pull(_ trigger: Trigger, _ harness: inout EngineHarness) throws {
    switch trigger {
    case .askReady: try harness.give(.setMediaState("alice", "chat", ready: true))
    case .askNotReady: try harness.give(.setMediaState("alice", "chat", ready: false))
    case .agentNotReady: try harness.give(.setAgentState("alice", ready: false, reason: nil))
    case .takesPullItem:
      let conversation = try harness.begin(50, on: "web-pull")
      try harness.give(.takePullItem("alice", harness.workItem(of: conversation).id))
    case .chatEnds:
      let item = try #require(harness.centre.workItems.values.first { $0.domain == "chat" })
      try harness.give(.leaveConversation("alice", item.conversation))
    case .voiceEnds:
      let item = try #require(harness.centre.workItems.values.first { $0.domain == "voice" })
      try harness.give(.leaveConversation("alice", item.conversation))
      // After-contact work holds the agent as well.
      #expect(try harness.media("alice") == .interrupted)
      try harness.give(.completeWrapUp("alice", item.id, dispositions: [], note: nil))
    }
  }
}
