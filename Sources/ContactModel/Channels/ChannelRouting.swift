// SPDX-License-Identifier: Apache-2.0

/// How work of a channel finds its agent.
public enum ChannelRouting: Hashable, Sendable {
  /// The core offers it from a queue with a priority; higher is sooner.
  case push(queue: QueueID, priority: Int)
  /// Agents take it from a pull list.
  case pull(list: PullListID)
}
