// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// A fact about an agent, with colleagues and teams that see it too.
func fact(
  _ offset: UInt64,
  agent: AgentID = "a",
  audience: [AgentID] = [],
  teams: [TeamID] = [],
  account: AccountID = "one",
  leaves: Bool = false
) -> Envelope {
  Envelope(
    account: account,
    offset: offset,
    time: Timestamp(milliseconds: 0),
    agentSequence: offset,
    audience: audience,
    teams: teams,
    event: leaves
      ? .agentLoggedOut(AgentLoggedOut(agent: agent, cause: .agent)) : .agentLoggedIn(AgentLoggedIn(agent: agent))
  )
}

/// Numbers that look random and are the same every time.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
