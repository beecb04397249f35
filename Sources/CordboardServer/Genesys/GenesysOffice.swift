// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import EventJournal
import GenesysDialect
import Logging
import Synchronization

/// Answers what sessions of agents ask, and knows which there are. The lock guards who has which.
final class GenesysOffice: SessionOffice {
  private struct Sessions {
    var workers: [SessionHandle: GenesysWorker] = [:]
    var sessions: [GenesysWorker: Set<SessionHandle>] = [:]
  }

  private let gateway: any CommandGateway
  private let journal: any Journal
  private let logger: Logger
  private let sessions = Mutex(Sessions())

  init(gateway: any CommandGateway, journal: any Journal, logger: Logger) {
    self.gateway = gateway
    self.journal = journal
    self.logger = logger
  }

  func ask(_ message: SessionMessage, from session: SessionHandle) {
    guard let question = message.content as? GenesysQuestion else { return }
    Task { await answer(question, session) }
  }

  private func answer(_ question: GenesysQuestion, _ session: SessionHandle) async {
    switch question {
    case .start(let worker):
      bind(session, worker)
      // Whoever ended meanwhile has said so before it could be remembered.
      if session.isOver { ended(session) }
      do throws(Rejection) {
        let start = try await gateway.query(worker.account) { centre, _ throws(Rejection) in
          DesktopStart(centre, agent: worker.agent)
        }
        session.tell(SessionMessage(start.map { GenesysAnswer.started($0) } ?? .removed))
      } catch {
        session.tell(SessionMessage(GenesysAnswer.unavailable))
      }
    case .read(let conversation, let account):
      do {
        let facts = try await journal.conversation(conversation, of: account)
        session.tell(SessionMessage(GenesysAnswer.facts(conversation, facts)))
      } catch {
        // A client that is shown less than there is would be wrong for ever: it comes back and asks again.
        logger.warning("a conversation cannot be read for a desktop", metadata: ["error": "\(error)"])
        session.tell(SessionMessage(GenesysAnswer.unavailable))
      }
    }
  }

  private func bind(_ session: SessionHandle, _ worker: GenesysWorker) {
    sessions.withLock { sessions in
      sessions.workers[session] = worker
      sessions.sessions[worker, default: []].insert(session)
    }
  }

  func ended(_ session: SessionHandle) {
    sessions.withLock { sessions in
      guard let worker = sessions.workers.removeValue(forKey: session) else { return }
      sessions.sessions[worker]?.remove(session)
      if sessions.sessions[worker]?.isEmpty == true { sessions.sessions[worker] = nil }
    }
  }

  /// Tells every session of an agent.
  func tell(_ answer: GenesysAnswer, _ agent: AgentID, of account: AccountID) {
    let found = sessions.withLock { $0.sessions[GenesysWorker(account: account, agent: agent)] ?? [] }
    for session in found { session.tell(SessionMessage(answer)) }
  }
}
