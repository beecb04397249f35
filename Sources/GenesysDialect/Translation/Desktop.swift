// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// What an agent is about to be told, or what must be known first.
package enum DesktopStep: Hashable, Sendable {
  /// Tells the agent something on a topic: `data` of the notification.
  case tell(GenesysTopic, [UInt8])
  /// The facts of a conversation are needed; they come by ``Desktop/read(_:_:)``.
  case read(ConversationID)
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
    /// A call: agents are not told of it on these topics.
    case call
  }

  package let agent: AgentID
  let directory: GenesysDirectory
  let settings: GenesysSettings
  package internal(set) var channels: AgentChannels
  var places: [ConversationID: Place] = [:]
  /// How many answers to reading a conversation are to come; only the last is new enough.
  private var reads: [ConversationID: Int] = [:]
  var seats: [ConversationID: Seat] = [:]
  var offers: [ConversationID: OfferID] = [:]
  var wrapping: [ConversationID: Set<WorkItemID>] = [:]
  /// What the agent was told last that it may do.
  var told: [ConversationID: [Capability]] = [:]
  /// Conversations of which something is to be told at the end of the turn.
  private var changed: [ConversationID] = []
  /// Conversations that concern the agent no more, and how that came; after-contact work may have begun.
  private var endings: [(conversation: ConversationID, state: InteractionState)] = []
  /// What it listens to.
  private var topics: Set<GenesysTopic> = []
  private var resources = ResourceTeller()
  /// The agent's own requests that led to what is told at the end of the turn.
  private var requests: [ConversationID: Int] = [:]
  private var toldChannels: [ChannelState]
  private var toldDevices: [DeviceState]

  package init(_ start: DesktopStart, settings: GenesysSettings) {
    agent = start.channels.agent
    directory = start.directory
    self.settings = settings
    channels = start.channels
    toldChannels = start.channels.channels(start.directory)
    toldDevices = start.channels.devices(start.directory)
    for holding in start.holdings {
      places[holding.conversation] = .reading([])
      reads[holding.conversation] = 1
      seats[holding.conversation] = holding.seat
      offers[holding.conversation] = holding.offer
      if !holding.wrapping.isEmpty { wrapping[holding.conversation] = holding.wrapping }
    }
  }

  /// The conversations to be read first.
  package func begin() -> [DesktopStep] { places.keys.sorted().map { .read($0) } }

  /// Somebody listens to these topics and to no others from now on: how things stand on those that were not heard before.
  /// What is being read is told when it was.
  package mutating func listen(_ heard: Set<GenesysTopic>) -> [DesktopStep] {
    let new = heard.subtracting(topics)
    topics = new
    defer { topics = heard }
    return snapshot()
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
    case .reading(let waiting):
      places[id] = .reading(waiting + [envelope])
      return []
    case .known(var interaction):
      guard envelope.offset > interaction.offset else { return [] }
      // So that there is one owner, and nothing is copied.
      places[id] = .call
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
  package mutating func read(_ id: ConversationID, _ facts: [Envelope]) -> [DesktopStep] {
    reads[id] = reads[id].flatMap { $0 > 1 ? $0 - 1 : nil }
    guard reads[id] == nil else { return [] }
    guard case .reading(let waiting) = places[id] else { return [] }
    guard var interaction = Interaction.read(facts, directory, settings) else {
      places[id] = facts.isEmpty ? nil : .call
      return []
    }
    for envelope in waiting where envelope.offset > interaction.offset { _ = interaction.take(envelope, directory) }
    places[id] = .known(interaction)
    return show(interaction)
  }

  /// Everything of this turn has come.
  package mutating func turnEnded() -> [DesktopStep] {
    var steps: [DesktopStep] = []
    for id in changed { steps += tellChanged(id) }
    changed = []
    for ending in endings { steps += tell(ending.conversation, endedAs: ending.state) }
    endings = []
    requests = [:]
    return steps + tellPresence()
  }

  /// Somebody in a chat began or stopped writing; the agent itself, too (seed).
  package mutating func signalled(_ signal: Signal) -> [DesktopStep] {
    guard case .typing(let id, let participant, _, let isTyping) = signal.content,
      case .known(var interaction) = places[id], seats[id] != nil
    else { return [] }
    places[id] = .call
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
      events: settings.historyEvents,
      directory,
      settings
    )
    return tell(message)
  }

  /// Reads a conversation, whatever is known of it.
  mutating func reread(_ id: ConversationID) -> [DesktopStep] {
    places[id] = .reading([])
    reads[id, default: 0] += 1
    return [.read(id)]
  }

  // MARK: Telling

  mutating func tell(_ message: InteractionMessage) -> [DesktopStep] {
    var steps: [DesktopStep] = []
    if topics.contains(.interactions) { steps.append(.tell(.interactions, message.data(settings.shape))) }
    let topic = GenesysTopic(message.medium)
    guard topics.contains(topic) else { return steps }
    let new = resources.tell(message, base: settings.base, reference: requests[message.conversation])
    return steps + new.map { .tell(topic, $0) }
  }

  /// Something about a conversation is to be told at the end of the turn.
  mutating func note(_ id: ConversationID) {
    if !changed.contains(id) { changed.append(id) }
  }

  /// A conversation concerns the agent no more, unless after-contact work began; what came first says how.
  mutating func end(_ id: ConversationID, as state: InteractionState) {
    if !endings.contains(where: { $0.conversation == id }) { endings.append((id, state)) }
  }

  /// Tells what was to be told of a conversation at the end of the turn, now.
  mutating func settle(_ id: ConversationID) -> [DesktopStep] {
    var steps: [DesktopStep] = []
    if changed.contains(id) {
      changed.removeAll { $0 == id }
      steps += tellChanged(id)
    }
    for ending in endings where ending.conversation == id { steps += tell(id, endedAs: ending.state) }
    endings.removeAll { $0.conversation == id }
    return steps
  }

  /// Shows how an interaction stands for the agent, with its drafts.
  ///
  /// - Parameter again: Whether all of it is told, whatever was told before.
  mutating func show(_ interaction: Interaction, again: Bool = false) -> [DesktopStep] {
    guard let holding = holding(interaction) else { return [] }
    changed.removeAll { $0 == interaction.id }
    told[interaction.id] = holding.capabilities
    let messages = interaction.messages(for: agent, holding, directory, settings)
    if again, topics.contains(GenesysTopic(interaction.medium)) {
      resources.forget(interaction.medium, among: messages)
    }
    return messages.flatMap { tell($0) }
  }

  /// What the agent may do, if it was told otherwise: nothing is said of what stays (seed).
  private mutating func newCapabilities(_ interaction: Interaction) -> [Capability]? {
    guard let holding = holding(interaction), holding.capabilities != told[interaction.id] else { return nil }
    told[interaction.id] = holding.capabilities
    return holding.capabilities
  }

  private mutating func tellChanged(_ id: ConversationID) -> [DesktopStep] {
    guard case .known(let interaction) = places[id] else { return [] }
    let isLeaving = endings.contains { $0.conversation == id }
    guard seats[id] != nil || isLeaving else { return [] }
    // What it may do when it is leaving follows.
    let capabilities = isLeaving ? nil : newCapabilities(interaction)
    return tell(interaction.message(for: agent, .propertiesChanged, capabilities, directory, settings))
  }

  private mutating func tell(_ id: ConversationID, endedAs state: InteractionState) -> [DesktopStep] {
    guard seats[id] == nil, offers[id] == nil else { return [] }
    guard case .known(let interaction) = places[id] else {
      if wrapping[id] == nil { places[id] = nil }
      return []
    }
    if wrapping[id] != nil { return show(interaction) }
    places[id] = nil
    told[id] = nil
    var steps: [DesktopStep] = []
    for draft in interaction.drafts where draft.agent == agent {
      steps += tell(interaction.message(for: draft, .revoked, directory, settings))
    }
    return steps + tell(interaction.message(for: agent, state, [], directory, settings))
  }

  /// Something the agent had asked for did not come about.
  mutating func tell(_ id: ConversationID, error: String) -> [DesktopStep] {
    guard case .known(let interaction) = places[id], seats[id] != nil else { return [] }
    var message = interaction.message(for: agent, .propertiesChanged, nil, directory, settings)
    message.error = error
    return tell(message)
  }

  private mutating func tellPresence() -> [DesktopStep] {
    var steps: [DesktopStep] = []
    let states = channels.channels(directory)
    let changed = states.filter { !toldChannels.contains($0) }
    if !changed.isEmpty, topics.contains(.channels) { steps.append(.tell(.channels, ChannelState.data(changed))) }
    toldChannels = states
    let devices = channels.devices(directory)
    if devices != toldDevices, topics.contains(.devices) { steps.append(.tell(.devices, DeviceState.data(devices))) }
    toldDevices = devices
    return steps
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

extension Event {
  /// The conversation a fact is about, also where those in it must not learn of it.
  var place: ConversationID? {
    switch self {
    case .participantLeft(let fact): fact.conversation
    case .supervisorJoined(let fact): fact.conversation
    default: subject.conversation
    }
  }
}
