// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import EventJournal
import ExpertflowDialect
import Logging

/// Answers what desks ask: whether they are bound to a login, how things stand, and what was said before. It knows which
/// desk of each agent is live, of which there is one.
actor DeskOffice {
  private struct Worker: Hashable {
    let account: AccountID
    let agent: AgentID
  }

  private let logins: DeskLogins
  private let gateway: any CommandGateway
  private let journal: any Journal
  private let settings: ServerSettings.ExpertflowSettings
  private let logger: Logger
  private var desks: [Worker: SessionHandle] = [:]
  private var workers: [SessionHandle: Worker] = [:]

  init(
    logins: DeskLogins,
    gateway: any CommandGateway,
    journal: any Journal,
    settings: ServerSettings.ExpertflowSettings,
    logger: Logger
  ) {
    self.logins = logins
    self.gateway = gateway
    self.journal = journal
    self.settings = settings
    self.logger = logger
  }

  // MARK: Connecting

  private func connect(_ claim: DeskClaim, from desk: SessionHandle) async {
    let principal: Principal?
    do {
      principal = try await logins.principal(login: claim.login, token: claim.token)
    } catch {
      return tell(desk, .unavailable)
    }
    guard let principal, case .agent(let agent) = principal.actor else { return tell(desk, .refused(.noLogin)) }
    guard claim.agent == nil || claim.agent == agent.rawValue else { return tell(desk, .refused(.otherAgent)) }
    guard principal.permissions.contains(.work) else { return tell(desk, .refused(.noAgent)) }
    let worker = Worker(account: principal.account, agent: agent)
    do {
      let memory = try await DeskMemory.read(journal, worker.account, agent)
      // Who was there before is told first, so that there is never a moment with two.
      take(worker, desk)
      let start = try await gateway.query(worker.account) { centre, _ throws(Rejection) in
        DeskStart(centre, agent: agent, lists: memory.lists)
      }
      guard let start else { return tell(desk, .refused(.noAgent)) }
      let device = DeviceID(rawValue: "agent-desk-\(UnguessableID.make())")
      desk.tell(SessionMessage(DeskAnswer.connected(start)), as: principal, device: device)
    } catch {
      logger.warning("a desk cannot connect", metadata: ["account": "\(worker.account)", "error": "\(error)"])
      tell(desk, .unavailable)
    }
    // Whoever ended meanwhile has said so before it could be remembered.
    if desk.isOver { ended(desk: desk) }
  }

  private func take(_ worker: Worker, _ desk: SessionHandle) {
    if let other = desks[worker], other != desk {
      workers[other] = nil
      tell(other, .replaced)
    }
    desks[worker] = desk
    workers[desk] = worker
  }

  private func ended(desk: SessionHandle) {
    guard let worker = workers.removeValue(forKey: desk) else { return }
    if desks[worker] == desk { desks[worker] = nil }
  }

  private nonisolated func tell(_ desk: SessionHandle, _ answer: DeskAnswer) {
    desk.tell(SessionMessage(answer))
  }

  // MARK: Reading

  private func read(_ conversation: ConversationID, for desk: SessionHandle) async {
    guard let worker = workers[desk] else { return }
    do {
      let facts = try await journal.conversation(conversation, of: worker.account)
      tell(desk, .facts(conversation, facts))
    } catch {
      // A desk that is shown less than there is would be wrong for ever: it comes back and asks again.
      logger.warning("a conversation cannot be read for a desk", metadata: ["error": "\(error)"])
      tell(desk, .unavailable)
    }
  }

  private func follow(_ list: PullListID, _ isWanted: Bool, for desk: SessionHandle) async {
    guard let worker = workers[desk] else { return }
    let limit = settings.listedRequests
    do {
      var memory = try await DeskMemory.read(journal, worker.account, worker.agent)
      if !isWanted {
        memory.lists.removeAll { $0 == list }
      } else if !memory.lists.contains(list), memory.lists.count < DeskMemory.mostLists {
        memory.lists.append(list)
      }
      try await memory.save(journal, worker.account, worker.agent)
      let (directory, new) = try await gateway.query(worker.account) { centre, _ throws(Rejection) in
        (DeskDirectory(centre), isWanted ? PullItemListed.all(on: list, in: centre, limit: limit) : [])
      }
      tell(desk, .following(memory.lists, directory: directory, new: new, gone: isWanted ? nil : list))
    } catch {
      tell(desk, .unavailable)
    }
  }
}

extension DeskOffice: SessionOffice {
  nonisolated func ask(_ message: SessionMessage, from session: SessionHandle) {
    guard let question = message.content as? DeskQuestion else { return }
    Task { await answer(question, session) }
  }

  private func answer(_ question: DeskQuestion, _ session: SessionHandle) async {
    switch question {
    case .connect(let claim): await connect(claim, from: session)
    case .read(let conversation): await read(conversation, for: session)
    case .follow(let list, let isWanted): await follow(list, isWanted, for: session)
    }
  }

  nonisolated func ended(_ session: SessionHandle) {
    Task { await ended(desk: session) }
  }
}

extension Journal {
  /// Every fact of a conversation.
  func conversation(_ id: ConversationID, of account: AccountID) async throws(JournalError) -> [Envelope] {
    var facts: [Envelope] = []
    while true {
      let page = try await read(account, conversation: id, after: facts.last?.conversationSequence ?? 0, limit: 1_000)
      facts += page
      guard page.count == 1_000 else { return facts }
    }
  }
}
