// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// One armed timer of a session. The heap owns its place; the session owns the timer.
final class HubTimer {
  /// What the timer is for.
  enum Purpose: Hashable {
    /// The dialect's own.
    case session(UInt16)
    /// The end of the token.
    case expiry
    /// The end of a session that nobody asks for any more.
    case lease
  }

  let purpose: Purpose
  unowned let owner: HostedSession
  fileprivate(set) var deadline: Timestamp
  fileprivate var place = -1

  init(_ purpose: Purpose, owner: HostedSession, deadline: Timestamp) {
    self.purpose = purpose
    self.owner = owner
    self.deadline = deadline
  }

  /// Whether it waits in the heap.
  var isArmed: Bool { place >= 0 }
}

/// The timers of an event loop, the earliest first. Every change costs the logarithm of their number, and a timer that
/// is taken back leaves nothing behind.
struct TimerHeap {
  private var timers: [HubTimer] = []

  /// When the earliest is due.
  var earliest: Timestamp? { timers.first?.deadline }

  /// Arms a timer, or arms it anew.
  mutating func arm(_ timer: HubTimer, at deadline: Timestamp) {
    if timer.isArmed { disarm(timer) }
    timer.deadline = deadline
    timer.place = timers.count
    timers.append(timer)
    rise(timers.count - 1)
  }

  /// Takes a timer back; nothing happens if it is not armed.
  mutating func disarm(_ timer: HubTimer) {
    guard timer.isArmed else { return }
    let place = timer.place
    let last = timers.count - 1
    if place != last { swap(place, last) }
    timers.removeLast()
    timer.place = -1
    if place < timers.count {
      sink(place)
      rise(place)
    }
  }

  /// Takes the earliest timer out if it is due.
  mutating func popDue(_ now: Timestamp) -> HubTimer? {
    guard let first = timers.first, first.deadline <= now else { return nil }
    disarm(first)
    return first
  }

  private mutating func swap(_ left: Int, _ right: Int) {
    timers.swapAt(left, right)
    timers[left].place = left
    timers[right].place = right
  }

  private mutating func rise(_ start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard timers[child].deadline < timers[parent].deadline else { return }
      swap(child, parent)
      child = parent
    }
  }

  private mutating func sink(_ start: Int) {
    var parent = start
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < timers.count {
        if timers[child].deadline < timers[least].deadline { least = child }
      }
      guard least != parent else { return }
      swap(parent, least)
      parent = least
    }
  }
}
