// SPDX-License-Identifier: Apache-2.0

import ContactModel
import LivePersonDialect
import Logging
import WebhookDelivery

/// Signals, which are worth something for a short time only.
extension StrictLine {
  /// A signal that is not a notification yet.
  struct WaitingSignal {
    let signal: Signal
    /// Until when it is worth something.
    let end: Timestamp
    /// The notification in whose place it comes, if that is not sent before.
    let older: UInt64?
  }

  func take(_ signal: Signal, in lane: DeliveryLane, for patience: Duration, replaces: (Signal) -> Bool) {
    guard case .conversation(let conversation) = lane, !isOver else { return }
    var patience = patience
    if case .byTimeToLive(let seconds, _) = endpoint.rules[.chatState] { patience = min(patience, .seconds(seconds)) }
    let new = WaitingSignal(
      signal: signal,
      end: parts.clock.now().advanced(by: patience),
      older: signals.first { id in
        guard let item = items[id], item.conversation == conversation, !item.isUnderWay else { return false }
        return item.signal.map(replaces) ?? false
      }
    )
    if let place = unfolded[lane]?.firstIndex(where: { replaces($0.signal) }) {
      unfolded[lane]?[place] = new
    } else if unfolded[lane] == nil, let fold = folds[lane] {
      tell(new, of: conversation, fold)
    } else if hasRoomForSignal {
      let isAlone = unfolded[lane] == nil
      unfolded[lane, default: []].append(new)
      if isAlone { Task { await tell(lane, conversation) } }
    } else {
      parts.counters.lostSignals.add()
    }
  }

  private var hasRoomForSignal: Bool {
    unfolded.values.reduce(signals.count) { $0 + $1.count } < parts.settings.waitingSignals
  }

  /// Finds out how a conversation stands, and tells the signals that wait for it.
  private func tell(_ lane: DeliveryLane, _ conversation: ConversationID) async {
    while !isOver {
      let (known, version) = (generation.count, updates)
      let fold: any WebhookFold
      do {
        fold = try await endpoint.translation.fold(of: lane, before: nil)
      } catch {
        log(.error, "a signal cannot be told: the journal cannot be read", "\(error)")
        parts.counters.lostSignals.add(unfolded.removeValue(forKey: lane)?.count ?? 0)
        return
      }
      guard known == generation.count, version == updates, !isOver else { continue }
      if folds[lane] == nil { keep(fold, of: lane) }
      for new in unfolded.removeValue(forKey: lane) ?? [] { tell(new, of: conversation, fold) }
      return
    }
  }

  private func tell(_ new: WaitingSignal, of conversation: ConversationID, _ fold: any WebhookFold) {
    guard new.end > parts.clock.now(), let message = fold.message(of: new.signal) else { return }
    if let older = new.older, signals.contains(older), items[older]?.isUnderWay == false {
      items[older]?.message = message
      items[older]?.signal = new.signal
      items[older]?.end = new.end
    } else if hasRoomForSignal {
      arrive(message, of: conversation, offset: nil, signal: new)
    } else {
      parts.counters.lostSignals.add()
    }
  }
}
