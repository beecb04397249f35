// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import ExpertflowDialect
import Testing

/// What alice's desk is told of her presence by one step, after some others.
struct PresenceRow: Sendable, CustomTestStringConvertible {
  let before: [String]
  let step: String
  /// `CHANGED` or `UNCHANGED`, `agentStateChanged`, `mrdStateChanges`, her state, and those on chats and on calls.
  let told: [String]

  var testDescription: String { (before + ["→ \(step)"]).joined(separator: ", ") }

  init(_ before: [String], _ step: String, _ told: String...) {
    self.before = before
    self.step = step
    self.told = told
  }

  private static let ready = ["connect", "READY", "chat=READY"]
  private static let both = ready + ["voice=READY"]
  /// Two chats are as many as she may have, and one call.
  private static let one = ready + ["customer", "accept"]
  private static let two = one + ["customer", "accept"]

  /// The state of the agent (docs/protocols/expertflow.md, Presence).
  static let global: [PresenceRow] = [
    PresenceRow(
      [],
      "connect",
      "CHANGED true [chat, voice] LOGIN LOGIN LOGIN",
      "CHANGED true [chat, voice] NOT_READY NOT_READY NOT_READY"
    ),
    PresenceRow(["connect"], "connect", "UNCHANGED false [] NOT_READY NOT_READY NOT_READY"),
    PresenceRow(one, "connect", "UNCHANGED false [] READY ACTIVE NOT_READY"),
    PresenceRow(["connect"], "READY", "CHANGED true [] READY NOT_READY NOT_READY"),
    PresenceRow(["connect", "READY"], "READY", "UNCHANGED false [] READY NOT_READY NOT_READY"),
    PresenceRow(["connect"], "NOT_READY", "CHANGED true [] NOT_READY NOT_READY NOT_READY"),
    PresenceRow(["connect"], "lunch", "CHANGED true [] NOT_READY(Lunch) NOT_READY NOT_READY"),
    PresenceRow(["connect", "lunch"], "NOT_READY", "CHANGED true [] NOT_READY NOT_READY NOT_READY"),
    PresenceRow(both, "NOT_READY", "CHANGED true [chat, voice] NOT_READY NOT_READY NOT_READY"),
    PresenceRow(one, "NOT_READY", "CHANGED true [chat] NOT_READY PENDING_NOT_READY NOT_READY"),
    PresenceRow(two, "NOT_READY", "CHANGED true [chat] NOT_READY PENDING_NOT_READY NOT_READY"),
    // Refused for the offer that is pending: the rest of the media is not.
    PresenceRow(both + ["customer"], "NOT_READY", "UNCHANGED false [voice] READY READY NOT_READY"),
    PresenceRow(ready + ["customer"], "NOT_READY", "UNCHANGED false [] READY READY NOT_READY"),
    PresenceRow(one + ["customer"], "NOT_READY", "UNCHANGED false [] READY ACTIVE NOT_READY"),
    PresenceRow(both + ["call"], "NOT_READY", "UNCHANGED false [chat] READY NOT_READY READY"),
    PresenceRow(ready + ["chat=BUSY"], "NOT_READY", "CHANGED true [chat] NOT_READY NOT_READY NOT_READY"),
    PresenceRow(one + ["chat=BUSY"], "NOT_READY", "CHANGED true [chat] NOT_READY PENDING_NOT_READY NOT_READY"),
    PresenceRow(both, "LOGOUT", "CHANGED true [chat, voice] LOGOUT LOGOUT LOGOUT"),
    PresenceRow(both + ["customer"], "LOGOUT", "CHANGED true [chat, voice] LOGOUT LOGOUT LOGOUT"),
    PresenceRow(one, "LOGOUT", "CHANGED true [chat, voice] LOGOUT LOGOUT LOGOUT"),
    PresenceRow(["connect"], "LOGOUT", "CHANGED true [chat, voice] LOGOUT LOGOUT LOGOUT"),
  ]

