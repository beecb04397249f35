// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// How a desk is told of the presence of its agent.
extension Desk {
  mutating func loggedIn(at time: Timestamp) -> [DeskStep] {
    presence.apply(.notReady, onAllMedia: .notReady, at: time)
    presence.reason = nil
    let everything = PresenceChanges(agentState: true, domains: presence.media.map(\.domain))
    changes = everything
    // Two events stand for logging in: this one, and that of being not ready.
    let steps = [tellPresence(at: time, isLoggingIn: true)] + surroundings()
    changes = everything
    return steps
  }

  mutating func loggedOut(_ fact: AgentLoggedOut, at time: Timestamp) -> [DeskStep] {
    lastLogin = presence.loggedInAt
    busy = []
    presence.apply(.loggedOut, onAllMedia: .loggedOut, at: time)
    presence.reason = fact.reason
    changes = PresenceChanges(agentState: true, domains: presence.media.map(\.domain))
    return []
  }

  mutating func changed(_ fact: AgentStateChanged, at time: Timestamp) -> [DeskStep] {
    let steps = changes?.agentState == true ? flushPresence(at: time) : []
    presence.state = fact.state
    presence.reason = fact.reason
    presence.changedAt = time
    noteChange { $0.agentState = true }
    // Who is not ready is busy nowhere: on media where it has no work it is not ready, too.
    if fact.state == .notReady { for domain in busy.sorted() { setBusy(false, on: domain) } }
    return steps
  }

  mutating func changed(_ fact: AgentMediaStateChanged, at time: Timestamp) -> [DeskStep] {
    let isSecond = changes?.domains.contains(fact.mediaRoutingDomain) ?? false
    let steps = isSecond ? flushPresence(at: time) : []
    presence.apply(fact, at: time)
    if !fact.state.takesNoWork { busy.remove(fact.mediaRoutingDomain) }
    if fact.state != fact.previous { noteChange { $0.domains.append(fact.mediaRoutingDomain) } }
    return steps
  }

  private mutating func noteChange(_ body: (inout PresenceChanges) -> Void) {
    var changed = changes ?? PresenceChanges()
    body(&changed)
    changes = changed
  }

  private mutating func setBusy(_ isBusy: Bool, on domain: MediaRoutingDomainID) {
    if isBusy { busy.insert(domain) } else { busy.remove(domain) }
    noteChange { changed in
      if !changed.domains.contains(domain) { changed.domains.append(domain) }
    }
  }

  /// Tells the desk of changes of its presence that it was not told of.
  mutating func flushPresence(at now: Timestamp) -> [DeskStep] {
    changes == nil ? [] : [tellPresence(at: now)]
  }

  /// Tells the desk of its presence, with what changed since it was told last: perhaps nothing.
  mutating func tellPresence(at now: Timestamp, isLoggingIn: Bool = false) -> DeskStep {
    let changed = changes ?? PresenceChanges()
    changes = nil
    presencesTold += 1
    let isChange = (changed.agentState || !changed.domains.isEmpty) && !changed.isRefused
    let change = PresenceChange(
      action: isChange ? .changed : .unchanged,
      agentStateChanged: changed.agentState,
      mrdStateChanges: changed.domains.map(\.rawValue),
      agentPresence: presence.cim(directory, busy: busy, isLoggingIn: isLoggingIn, lastLogin: lastLogin),
      correlationId: NamedUUID.make("presence", agent.rawValue, String(now.milliseconds), String(presencesTold))
    )
    return .tell(DeskEmission(.agentPresence) { change.write(to: &$0) })
  }

  /// A request about presence was granted. To be told before the turn ends, so that it is said with what it changed.
  ///
  /// - Returns: Whether the presence is shown otherwise, without a fact that says so.
  package mutating func granted(_ request: DeskRequest) -> Bool {
    switch request {
    case .agentState("NOT_READY", _):
      // An offer that waits for its answer keeps the agent ready: only other media changed.
      if presence.state == .ready, changes?.agentState == false { changes?.isRefused = true }
      return false
    case .mrdState(let name, let mrd):
      guard let media = presence.media.first(where: { $0.domain.rawValue == mrd }) else { return false }
      let isBusy = name == "BUSY" && media.state.takesNoWork
      if isBusy, media.previous == .busy, changes?.domains.contains(media.domain) == true {
        // It was busy with its work, and now is so by its own word: nothing is shown otherwise.
        busy.insert(media.domain)
        noteChange { changed in changed.domains.removeAll { $0 == media.domain } }
        if changes == PresenceChanges() { changes = nil }
        return false
      }
      guard isBusy != busy.contains(media.domain) else { return false }
      setBusy(isBusy, on: media.domain)
      return true
    default: return false
    }
  }
}
