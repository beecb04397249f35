// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// The presence of the agent of a desk: a fold over the facts about it.
package struct DeskPresence: Hashable, Sendable {
  /// The agent on one media routing domain.
  package struct Media: Hashable, Sendable {
    /// Where.
    package var domain: MediaRoutingDomainID
    /// How it is.
    package var state: MediaState
    /// How it was before.
    package var previous: MediaState?
    /// Since when.
    package var changedAt: Timestamp
    /// When it was ready last.
    package var lastReadyAt: Timestamp?
    /// How many tasks it may have.
    package var capacity: Int

    /// Creates it from its parts.
    package init(
      domain: MediaRoutingDomainID,
      state: MediaState,
      previous: MediaState?,
      changedAt: Timestamp,
      lastReadyAt: Timestamp?,
      capacity: Int
    ) {
      self.domain = domain
      self.state = state
      self.previous = previous
      self.changedAt = changedAt
      self.lastReadyAt = lastReadyAt
      self.capacity = capacity
    }
  }

  /// Who.
  package var agent: AgentID
  /// How it is.
  package var state: AgentState
  /// Why.
  package var reason: ReasonCodeID?
  /// Since when.
  package var changedAt: Timestamp
  /// When it logged in; nil for one that has not.
  package var loggedInAt: Timestamp?
  /// How it is on each media routing domain.
  package var media: [Media]

  /// Creates it from its parts.
  package init(
    agent: AgentID,
    state: AgentState,
    reason: ReasonCodeID?,
    changedAt: Timestamp,
    loggedInAt: Timestamp?,
    media: [Media]
  ) {
    self.agent = agent
    self.state = state
    self.reason = reason
    self.changedAt = changedAt
    self.loggedInAt = loggedInAt
    self.media = media
  }

  /// The agent came or went, and every media state with it; no facts say so one by one.
  mutating func apply(_ state: AgentState, onAllMedia media: MediaState, at time: Timestamp) {
    self.state = state
    changedAt = time
    loggedInAt = state == .loggedOut ? nil : time
    for index in self.media.indices { set(media, index, at: time) }
  }

  private mutating func set(_ state: MediaState, _ index: Int, at time: Timestamp) {
    // The wish can change without the state.
    guard state != media[index].state else { return }
    media[index].previous = media[index].state
    media[index].state = state
    media[index].changedAt = time
    if state == .ready { media[index].lastReadyAt = time }
  }

  mutating func apply(_ fact: AgentMediaStateChanged, at time: Timestamp) {
    guard let index = media.firstIndex(where: { $0.domain == fact.mediaRoutingDomain }) else {
      media.append(
        Media(
          domain: fact.mediaRoutingDomain,
          state: fact.state,
          previous: fact.previous,
          changedAt: time,
          lastReadyAt: fact.state == .ready ? time : nil,
          capacity: 0
        )
      )
      return
    }
    set(fact.state, index, at: time)
  }

  /// How a desk is told of it. Between logging in and being not ready, everything is `LOGIN`.
  ///
  /// - Parameters:
  ///   - busy: The media on which the agent said that it is busy: it takes no work there, and it is told so by that word.
  ///   - lastLogin: When the agent logged in last, for one that has logged out since.
  func cim(
    _ directory: DeskDirectory,
    busy: Set<MediaRoutingDomainID> = [],
    isLoggingIn: Bool = false,
    lastLogin: Timestamp? = nil
  ) -> CimAgentPresence {
    CimAgentPresence(
      agent: directory.user(agent),
      state: CimAgentState(name: isLoggingIn ? "LOGIN" : state.name, reasonCode: directory.reason(reason)),
      stateChangeTime: changedAt,
      agentMrdStates: media.map { media in
        CimMrdState(
          mrd: directory.mrd(media.domain),
          state: isLoggingIn ? "LOGIN" : (busy.contains(media.domain) ? MediaState.busy : media.state).name,
          // Nothing was before logging in.
          previousState: media.previous == .loggedOut ? nil : media.previous?.name,
          stateChangeTime: media.changedAt,
          lastReadyStateChangeTime: media.lastReadyAt ?? CimMrdState.neverReady,
          maxAgentTasks: media.capacity
        )
      },
      agentLoginTime: loggedInAt ?? lastLogin
    )
  }
}

extension MediaState {
  /// Whether no work is taken: the states in which an agent can be busy without the core's knowing.
  var takesNoWork: Bool {
    switch self {
    case .notReady, .pendingNotReady: true
    case .loggedOut, .ready, .active, .busy, .interrupted: false
    }
  }
}
