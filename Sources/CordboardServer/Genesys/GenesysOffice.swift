// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import EventJournal
import GenesysDialect
import Logging
import Synchronization

/// Answers what sessions of agents ask, and knows which there are. The lock guards who has which, the conversations that
/// were read last, and which accounts are being looked at because their configuration changed.
final class GenesysOffice: SessionOffice {
  private struct ConversationKey: Hashable {
    let account: AccountID
    let conversation: ConversationID
  }

  private struct State {
    var workers: [SessionHandle: GenesysWorker] = [:]
    var sessions: [GenesysWorker: Set<SessionHandle>] = [:]
    /// Conversations that were read, for all sessions that want them.
    var conversations = SharedReads<ConversationKey, Result<[Envelope], JournalError>>(limit: 32)
    /// Accounts whose desktops are being told of another configuration, and whether it changed once more.
    var changing: [AccountID: Bool] = [:]
  }

  /// The most facts about an agent in which is looked for what ended while its client was away.
  private static let recentFacts = 100
  /// The longest conversation, in facts, that is kept for who asks a moment later.
  private static let keptFacts = 256

  private let gateway: any CommandGateway
  private let journal: any Journal
  private let awayFor: Duration
  private let pace: Duration
  private let clock: any WallClock
  private let logger: Logger
  private let state = Mutex(State())

  /// Creates an office.
  ///
  /// - Parameters:
  ///   - awayFor: How long a client may have been away of whom that was not noticed: it is told what ended meanwhile.
  ///   - pace: How long a configuration counts at least: one that is synchronised changes thousands of times in a row.
  init(
    gateway: any CommandGateway,
    journal: any Journal,
    awayFor: Duration = .seconds(150),
    pace: Duration = .seconds(1),
    clock: any WallClock = SystemWallClock(),
    logger: Logger
  ) {
    self.gateway = gateway
    self.journal = journal
    self.awayFor = awayFor
    self.pace = pace
    self.clock = clock
    self.logger = logger
  }

  func ask(_ message: SessionMessage, from session: SessionHandle) {
    guard let question = message.content as? GenesysQuestion else { return }
    Task { session.tell(SessionMessage(await answer(question, session))) }
  }

  private func answer(_ question: GenesysQuestion, _ session: SessionHandle) async -> GenesysAnswer {
    switch question {
    case .start(let worker):
      bind(session, worker)
      // Whoever ended meanwhile has said so before it could be remembered.
      if session.isOver { ended(session) }
      return await start(worker)
    case .read(let question, let account): return await read(question, account)
    }
  }

  func start(_ worker: GenesysWorker) async -> GenesysAnswer {
    do {
      let found = try await gateway.query(worker.account) { centre, _ throws(Rejection) in
        DesktopStart(centre, agent: worker.agent)
      }
      guard var start = found else { return .removed }
      let recent = UInt64(Self.recentFacts)
      let facts = try await journal.read(
        worker.account,
        agent: worker.agent,
        after: start.sequence > recent ? start.sequence - recent : 0,
        limit: Self.recentFacts
      )
      start.addEnds(from: facts, since: clock.now().advanced(by: .zero - awayFor))
      return .started(start)
    } catch {
      logger.warning("a desktop cannot be told how things stand", metadata: ["error": "\(error)"])
      return .unavailable
    }
  }

  func read(_ question: ConversationRead, _ account: AccountID) async -> GenesysAnswer {
    let key = ConversationKey(account: account, conversation: question.conversation)
    let answer = state.withLock { state in
      state.conversations.answer(key, after: question.after) { [journal] in
        do throws(JournalError) {
          return .success(try await journal.conversation(key.conversation, of: account))
        } catch {
          return .failure(error)
        }
      }
    }
    switch await answer.value {
    case .success(let facts):
      if facts.count > Self.keptFacts { state.withLock { $0.conversations.forget(key) } }
      return .facts(question, facts)
    case .failure(let error):
      state.withLock { $0.conversations.forget(key) }
      // A client that is shown less than there is would be wrong for ever: it comes back and asks again.
      logger.warning("a conversation cannot be read for a desktop", metadata: ["error": "\(error)"])
      return .unavailable
    }
  }

  /// Lets go of facts that were read: they may be told otherwise now.
  func forget() {
    state.withLock { $0.conversations.forget() }
  }

  // MARK: Who is there

  private func bind(_ session: SessionHandle, _ worker: GenesysWorker) {
    state.withLock { state in
      state.workers[session] = worker
      state.sessions[worker, default: []].insert(session)
    }
  }

  func ended(_ session: SessionHandle) {
    state.withLock { state in
      guard let worker = state.workers.removeValue(forKey: session) else { return }
      state.sessions[worker]?.remove(session)
      if state.sessions[worker]?.isEmpty == true { state.sessions[worker] = nil }
    }
  }

  /// Tells every session of an agent.
  func tell(_ answer: GenesysAnswer, _ agent: AgentID, of account: AccountID) {
    let found = state.withLock { $0.sessions[GenesysWorker(account: account, agent: agent)] ?? [] }
    for session in found { session.tell(SessionMessage(answer)) }
  }

  // MARK: Configuration

  /// An account is configured in another way: its sessions are told at once, and of what changes while they are, a moment
  /// later.
  func configurationChanged(_ account: AccountID) {
    let isFirst = state.withLock { state in
      guard state.changing[account] == nil else {
        state.changing[account] = true
        return false
      }
      guard state.workers.values.contains(where: { $0.account == account }) else { return false }
      state.changing[account] = false
      return true
    }
    if isFirst { Task { await tellConfiguration(of: account) } }
  }

  private func tellConfiguration(of account: AccountID) async {
    var isToTell = true
    while isToTell {
      let answer = try? await gateway.query(account) { centre, position throws(Rejection) in
        GenesysAnswer.directory(GenesysDirectory(centre), position.offset)
      }
      let found = state.withLock { state in
        state.workers.filter { $0.value.account == account }.map(\.key)
      }
      if let answer { for session in found { session.tell(SessionMessage(answer)) } }
      try? await Task.sleep(for: pace)
      isToTell = state.withLock { state in
        // Desktops go on with what they know until the account can be asked again.
        let isToTell = state.changing[account] == true || (answer == nil && !found.isEmpty)
        state.changing[account] = isToTell ? false : nil
        return isToTell
      }
    }
  }
}
