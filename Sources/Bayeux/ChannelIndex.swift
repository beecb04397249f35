// SPDX-License-Identifier: Apache-2.0

/// Who subscribed to what: a value. Finding the subscribers of a channel costs a look-up for each of its segments and
/// two more, however many channels and subscribers there are.
public struct ChannelIndex<Subscriber: Hashable & Sendable>: Sendable {
  private var subscribers: [String: Set<Subscriber>] = [:]
  private var channels: [Subscriber: Set<String>] = [:]

  /// Creates an empty index.
  public init() {}

  /// Whether nobody subscribed to anything.
  public var isEmpty: Bool { channels.isEmpty }

  /// Somebody subscribes to a channel or a pattern.
  public mutating func insert(_ subscriber: Subscriber, for channel: BayeuxChannel) {
    subscribers[channel.name, default: []].insert(subscriber)
    channels[subscriber, default: []].insert(channel.name)
  }

  /// Somebody unsubscribes.
  public mutating func remove(_ subscriber: Subscriber, from channel: BayeuxChannel) {
    forget(subscriber, channel.name)
    channels[subscriber]?.remove(channel.name)
    if channels[subscriber]?.isEmpty == true { channels[subscriber] = nil }
  }

  /// Somebody is gone.
  public mutating func remove(_ subscriber: Subscriber) {
    for name in channels.removeValue(forKey: subscriber) ?? [] { forget(subscriber, name) }
  }

  private mutating func forget(_ subscriber: Subscriber, _ name: String) {
    subscribers[name]?.remove(subscriber)
    if subscribers[name]?.isEmpty == true { subscribers[name] = nil }
  }

  /// Who hears what is published on a channel, each once, however many of its patterns match.
  public func subscribers(of channel: BayeuxChannel) -> Set<Subscriber> {
    guard channel.kind == .broadcast, !channel.isPattern else { return [] }
    var all: Set<Subscriber> = []
    for pattern in channel.patterns {
      guard let some = subscribers[pattern] else { continue }
      if all.isEmpty { all = some } else { all.formUnion(some) }
    }
    return all
  }
}
