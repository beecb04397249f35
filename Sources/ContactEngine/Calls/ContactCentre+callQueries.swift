// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension ContactCentre {
  /// Whether there is a channel.
  package func hasChannel(_ id: ChannelID) -> Bool {
    configuration.channels[id] != nil
  }

  /// A call and its conversation: one that is not over, or the last of a conversation that is open.
  package func call(_ id: CallID, on channel: ChannelID) -> (call: Call, conversation: ConversationID)? {
    if let place = callIndex.calls[channel]?[id] { return calls[place].map { ($0, place) } }
    guard let place = endedCalls.conversation(of: id, on: channel), let call = calls[place], call.id == id else {
      return nil
    }
    return (call, place)
  }

  /// The calls of a channel that are not over, and those whose agents still talk with each other, in the order in which
  /// they began.
  package func calls(on channel: ChannelID) -> [(call: Call, conversation: ConversationID)] {
    var found: [(call: Call, conversation: ConversationID)] = []
    for id in calls.keys {
      guard let call = calls[id], call.channel == channel, !call.state.isFinal || !call.legs.isEmpty else { continue }
      found.append((call, id))
    }
    return found.sorted { ($0.call.startedAt, $0.conversation) < ($1.call.startedAt, $1.conversation) }
  }
}
