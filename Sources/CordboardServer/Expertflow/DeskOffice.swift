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

  /// A desk that is bound to a login, and the login it is bound to.
  private struct Binding {
    let worker: Worker
    let claim: DeskClaim
    let principal: Principal
  }

  private let logins: DeskLogins
  private let gateway: any CommandGateway
  private let journal: any Journal
  private let files: FileService
  private let settings: ServerSettings.ExpertflowSettings
  private let logger: Logger
  private var desks: [Worker: SessionHandle] = [:]
  private var bindings: [SessionHandle: Binding] = [:]
  /// How often somebody's rights changed.
  private var changes = 0

  init(
    logins: DeskLogins,
    gateway: any CommandGateway,
    journal: any Journal,
    files: FileService,
    settings: ServerSettings.ExpertflowSettings,
    logger: Logger
  ) {
    self.logins = logins
    self.gateway = gateway
    self.journal = journal
    self.files = files
    self.settings = settings
    self.logger = logger
  }

  // MARK: Connecting

  private func connect(_ claim: DeskClaim, from desk: SessionHandle) async {
    let principal: Principal?
    let changesBefore = changes
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
      // What was found out may be true no more.
      guard changes == changesBefore else { return await connect(claim, from: desk) }
      // Who was there before is told first, so that there is never a moment with two.
      take(Binding(worker: worker, claim: claim, principal: principal), desk)
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

  private func take(_ binding: Binding, _ desk: SessionHandle) {
    if let other = desks[binding.worker], other != desk {
      bindings[other] = nil
      tell(other, .replaced)
    }
    desks[binding.worker] = desk
    bindings[desk] = binding
  }

  private func ended(desk: SessionHandle) {
    guard let binding = bindings.removeValue(forKey: desk) else { return }
    if desks[binding.worker] == desk { desks[binding.worker] = nil }
  }

  /// Somebody has other rights or another password: the desk of a login that ended, or that is worth something else now,
  /// is closed, and comes back as what it may be.
  func rightsChanged(_ agent: AgentID, of account: AccountID) async {
    changes += 1
    guard let desk = desks[Worker(account: account, agent: agent)], let binding = bindings[desk] else { return }
    do {
      let principal = try await logins.principal(login: binding.claim.login, token: binding.claim.token)
      if principal != binding.principal { tell(desk, .removed) }
    } catch {
      tell(desk, .unavailable)
    }
  }

  private nonisolated func tell(_ desk: SessionHandle, _ answer: DeskAnswer) {
    desk.tell(SessionMessage(answer))
  }

  // MARK: Reading

  private func read(_ conversation: ConversationID, for desk: SessionHandle) async {
    guard let worker = bindings[desk]?.worker else { return }
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
    guard let worker = bindings[desk]?.worker else { return }
    let limit = settings.listedRequests
    do {
      var memory = try await DeskMemory.read(journal, worker.account, worker.agent)
      if !isWanted {
        memory.lists.removeAll { $0 == list }
      } else if !memory.lists.contains(list) {
        guard memory.lists.count < settings.followedLists else {
          return tell(desk, .listRefused(limit: settings.followedLists))
        }
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

extension DeskOffice {
  private func check(_ post: PostMessage, _ number: UInt64, for desk: SessionHandle) async {
    guard let worker = bindings[desk]?.worker else { return }
    do throws(Problem) {
      try await files.check(post.message, in: post.conversation, of: worker.account)
      tell(desk, .checked(number, problem: nil))
    } catch {
      tell(desk, .checked(number, problem: error.detail))
    }
  }

  private func warnOfUnshown(_ desk: SessionHandle) {
    guard let worker = bindings[desk]?.worker else { return }
    logger.warning(
      "a desk did not say that it shows a conversation; it may have failed to",
      metadata: ["account": "\(worker.account)", "agent": "\(worker.agent)"]
    )
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
    case .check(let post, let number): await check(post, number, for: session)
    case .unshown: warnOfUnshown(session)
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
