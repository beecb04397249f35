// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// What the agent's clients are told, and in the place of what.
extension Desktop {
  /// Tells how an interaction stands. What says no more than that something is otherwise repeats everything, and takes the
  /// place of what said so before; so does a snapshot.
  ///
  /// - Parameters:
  ///   - isHistory: Whether the agent asked for it.
  ///   - again: Whether it is a snapshot.
  mutating func tell(_ message: InteractionMessage, isHistory: Bool = false, again: Bool = false) -> [DesktopStep] {
    var steps: [DesktopStep] = []
    var key: String?
    if again {
      key = "\(message.id) \(message.state.rawValue)"
    } else if message.state == .propertiesChanged, message.capabilities == nil, message.error == nil {
      key = "\(message.id) \(isHistory ? "history" : "change")"
    }
    if topics.contains(.interactions) {
      steps.append(.tell(.interactions, message.data(settings.shape), replacing: key))
    }
    let topic = GenesysTopic(message.medium)
    guard topics.contains(topic) else {
      if message.state.isFinal { resources.forget(message) }
      return steps
    }
    let new = resources.tell(message, base: settings.base, reference: requests[message.conversation])
    return steps
      + new.enumerated().map { index, data in
        .tell(topic, data, replacing: again ? "\(message.id) \(message.state.rawValue) \(index)" : nil)
      }
  }

  /// Something about a conversation is to be told at the end of the turn.
  mutating func note(_ id: ConversationID) {
    if !changed.contains(id) { changed.append(id) }
  }

  /// A conversation concerns the agent no more, unless after-contact work began; what came first says how.
  mutating func end(_ id: ConversationID, by event: Event) {
    guard let state = event.ending(for: agent), !endings.contains(where: { $0.conversation == id }) else { return }
    endings.append((id, state))
  }

  /// Tells what was to be told of a conversation at the end of the turn, now.
  mutating func settle(_ id: ConversationID) -> [DesktopStep] {
    var steps: [DesktopStep] = []
    if changed.contains(id) {
      changed.removeAll { $0 == id }
      steps += tellChanged(id)
    }
    guard !isBeingRead(id) else { return steps }
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
    // A client that comes back may know of it, and of drafts that are there no more.
    let isBack = told[interaction.id] == []
    let again = again || isBack
    told[interaction.id] = holding.capabilities
    let messages = interaction.messages(for: agent, holding, part: part, directory, settings)
    if again, topics.contains(GenesysTopic(interaction.medium)) {
      for message in messages { resources.forget(message) }
    }
    return messages.flatMap { tell($0, again: again) } + (isBack ? tellEndedDrafts(interaction) : [])
  }

  private mutating func tellEndedDrafts(_ interaction: Interaction) -> [DesktopStep] {
    guard let awaySince else { return [] }
    return interaction.endedDrafts.filter { $0.draft.agent == agent && $0.time >= awaySince }.flatMap { ended in
      tell(interaction.message(for: ended.draft, .completed, directory, settings))
    }
  }

  /// How much of a chat is shown, so that all of them can be told at once.
  private var part: ChatPart { settings.shown(among: places.count) }

  /// What the agent may do, if it was told otherwise: nothing is said of what stays (seed).
  mutating func newCapabilities(_ interaction: Interaction) -> [Capability]? {
    guard let holding = holding(interaction), holding.capabilities != told[interaction.id] else { return nil }
    told[interaction.id] = holding.capabilities
    return holding.capabilities
  }

  mutating func tellChanged(_ id: ConversationID) -> [DesktopStep] {
    guard case .known(let interaction) = places[id] else { return [] }
    let isLeaving = endings.contains { $0.conversation == id }
    guard seats[id] != nil || isLeaving else { return [] }
    // What it may do when it is leaving follows.
    let capabilities = isLeaving ? nil : newCapabilities(interaction)
    return tell(
      interaction.message(for: agent, .propertiesChanged, capabilities, part: part, directory, settings)
    )
  }

  mutating func tell(_ id: ConversationID, endedAs state: InteractionState) -> [DesktopStep] {
    guard seats[id] == nil, offers[id] == nil else { return [] }
    guard case .known(let interaction) = places[id] else {
      if wrapping[id] == nil {
        places[id] = nil
        told[id] = nil
      }
      return []
    }
    if wrapping[id] != nil { return show(interaction) }
    places[id] = nil
    // Nobody needs to hear the end of what it did not hear of.
    guard let before = told.removeValue(forKey: id) else { return [] }
    var steps = before.isEmpty ? tellEndedDrafts(interaction) : []
    for draft in interaction.drafts where draft.agent == agent {
      steps += tell(interaction.message(for: draft, .revoked, directory, settings))
    }
    return steps + tell(interaction.message(for: agent, state, [], part: part, directory, settings))
  }

  /// Something the agent had asked for did not come about.
  mutating func tell(_ id: ConversationID, error: String) -> [DesktopStep] {
    guard case .known(let interaction) = places[id], seats[id] != nil else { return [] }
    var message = interaction.message(for: agent, .propertiesChanged, nil, part: part, directory, settings)
    message.error = error
    return tell(message)
  }

  mutating func tellPresence() -> [DesktopStep] {
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
}
