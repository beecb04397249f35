// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// What an agent is about to be told, or what must be known first.
package enum DesktopStep: Hashable, Sendable {
  /// Tells the agent something on a topic: `data` of the notification. With a key, it takes the place of what waits for
  /// the client under the same one.
  case tell(GenesysTopic, [UInt8], replacing: String? = nil)
  /// The facts of a conversation are needed; they come by ``Desktop/read(_:_:)``.
  case read(ConversationRead)
}

/// One agent's interactions as a fold over the facts it may see: what it is told of them, in order.
///
/// A conversation that begins to concern the agent is read from the journal first; until that has happened, its further
/// facts wait. So whoever was there all the time and whoever comes back are told the same. What happens to a chat within
/// one turn is told at once at its end, because each notification repeats the chat.
package struct Desktop: Sendable {
  /// A conversation that concerns the agent.
  enum Place: Sendable {
    /// It is being read; these facts came meanwhile.
    case reading([Envelope])
    case known(Interaction)
    /// A call, of which agents are not told on these topics; or of a channel that is not known yet.
    case call(ChannelID?)
  }

  package let agent: AgentID
  private(set) var directory: GenesysDirectory
  let settings: GenesysSettings
  package internal(set) var channels: AgentChannels
  var places: [ConversationID: Place] = [:]
  /// The last question about each conversation that is being read: the answer to any other is too old.
  var reads: [ConversationID: ConversationRead] = [:]
  /// How many questions the session asked.
  package private(set) var questions: Int
  /// The last fact that came.
  private var offset: UInt64
  /// Since when the client may have been away.
  let awaySince: Timestamp?
  var seats: [ConversationID: Seat] = [:]
  var offers: [ConversationID: OfferID] = [:]
  var wrapping: [ConversationID: Set<WorkItemID>] = [:]
  /// What the agent was told last that it may do, of everything that its client knows of.
  var told: [ConversationID: [Capability]] = [:]
  /// Conversations of which something is to be told at the end of the turn.
  var changed: [ConversationID] = []
  /// Conversations that concern the agent no more, and how that came; after-contact work may have begun.
  var endings: [(conversation: ConversationID, state: InteractionState)] = []
  /// What it listens to.
  var topics: Set<GenesysTopic> = []
  var resources = ResourceTeller()
  /// The agent's own requests that led to what is told at the end of the turn.
  var requests: [ConversationID: Int] = [:]
  var toldChannels: [ChannelState]
  var toldDevices: [DeviceState]

  /// Begins with how things stand.
  ///
  /// - Parameter questions: How many questions the session asked before, whose answers may still come.
  package init(_ start: DesktopStart, questions: Int = 0, settings: GenesysSettings) {
    agent = start.channels.agent
    directory = start.directory
    self.settings = settings
    self.questions = questions
    offset = start.position.offset
    awaySince = start.awaySince
    channels = start.channels
    toldChannels = start.channels.channels(start.directory)
    toldDevices = start.channels.devices(start.directory)
    for holding in start.holdings {
      seats[holding.conversation] = holding.seat
      offers[holding.conversation] = holding.offer
      if !holding.wrapping.isEmpty { wrapping[holding.conversation] = holding.wrapping }
    }
    for id in start.holdings.map(\.conversation) + start.ends.keys.sorted() {
      // A client that comes back may know of it.
      told[id] = []
      _ = reread(id)
      if let state = start.ends[id] { endings.append((id, state)) }
    }
  }

  /// The conversations to be read first.
  package func begin() -> [DesktopStep] {
    reads.values.sorted { $0.number < $1.number }.map { .read($0) }
  }

  /// Somebody listens to these topics and to no others from now on: how things stand on those that were not heard before,
  /// after what is still to be told on the others. What is being read is told when it was.
  package mutating func listen(_ heard: Set<GenesysTopic>) -> [DesktopStep] {
    let steps = topics.isEmpty ? [] : turnEnded()
    topics = heard.subtracting(topics)
    defer { topics = heard }
    return steps + snapshot()
  }

  /// Nobody listens to topics besides these any more.
  package mutating func unlisten(but heard: Set<GenesysTopic>) { topics.formIntersection(heard) }

  /// The account is configured in another way: what is told from now on has its names, and what was not known is read.
  package mutating func configured(_ directory: GenesysDirectory) -> [DesktopStep] {
    self.directory = directory
    return places.keys.sorted().flatMap { id in
      guard case .call(let channel?) = places[id], directory.medium(of: channel) != nil else { return [DesktopStep]() }
      return reread(id)
    }
  }

  /// How things stand on what is listened to.
  private mutating func snapshot() -> [DesktopStep] {
    var steps: [DesktopStep] = []
    if channels.state != .loggedOut {
      if topics.contains(.channels) { steps.append(.tell(.channels, ChannelState.data(channels.channels(directory)))) }
      let devices = channels.devices(directory)
      if topics.contains(.devices), !devices.isEmpty { steps.append(.tell(.devices, DeviceState.data(devices))) }
    }
    guard !topics.isDisjoint(with: [.interactions, .chats, .emails]) else { return steps }
    for id in places.keys.sorted() {
      if case .known(let interaction) = places[id] { steps += show(interaction, again: true) }
    }
    return steps
  }

  /// A fact came.
  package mutating func committed(_ envelope: Envelope) -> [DesktopStep] {
    offset = envelope.offset
    if channels.take(envelope.event) { return [] }
    if envelope.actor == .agent(agent), let id = envelope.event.place,
      let number = RequestNumber.number(of: envelope.command)
    {
      requests[id] = number
    }
    var steps = before(envelope.event)
    if let id = envelope.event.place { steps += follow(envelope, id) }
    return steps + after(envelope.event)
  }

  private mutating func follow(_ envelope: Envelope, _ id: ConversationID) -> [DesktopStep] {
    switch places[id] {
    case nil, .call: return []
    case .reading(var waiting):
      // So that there is one owner, and nothing is copied.
      places[id] = .call(nil)
      waiting.append(envelope)
      places[id] = .reading(waiting)
      return []
    case .known(var interaction):
      guard envelope.offset > interaction.offset else { return [] }
      places[id] = .call(nil)
      let change = interaction.take(envelope, directory)
      places[id] = .known(interaction)
      if change.isShown(to: agent) { note(id) }
      return tell(change, interaction)
    }
  }

  private mutating func tell(_ change: InteractionChange, _ interaction: Interaction) -> [DesktopStep] {
    var steps: [DesktopStep] = []
    for (draft, state) in change.drafts where draft.agent == agent {
      steps += tell(interaction.message(for: draft, state, directory, settings))
    }
    return steps
  }

  /// The facts of a conversation that was asked for, in order.
  package mutating func read(_ question: ConversationRead, _ facts: [Envelope]) -> [DesktopStep] {
    let id = question.conversation
    guard reads[id] == question, case .reading(let waiting) = places[id] else { return [] }
    reads[id] = nil
    guard var interaction = Interaction.read(facts, directory, settings) else {
      places[id] = facts.isEmpty ? nil : .call(Interaction.channel(of: facts))
      return []
    }
    for envelope in waiting where envelope.offset > interaction.offset { _ = interaction.take(envelope, directory) }
    places[id] = .known(interaction)
    // What ended it meanwhile is told at the end of the turn, unless it is the agent's again.
    guard holding(interaction) != nil else { return [] }
    endings.removeAll { $0.conversation == id }
    return show(interaction)
  }

  /// Everything of this turn has come. What is still being read ends when it was.
  package mutating func turnEnded() -> [DesktopStep] {
    var steps: [DesktopStep] = []
    for id in changed { steps += tellChanged(id) }
    changed = []
    let due = endings.filter { !isBeingRead($0.conversation) }
    endings = endings.filter { isBeingRead($0.conversation) }
    for ending in due { steps += tell(ending.conversation, endedAs: ending.state) }
    requests = [:]
    return steps + tellPresence()
  }

  func isBeingRead(_ id: ConversationID) -> Bool {
    if case .reading = places[id] { true } else { false }
  }

  /// Somebody in a chat began or stopped writing; the agent itself, too (seed).
  package mutating func signalled(_ signal: Signal) -> [DesktopStep] {
    guard case .typing(let id, let participant, _, let isTyping) = signal.content,
      case .known(var interaction) = places[id], seats[id] != nil
    else { return [] }
    places[id] = .call(nil)
    let isShown = interaction.type(participant, isStarted: isTyping, at: signal.time)
    places[id] = .known(interaction)
    if isShown { note(id) }
    return []
  }

  /// Repeats a chat with as much of its history as is shown at all.
  package mutating func repeatHistory(_ id: ConversationID) -> [DesktopStep] {
    guard case .known(let interaction) = places[id], seats[id] != nil else { return [] }
    changed.removeAll { $0 == id }
    let message = interaction.message(
      for: agent,
      .propertiesChanged,
      newCapabilities(interaction),
      part: settings.history,
      directory,
      settings
    )
    return tell(message, isHistory: true)
  }

  /// Reads a conversation, whatever is known of it.
  mutating func reread(_ id: ConversationID) -> [DesktopStep] {
    places[id] = .reading([])
    questions += 1
    let question = ConversationRead(conversation: id, number: questions, after: offset)
    reads[id] = question
    return [.read(question)]
  }

  // MARK: How things stand

  /// How a conversation stands for the agent; the work it has in hand is not known here.
  func holding(_ interaction: Interaction) -> Holding? {
    let id = interaction.id
    let consult = interaction.consults.first { $0.value.initiator == agent && $0.value.isAnswered }
    let holding = Holding(
      conversation: id,
      medium: interaction.medium,
      mainDialog: interaction.mainDialog,
      offer: offers[id],
      seat: seats[id],
      wrapping: wrapping[id] ?? [],
      consult: consult?.key
    )
    return holding.state == nil ? nil : holding
  }

  /// Every conversation that concerns the agent, for tests.
  package var holdings: [Holding] {
    places.keys.sorted().compactMap { id in
      guard case .known(let interaction) = places[id] else { return nil }
      return holding(interaction)
    }
  }
}
