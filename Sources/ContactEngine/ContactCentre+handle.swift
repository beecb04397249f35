// SPDX-License-Identifier: Apache-2.0

public import ContactModel

extension ContactCentre {
  /// Decides a command, applies its facts and everything that follows from them at once, and says what it came to.
  ///
  /// - Parameters:
  ///   - command: What is asked.
  ///   - context: Who asks.
  ///   - now: The present moment; never earlier than the one of the command before.
  ///   - identifiers: Where identifiers of new things come from.
  ///   - envelopes: The facts are appended here. A rejected command appends nothing.
  public mutating func handle(
    _ command: Command,
    in context: CommandContext,
    at now: Timestamp,
    identifiers: inout IdentifierSource,
    into envelopes: inout [Envelope]
  ) throws(Rejection) -> Outcome {
    if let repeated = try repeatedOutcome(context) { return repeated }
    try authorize(command, for: context.principal)
    if case .passTime = command {
      return passTime(at: now, identifiers: &identifiers, into: &envelopes)
    }
    var decision = try decide(command, at: now, identifiers: &identifiers)
    let changed = !decision.events.isEmpty
    if !changed, context.reference != nil, configuration.settings.limits.rememberedCommands > 0 {
      // Without a fact the command would be forgotten, and a repeat of it might change something.
      decision.events = [
        .commandNoted(CommandNoted(conversation: decision.conversation, message: decision.message))
      ]
    }
    var outcome = Outcome(
      position: position,
      changed: changed,
      conversation: decision.conversation ?? decision.events.first?.subject.conversation,
      startedConversation: decision.events.first?.kind == .conversationStarted,
      message: decision.message,
      assistance: decision.events.lazy.compactMap(\.requestedAssistance).first
    )
    if !decision.events.isEmpty {
      outcome.position = Position(epoch: epoch, offset: offset + 1)
      perform(
        decision.events,
        actor: context.principal.actor,
        reference: context.reference,
        at: now,
        identifiers: &identifiers,
        into: &envelopes
      )
    }
    return outcome
  }

  /// The answer to a command whose id was seen before.
  private func repeatedOutcome(_ context: CommandContext) throws(Rejection) -> Outcome? {
    guard let reference = context.reference,
      let entry = ledger.entry(reference.id, of: context.principal.actor)
    else { return nil }
    guard entry.reference.fingerprint == reference.fingerprint else { throw .commandIDReused(reference.id) }
    return Outcome(
      position: Position(epoch: epoch, offset: entry.offset),
      changed: entry.changed,
      repeated: true,
      conversation: entry.conversation,
      startedConversation: entry.startedConversation,
      message: entry.message,
      assistance: entry.assistance
    )
  }

  /// Applies facts and, until nothing more follows, their consequences.
  mutating func perform(
    _ events: [Event],
    actor: Actor,
    reference: CommandReference?,
    at now: Timestamp,
    identifiers: inout IdentifierSource,
    into envelopes: inout [Envelope]
  ) {
    var agenda = Agenda()
    for event in events {
      record(event, actor: actor, reference: reference, at: now, agenda: &agenda, into: &envelopes)
    }
    while let matter = agenda.next() {
      let events = consequences(of: matter, at: now, identifiers: &identifiers)
      for event in events {
        record(event, actor: .system, reference: nil, at: now, agenda: &agenda, into: &envelopes)
      }
      // The offer may have gone to somebody who comes before this agent.
      if case .agent(let id) = matter, !events.isEmpty { agenda.lookAgain(at: id) }
    }
  }

  /// Gives a fact its place in the log and applies it.
  private mutating func record(
    _ event: Event,
    actor: Actor,
    reference: CommandReference?,
    at now: Timestamp,
    agenda: inout Agenda,
    into envelopes: inout [Envelope]
  ) {
    let envelope = seal(event, actor: actor, reference: reference, at: now)
    apply(envelope)
    agenda.note(event, in: self)
    envelopes.append(envelope)
  }

  /// The envelope of the next fact. Changes nothing; what it needs of a conversation is read in place, because a copy of
  /// all of it for each fact is dear.
  private mutating func seal(
    _ event: Event,
    actor: Actor,
    reference: CommandReference?,
    at now: Timestamp
  ) -> Envelope {
    let subject = event.subject
    let conversation = subject.conversation.flatMap { conversations.read($0) { ($0.hearers(of: event), $0.sequence) } }
    var (audience, sequence) = conversation ?? ([], 0)
    var teams: [TeamID] = []
    func add(_ more: [TeamID]?) {
      for team in more ?? [] where !teams.contains(team) { teams.append(team) }
    }
    if let agent = subject.agent { add(configuration.agents[agent]?.teams) }
    // Whoever keeps work of a conversation learns what goes on in it.
    for workbin in event.isWhispered ? [] : workbins(concernedBy: event, subject.conversation) {
      switch workbin {
      case .agent(let owner): if !audience.contains(owner) { audience.append(owner) }
      case .team(let team): add([team])
      }
    }
    for agent in audience { add(configuration.agents[agent]?.teams) }
    if let queue = subject.queue { add(configuration.queues[queue]?.members.teams) }
    return Envelope(
      account: account,
      offset: offset + 1,
      time: now,
      conversationSequence: subject.conversation.map { _ in sequence + 1 },
      agentSequence: subject.agent.map { (agents[$0]?.sequence ?? formerAgents[$0] ?? 0) + 1 },
      audience: audience,
      teams: teams,
      actor: actor,
      command: reference,
      event: event
    )
  }

  /// The most deadlines one `passTime` turns into facts; whoever calls it calls again while any is due.
  package static let deadlinesPerCommand = 1_000

  /// Turns deadlines that are due into facts, each with its consequences before the next.
  private mutating func passTime(
    at now: Timestamp,
    identifiers: inout IdentifierSource,
    into envelopes: inout [Envelope]
  ) -> Outcome {
    var outcome = Outcome(position: position, changed: false)
    for _ in 0..<Self.deadlinesPerCommand {
      guard let subject = deadlines.due(at: now) else { break }
      if !outcome.changed {
        outcome.changed = true
        outcome.position = Position(epoch: epoch, offset: offset + 1)
      }
      perform(
        facts(ofDue: subject, at: now, identifiers: &identifiers),
        actor: .system,
        reference: nil,
        at: now,
        identifiers: &identifiers,
        into: &envelopes
      )
    }
    return outcome
  }

  /// Whether a deadline is due.
  public func hasDueDeadline(at now: Timestamp) -> Bool {
    deadlines.due(at: now) != nil
  }

  /// When the next deadline is due.
  public var nextDeadline: Timestamp? { deadlines.next }

  /// What a signal is, once it is clear that its sender may give it.
  public func signal(
    _ intent: SignalIntent,
    from principal: Principal,
    at now: Timestamp
  ) throws(Rejection) -> Signal {
    switch intent {
    case .typing(let id, let speaker, let isTyping):
      let conversation = try conversation(id)
      try authorize(speaker, for: principal)
      let participant = try participant(speaker, in: conversation)
      guard participant.role != .silentMonitor else { throw .roleForbids(.silentMonitor, "show that you are there") }
      var teams: [TeamID] = []
      for agent in conversation.agents {
        for team in configuration.agents[agent]?.teams ?? [] where !teams.contains(team) { teams.append(team) }
      }
      return Signal(
        account: account,
        time: now,
        audience: conversation.agents,
        teams: teams,
        content: .typing(conversation: id, participant: participant.id, kind: participant.kind, isTyping: isTyping)
      )
    }
  }
}
