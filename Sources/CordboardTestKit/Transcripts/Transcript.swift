// SPDX-License-Identifier: Apache-2.0

package import ContactEngine
package import ContactModel

/// A story told to one contact centre and written down as it happens: who gives which command when, and the facts that
/// come of it with their numbers. Every rule is checked after every command.
///
/// A line that begins with `>` is a command; one that begins with a number is a fact at that place of the log, counted
/// from the end of the configuration, with its number in its conversation's and its agent's sequence; `*` is a signal; `!`
/// is a refusal; `#` is a remark; `~` is a restart.
package struct Transcript {
  /// The contact centre.
  package private(set) var harness: EngineHarness
  /// The story so far.
  package private(set) var text = ""
  private var words: TranscriptWords
  private let configured: UInt64

  /// Begins a story in ``SampleAccount``, with further configuration on top.
  package init(
    settings: AccountSettings = SampleAccount.settings(),
    changes: [ConfigurationChange] = [],
    seed: UInt64 = 1
  ) throws {
    harness = try EngineHarness.configured(settings: settings, seed: seed)
    if !changes.isEmpty { try harness.give(.configure(changes)) }
    configured = harness.centre.offset
    words = TranscriptWords(start: harness.clock.now)
  }

  /// The state.
  package var centre: ContactCentre { harness.centre }

  /// Writes a remark.
  package mutating func note(_ remark: String) {
    text += "\(text.isEmpty ? "" : "\n")# \(remark)\n"
  }

  /// Gives a command that is to be accepted.
  @discardableResult
  package mutating func give(_ command: Command, as actor: Principal? = nil) throws -> Outcome {
    write(command, as: actor)
    let (outcome, facts) = try harness.giveWhole(command, as: actor)
    write(facts)
    return outcome
  }

  /// Gives a command that is to be refused.
  package mutating func refuse(_ command: Command, as actor: Principal? = nil) throws {
    write(command, as: actor)
    do {
      _ = try harness.giveWhole(command, as: actor)
      text += "! accepted, which it should not be\n"
    } catch let rejection as Rejection {
      text += "! \(rejection.code)\n"
    }
  }

  /// Gives a signal, which leaves no fact.
  package mutating func signal(_ intent: SignalIntent, as actor: Principal) throws {
    write(words.text(intent), as: actor)
    do throws(Rejection) {
      let signal = try harness.centre.signal(intent, from: actor, at: harness.clock.now)
      text += "   * \(words.text(signal))\n"
    } catch {
      text += "! \(error.code)\n"
    }
  }

  /// Lets time pass, then turns what is due into facts.
  package mutating func pass(_ duration: Duration) throws {
    harness.clock.advance(by: duration)
    write(.passTime, as: nil)
    write(try harness.giveWhole(.passTime).1)
  }

  /// Replaces the state by one read from a snapshot, or replayed from its facts.
  package mutating func restart(fromSnapshot: Bool = true) throws {
    try harness.restart(fromSnapshot: fromSnapshot)
    text += "~ restarted \(fromSnapshot ? "from a snapshot" : "by replay")\n"
  }

  private mutating func write(_ command: Command, as actor: Principal?) {
    write(words.text(command), as: actor)
  }

  private mutating func write(_ asked: String, as actor: Principal?) {
    let name =
      switch actor?.actor {
      case .agent(let id): id.rawValue
      case .client(let id): id.rawValue
      case .system, nil: "system"
      }
    text += "> \(words.text(harness.clock.now)) \(name): \(asked)\n"
  }

  private mutating func write(_ facts: [Envelope]) {
    for fact in facts {
      let number = String(fact.offset - configured)
      text += String(repeating: " ", count: max(0, 4 - number.count)) + "\(number) \(words.text(fact))\n"
    }
  }
}

extension Transcript {
  /// The conversation a command starts or finds.
  package mutating func conversation(_ command: Command, as actor: Principal? = nil) throws -> ConversationID {
    guard let id = try give(command, as: actor).conversation else {
      throw EngineHarness.Broken(description: "\(command) names no conversation")
    }
    return id
  }

  /// An agent logs in, silently: presence is not what the story is about.
  package mutating func makeReady(_ agents: AgentID..., on domains: [MediaRoutingDomainID] = ["chat"]) throws {
    for agent in agents {
      let before = harness.centre.offset
      try harness.makeReady(agent, on: domains)
      text += "# \(agent) is ready (facts \(before + 1 - configured) to \(harness.centre.offset - configured))\n"
    }
  }

  /// An agent accepts the offer it has.
  package mutating func accept(_ agent: AgentID) throws {
    guard let offer = harness.offer(to: agent) else {
      throw EngineHarness.Broken(description: "\(agent) has no offer")
    }
    try give(.acceptOffer(agent, offer.id), as: .agent(agent))
  }
}

extension Principal {
  /// An agent of the sample account with the role agent.
  package static func agent(_ id: AgentID) -> Principal {
    Principal(actor: .agent(id), account: "TESTCO", permissions: .work)
  }

  /// A supervisor of the sample account.
  package static func supervisor(_ id: AgentID) -> Principal {
    Principal(actor: .agent(id), account: "TESTCO", permissions: [.work, .supervise])
  }

  /// The client of the sample account, which acts for channels and agents.
  package static let integration = Principal(
    actor: .client("integration"),
    account: "TESTCO",
    permissions: [.actForCustomers, .actForAgents, .readEverything]
  )

  /// The provider of the voice channel, in an account with ``SampleAccount/voice(ringsOnOffer:)``.
  package static let pbx = Principal(actor: .client("pbx"), account: "TESTCO", permissions: .reportCalls)
}
