// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import EventJournal

/// Reads conversations, open ones from the state and closed ones from their history, for whoever may see them: also an
/// agent who took part and left. Who may not is told the same as if there were none.
enum ConversationReading {
  private enum Standing: Sendable {
    case open(ConversationView)
    /// In the journal: closed, or open and out of sight.
    case elsewhere(supervised: [TeamID])
  }

  /// The conversation, and where the log stood.
  static func read(_ id: ConversationID, _ call: APICall) async throws(Problem) -> (ConversationView, Position) {
    let (standing, position) = try await stand(id, call)
    switch standing {
    case .open(let view): return (view, position)
    case .elsewhere(let supervised):
      guard let view = try await history(id, supervised, call).view else {
        throw Problem(.unknownConversation(id))
      }
      return (view, position)
    }
  }

  /// The conversation as part of a history; nil for whoever may not see it.
  static func readForHistory(
    _ id: ConversationID,
    _ call: APICall,
    mayReadAll: Bool
  ) async throws(Problem) -> ConversationView? {
    mayReadAll ? try await readAfterCommand(id, call).0 : try await readFound(id, call)
  }

  /// A conversation that a search found for its reader: as it is now, if the reader may still see it so, else as its
  /// history tells.
  static func readFound(_ id: ConversationID, _ call: APICall) async throws(Problem) -> ConversationView? {
    switch try await stand(id, call).0 {
    case .open(let view): return view
    case .elsewhere(let supervised):
      let history = try await fold(id, call)
      return history.readers.include(call.principal, supervising: supervised) ? history.view : nil
    }
  }

  /// The facts of a conversation that a customer came to, for whoever may read them; none for an arrival that is not the
  /// customer's first there.
  static func facts(
    _ id: ConversationID,
    from arrival: Envelope,
    of customer: CustomerID,
    _ call: APICall
  ) async throws(Problem) -> (facts: [Envelope], readers: ConversationHistory.Readers) {
    let account = call.account
    let (facts, history) = try await call.read { journal throws(JournalError) in
      var facts: [Envelope] = []
      var history = ConversationHistory()
      try await journal.readConversation(id, of: account) { page in
        facts += page
        for envelope in page { history.apply(envelope) }
      }
      return (facts, history)
    }
    let isFirst = history.view?.isFirstArrival(arrival.event, of: customer) ?? false
    return (isFirst ? facts : [], history.readers)
  }

  /// Whether a conversation with these readers may be read now.
  static func mayRead(
    _ id: ConversationID,
    _ readers: ConversationHistory.Readers,
    _ call: APICall
  ) async throws(Problem) -> Bool {
    switch try await stand(id, call).0 {
    case .open: true
    case .elsewhere(let supervised): readers.include(call.principal, supervising: supervised)
    }
  }

  /// The conversation after a command about it was allowed and done, and where the log stood. By its own command the
  /// one who asks may have lost sight of it.
  static func readAfterCommand(
    _ id: ConversationID,
    _ call: APICall
  ) async throws(Problem) -> (ConversationView, Position) {
    let principal = call.principal
    let (open, position) = try await call.ask { centre, position throws(Rejection) in
      (centre.conversations[id].map { ConversationView($0, call: centre.calls[id], for: principal) }, position)
    }
    if let open { return (open, position) }
    guard let view = try await fold(id, call).view else { throw Problem(.unknownConversation(id)) }
    return (view, position)
  }

  /// What was said in the conversation after one of its sequence numbers, or everything, and where the log stood.
  static func history(
    _ id: ConversationID,
    after sequence: UInt64,
    _ call: APICall
  ) async throws(Problem) -> (ConversationHistory, Position) {
    let (standing, position) = try await stand(id, call)
    switch standing {
    // What became of these messages comes after them; whoever may read an open conversation is known without its history.
    case .open: return (try await fold(id, after: sequence, call), position)
    case .elsewhere(let supervised): return (try await history(id, supervised, call), position)
    }
  }

  /// Refuses who may not see the conversation; where the log stood otherwise.
  static func checkAccess(_ id: ConversationID, _ call: APICall) async throws(Problem) -> Position {
    let (standing, position) = try await stand(id, call)
    if case .elsewhere(let supervised) = standing { _ = try await history(id, supervised, call) }
    return position
  }

  private static func stand(_ id: ConversationID, _ call: APICall) async throws(Problem) -> (Standing, Position) {
    let principal = call.principal
    return try await call.ask { centre, position throws(Rejection) in
      if let conversation = centre.conversations[id], centre.maySee(id, principal) {
        return (.open(ConversationView(conversation, call: centre.calls[id], for: principal)), position)
      }
      var supervised: [TeamID] = []
      if case .agent(let viewer) = principal.actor {
        supervised = centre.configuration.agents[viewer]?.supervisedTeams ?? []
      }
      return (.elsewhere(supervised: supervised), position)
    }
  }

  private static func history(
    _ id: ConversationID,
    _ supervised: [TeamID],
    _ call: APICall
  ) async throws(Problem) -> ConversationHistory {
    let history = try await fold(id, call)
    guard history.view != nil, history.readers.include(call.principal, supervising: supervised) else {
      throw Problem(
        404,
        "unknownConversation",
        "conversation \(id) does not exist, or you may not see it"
      )
    }
    return history
  }

  static func fold(
    _ id: ConversationID,
    after first: UInt64 = 0,
    _ call: APICall
  ) async throws(Problem) -> ConversationHistory {
    let account = call.account
    return try await call.read { journal throws(JournalError) in
      var history = ConversationHistory()
      try await journal.readConversation(id, of: account, after: first) { page in
        for envelope in page { history.apply(envelope) }
      }
      return history
    }
  }
}

extension Journal {
  /// Every fact of a conversation.
  func conversation(_ id: ConversationID, of account: AccountID) async throws(JournalError) -> [Envelope] {
    var facts: [Envelope] = []
    try await readConversation(id, of: account) { facts += $0 }
    return facts
  }

  /// The facts of a conversation after one of its sequence numbers, page by page.
  func readConversation(
    _ id: ConversationID,
    of account: AccountID,
    after first: UInt64 = 0,
    _ take: ([Envelope]) -> Void
  ) async throws(JournalError) {
    let limit = 500
    var sequence = first
    while true {
      let page = try await read(account, conversation: id, after: sequence, limit: limit)
      take(page)
      guard page.count == limit, let last = page.last?.conversationSequence else { return }
      sequence = last
    }
  }
}
