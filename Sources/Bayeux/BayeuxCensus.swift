// SPDX-License-Identifier: Apache-2.0

/// The sessions of one mount, as far as they concern each other: a value. How many there are, and which hold connects
/// of which browser.
public struct BayeuxCensus<Session: Hashable & Sendable>: Sendable {
  private struct Entry {
    /// Who its peer is, if anybody knows.
    var peer: String?
    var browser: String?
  }

  private let settings: BayeuxSettings
  private var entries: [Session: Entry] = [:]
  private var holders: [String: Int] = [:]
  private var peers: [String: Int] = [:]
  private var unauthenticated = 0

  /// Creates an empty census.
  public init(settings: BayeuxSettings) {
    self.settings = settings
  }

  /// How many sessions there are.
  public var count: Int { entries.count }

  /// Whether there is room for one more session of a peer; nil for one of whom nobody knows who it is.
  public func hasRoom(for peer: String?) -> Bool {
    guard entries.count < settings.sessions else { return false }
    guard let peer else { return unauthenticated < settings.unauthenticatedSessions }
    return peers[peer, default: 0] < settings.sessionsPerPeer
  }

  /// A session began.
  public mutating func arrive(_ session: Session, of peer: String?) {
    guard entries[session] == nil else { return }
    entries[session] = Entry(peer: peer)
    if let peer { peers[peer, default: 0] += 1 } else { unauthenticated += 1 }
  }

  /// A session wants to hold a connect of a browser; whether it may. It may until it leaves or gives that up.
  public mutating func takeSlot(_ session: Session, of browser: String) -> Bool {
    guard let entry = entries[session] else { return false }
    guard let limit = settings.maxSessionsPerBrowser, entry.browser != browser else { return true }
    guard holders[browser, default: 0] < limit else { return false }
    leaveSlot(session)
    holders[browser, default: 0] += 1
    entries[session]?.browser = browser
    return true
  }

  /// A session holds no connect any more.
  public mutating func leaveSlot(_ session: Session) {
    guard let browser = entries[session]?.browser else { return }
    entries[session]?.browser = nil
    let left = holders[browser, default: 1] - 1
    holders[browser] = left == 0 ? nil : left
  }

  /// A session is over.
  public mutating func leave(_ session: Session) {
    leaveSlot(session)
    guard let entry = entries.removeValue(forKey: session) else { return }
    guard let peer = entry.peer else { return unauthenticated -= 1 }
    let left = peers[peer, default: 1] - 1
    peers[peer] = left == 0 ? nil : left
  }
}
