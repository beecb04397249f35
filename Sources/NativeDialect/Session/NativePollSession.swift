// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// One long poll: waits for the first facts after a position, answers with everything that came in that turn, and ends.
///
/// Waiting: facts are collected; can become answered at the end of a turn in which any came, at the deadline, or when
/// the connection ends. Answered: nothing more happens.
///
/// A poll that asks for no position begins at the present and gets none to answer with before the driver says where
/// that is; its deadline then waits for that word.
package struct NativePollSession: DialectSession {
  private static let deadline = SessionTimer(rawValue: 1)

  private let subscription: EventSubscription
  private let hold: Duration
  private let limit: Int
  private var request: RequestID?
  private var events: [UInt8] = []
  private var count = 0
  private var position: Position?
  private var isOverdue = false

  /// Creates a session for one request.
  ///
  /// - Parameters:
  ///   - account: The account.
  ///   - request: What the peer asked for, already allowed.
  ///   - hold: How long to wait for a first fact.
  ///   - limit: The most facts in one answer.
  package init(account: AccountID, request: StreamRequest, hold: Duration, limit: Int) {
    subscription = request.subscription(of: account, encoding: CloudEventEncoder.identifier)
    self.hold = hold
    self.limit = limit
    position = request.after
  }

  /// Begins with its request and ends with the connection.
  package mutating func receive(_ input: SessionInput, at now: Timestamp) -> [SessionAction] {
    switch input {
    case .request(let id, _):
      request = id
      return [.subscribe(subscription), .schedule(Self.deadline, at: now.advanced(by: hold))]
    case .requestAborted:
      request = nil
      return [.close(.peerClosed)]
    case .caughtUp(let position):
      if count == 0 { self.position = position }
      return isOverdue ? answer() : []
    case .closed(let reason): return end(reason)
    case .opened, .text, .binary, .told, .following, .followedUp: return []
    }
  }

  /// Collects a fact.
  package mutating func encoded(_ bytes: [UInt8], at position: Position, now: Timestamp) -> [SessionAction] {
    guard request != nil, count < limit else { return [] }
    if count > 0 { events.append(UInt8(ascii: ",")) }
    events.append(contentsOf: bytes)
    count += 1
    self.position = position
    return count == limit ? answer() : []
  }

  /// Answers if anything came.
  package mutating func turnEnded(at now: Timestamp) -> [SessionAction] {
    count > 0 ? answer() : []
  }

  /// Answers, empty-handed if nothing came.
  package mutating func timerFired(_ timer: SessionTimer, at now: Timestamp) -> [SessionAction] {
    isOverdue = true
    return position == nil ? [] : answer()
  }

  private mutating func answer() -> [SessionAction] {
    guard let request, let position else { return [] }
    self.request = nil
    var json = JSONWriter(capacity: events.count + 64)
    json.object { json in
      json.key("events")
      json.array { if count > 0 { $0.raw(events) } }
      json.member("position", position.description)
    }
    let headers = [
      HTTPHeader("Content-Type", "application/json"), HTTPHeader("Cache-Control", "no-store"),
      HTTPHeader("Cordboard-Position", position.description),
    ]
    return [
      .reply(request, HTTPReply(status: 200, headers: headers, body: json.finish())), .unsubscribe,
      .close(.finished),
    ]
  }

  /// The driver ends the session: what was collected is not lost, and without anything the reason becomes a problem.
  private mutating func end(_ reason: ConnectionCloseReason) -> [SessionAction] {
    guard let request else { return [] }
    if count > 0 { return answer().filter { $0 != .close(.finished) && $0 != .unsubscribe } }
    self.request = nil
    return [.reply(request, Problem(reason).reply)]
  }
}
