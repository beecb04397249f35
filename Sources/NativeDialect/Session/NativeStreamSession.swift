// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// One subscriber of the native stream on a WebSocket or on server-sent events.
///
/// Facts do not pass through it: the driver writes the same finished bytes to every subscriber. What is left is the
/// beginning, the word that the history is complete, pings, and the end. It tolerates nothing: whatever is not a ping
/// is answered with what is wrong and ends the stream.
package struct NativeStreamSession: DialectSession {
  /// How the stream reaches its peer.
  package enum Form: Hashable, Sendable, CaseIterable {
    /// Text messages, both ways.
    case webSocket
    /// Server-sent events, one way.
    case serverSentEvents
  }

  private let form: Form
  private let subscription: EventSubscription

  /// Creates a session.
  ///
  /// - Parameters:
  ///   - form: How the stream reaches its peer.
  ///   - account: The account.
  ///   - request: What the peer asked for, already allowed.
  package init(form: Form, account: AccountID, request: StreamRequest) {
    self.form = form
    let encoding =
      switch form {
      case .webSocket: CloudEventEncoder.identifier
      case .serverSentEvents: ServerSentEventEncoder.identifier
      }
    subscription = request.subscription(of: account, encoding: encoding)
  }

  /// Begins, answers pings, says when the history is complete, and says why it ends.
  package mutating func receive(_ input: SessionInput, at now: Timestamp) -> [SessionAction] {
    switch input {
    case .opened: return [.subscribe(subscription)]
    case .caughtUp(let position): return [send(.caughtUp(position))]
    case .text(let bytes): return answer(bytes)
    case .binary: return refuse("binary messages are not understood; send {\"type\":\"ping\"} as text, or nothing")
    case .closed(let reason): return lastWord(reason)
    case .request, .requestAborted, .told, .following, .followedUp: return []
    }
  }

  private func answer(_ bytes: [UInt8]) -> [SessionAction] {
    do throws(JSONError) {
      let message = try JSONValue(parsing: bytes, maximumDepth: 4)
      guard message["type"]?.stringValue == "ping" else {
        return refuse("the only message understood is {\"type\":\"ping\"}; commands go to the REST API")
      }
      return [send(.pong)]
    } catch {
      return refuse("the message is not JSON: \(error)")
    }
  }

  private func refuse(_ detail: String) -> [SessionAction] {
    [send(.closing(.badRequest, detail: detail)), .close(.badRequest)]
  }

  /// A WebSocket's close frame says why; server-sent events have none.
  private func lastWord(_ reason: ConnectionCloseReason) -> [SessionAction] {
    switch form {
    case .webSocket: []
    case .serverSentEvents: reason == .peerClosed ? [] : [send(.closing(reason, detail: reason.text))]
    }
  }

  private func send(_ message: StreamMessage) -> SessionAction {
    switch form {
    case .webSocket: .send(message.json)
    case .serverSentEvents: .send(message.serverSentEvent)
    }
  }
}

/// What the peer of a stream asks for.
package struct StreamRequest: Hashable, Sendable {
  /// Any of these topics.
  package var topics: [Topic]
  /// Only these kinds; nil for all.
  package var kinds: Set<Event.Kind>?
  /// After this position; nil for from now on.
  package var after: Position?
  /// Whether signals are wanted too.
  package var wantsSignals: Bool
  /// Whether what agents and managers say among themselves is for the peer.
  package var showsInternal: Bool

  /// Creates a request.
  package init(
    topics: [Topic],
    kinds: Set<Event.Kind>? = nil,
    after: Position? = nil,
    wantsSignals: Bool = false,
    showsInternal: Bool = true
  ) {
    self.topics = topics
    self.kinds = kinds
    self.after = after
    self.wantsSignals = wantsSignals
    self.showsInternal = showsInternal
  }

  func subscription(of account: AccountID, encoding: EncodingID) -> EventSubscription {
    EventSubscription(
      account: account,
      topics: topics,
      kinds: kinds,
      after: after,
      delivery: .shared(encoding),
      wantsSignals: wantsSignals,
      showsInternal: showsInternal
    )
  }
}