  /// What is asked on one medium.
  static let media: [PresenceRow] = [
    PresenceRow(["connect"], "chat=READY", "UNCHANGED false [] NOT_READY NOT_READY NOT_READY"),
    PresenceRow(["connect", "READY"], "chat=READY", "CHANGED false [chat] READY READY NOT_READY"),
    PresenceRow(ready, "chat=READY", "UNCHANGED false [] READY READY NOT_READY"),
    PresenceRow(one, "chat=READY", "UNCHANGED false [] READY ACTIVE NOT_READY"),
    PresenceRow(two, "chat=READY", "UNCHANGED false [] READY BUSY NOT_READY"),
    PresenceRow(ready + ["chat=BUSY"], "chat=READY", "CHANGED false [chat] READY READY NOT_READY"),
    PresenceRow(one + ["chat=NOT_READY"], "chat=READY", "CHANGED false [chat] READY ACTIVE NOT_READY"),
    PresenceRow(two + ["chat=NOT_READY"], "chat=READY", "CHANGED false [chat] READY BUSY NOT_READY"),
    PresenceRow(["connect", "READY", "no capacity"], "chat=READY", "UNCHANGED false [] READY NOT_READY NOT_READY"),
    PresenceRow(one + ["chat=NOT_READY", "no capacity"], "chat=READY", "CHANGED false [chat] READY BUSY NOT_READY"),
    PresenceRow(["connect", "READY"], "chat=NOT_READY", "UNCHANGED false [] READY NOT_READY NOT_READY"),
    PresenceRow(ready, "chat=NOT_READY", "CHANGED false [chat] READY NOT_READY NOT_READY"),
    PresenceRow(one, "chat=NOT_READY", "CHANGED false [chat] READY PENDING_NOT_READY NOT_READY"),
    PresenceRow(two, "chat=NOT_READY", "CHANGED false [chat] READY PENDING_NOT_READY NOT_READY"),
    PresenceRow(one + ["chat=NOT_READY"], "chat=NOT_READY", "UNCHANGED false [] READY PENDING_NOT_READY NOT_READY"),
    PresenceRow(ready + ["customer"], "chat=NOT_READY", "UNCHANGED false [] READY READY NOT_READY"),
    PresenceRow(one + ["customer"], "chat=NOT_READY", "UNCHANGED false [] READY ACTIVE NOT_READY"),
    PresenceRow(both + ["customer"], "voice=NOT_READY", "CHANGED false [voice] READY READY NOT_READY"),
    PresenceRow(["connect", "READY"], "chat=BUSY", "CHANGED false [chat] READY BUSY NOT_READY"),
    PresenceRow(ready, "chat=BUSY", "CHANGED false [chat] READY BUSY NOT_READY"),
    PresenceRow(one, "chat=BUSY", "CHANGED false [chat] READY BUSY NOT_READY"),
    PresenceRow(one + ["chat=NOT_READY"], "chat=BUSY", "CHANGED false [chat] READY BUSY NOT_READY"),
    PresenceRow(ready + ["chat=BUSY"], "chat=BUSY", "UNCHANGED false [] READY BUSY NOT_READY"),
    PresenceRow(two, "chat=BUSY", "UNCHANGED false [] READY BUSY NOT_READY"),
    PresenceRow(two + ["chat=BUSY"], "chat=NOT_READY", "CHANGED false [chat] READY PENDING_NOT_READY NOT_READY"),
    PresenceRow(ready, "chat=ACTIVE", "UNCHANGED false [] READY READY NOT_READY"),
  ]

  /// What follows from work.
  static let work: [PresenceRow] = [
    PresenceRow(ready, "customer"),
    PresenceRow(ready + ["customer"], "accept", "CHANGED false [chat] READY ACTIVE NOT_READY"),
    PresenceRow(one + ["customer"], "accept", "CHANGED false [chat] READY BUSY NOT_READY"),
    PresenceRow(one, "leave", "CHANGED false [chat] READY READY NOT_READY"),
    PresenceRow(two, "leave", "CHANGED false [chat] READY ACTIVE NOT_READY"),
    PresenceRow(one + ["chat=NOT_READY"], "leave", "CHANGED false [chat] READY NOT_READY NOT_READY"),
    PresenceRow(two + ["chat=NOT_READY"], "leave"),
    PresenceRow(one + ["NOT_READY"], "leave", "CHANGED false [chat] NOT_READY NOT_READY NOT_READY"),
    PresenceRow(both, "call", "CHANGED false [chat] READY INTERRUPTED READY"),
    PresenceRow(both + ["call"], "accept", "CHANGED false [voice] READY INTERRUPTED BUSY"),
    // Nobody answers: everything is not ready.
    PresenceRow(both + ["customer"], "20 seconds", "CHANGED true [chat, voice] NOT_READY NOT_READY NOT_READY"),
    PresenceRow(
      one + ["customer"],
      "20 seconds",
      "CHANGED true [chat] NOT_READY PENDING_NOT_READY NOT_READY"
    ),
  ]
}

/// Every request about presence is answered by one event of presence, which says what it changed.
@Suite struct PresenceTableTests {
  private func line(_ json: JSONValue) -> String {
    let presence = json["agentPresence"]
    let states = (presence?["agentMrdStates"]?.arrayValue ?? []).compactMap { $0["state"]?.stringValue }
    let reason = presence?["state"]?["reasonCode"]?["name"]?.stringValue
    let domains = (json["mrdStateChanges"]?.arrayValue ?? []).compactMap(\.stringValue)
    return [
      json["action"]?.stringValue?.replacing("AGENT_STATE_", with: "") ?? "?",
      "\(json["agentStateChanged"]?.boolValue ?? false)", "[\(domains.joined(separator: ", "))]",
      (presence?["state"]?["name"]?.stringValue ?? "?") + (reason.map { "(\($0))" } ?? ""),
      states.joined(separator: " "),
    ].joined(separator: " ")
  }

  @Test(arguments: PresenceRow.global + PresenceRow.media + PresenceRow.work)
  func `one step is told in one way`(row: PresenceRow) throws {
    var floor = try SessionFloor()
    for step in row.before { try floor.take(step) }
    let count = floor.told.count
    try floor.take(row.step)
    let told = floor.told.dropFirst(count).filter { $0.event == "agentPresence" }.map { line($0.argument) }
    #expect(told == row.told)
  }

  @Test func `a request that is refused is told to be, besides`() throws {
    var floor = try SessionFloor()
    for step in ["connect", "READY", "chat=READY", "customer", "NOT_READY"] { try floor.take(step) }
    #expect(floor.told.suffix(2).map(\.event) == ["errors", "agentPresence"])
  }
}
