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
  typealias Worker = DeskMemories.Owner

  /// A desk that is bound to a login, and the login it is bound to.
  struct Binding {
    let worker: Worker
    let claim: DeskClaim
    let holder: DeskLogins.Holder
  }

  private let logins: DeskLogins
  let gateway: any CommandGateway
  let journal: any Journal
  let memories: DeskMemories
  let attachments: DeskAttachments
  let settings: ServerSettings.ExpertflowSettings
  let logger: Logger
  /// The questions of each desk, which are answered one after another: what it follows stays in its order, and no desk
  /// has more than one answer made at a time.
  private let questions = SerialLines<SessionHandle>()
  private var desks: [Worker: SessionHandle] = [:]
  private(set) var bindings: [SessionHandle: Binding] = [:]
  /// How often somebody's rights changed while desks connect.
  private var changes: [Worker: Int] = [:]
  private var connecting = 0
  /// What desks are told of the accounts: one for all desks of an account.
  var directories: DeskDirectories
  /// Conversations that were read, for all desks that want them.
  var conversations = SharedReads<ConversationKey, Result<[Envelope], JournalError>>(limit: 32)
  /// Work that was put on lists, as all desks that follow them are told.
  var listed = SharedReads<ListedKey, Result<DeskEmission?, Rejection>>(limit: 256)

  init(
    logins: DeskLogins,
    gateway: any CommandGateway,
    journal: any Journal,
    memories: DeskMemories,
    attachments: DeskAttachments,
    settings: ServerSettings.ExpertflowSettings,
    pace: Duration = .seconds(1),
    logger: Logger
  ) {
    self.logins = logins
    self.gateway = gateway
    self.journal = journal
    self.memories = memories
    directories = DeskDirectories(pace: pace)
    self.attachments = attachments
    self.settings = settings
    self.logger = logger
  }

  // MARK: Connecting

  private func connect(_ claim: DeskClaim, from desk: SessionHandle) async {
    connecting += 1
    defer {
      connecting -= 1
      if connecting == 0 { changes = [:] }
    }
    let holder: DeskLogins.Holder?
    let changesBefore = changes
    do {
      holder = try await logins.holder(login: claim.login, token: claim.token)
    } catch {
      return tell(desk, .unavailable)
    }
    guard let holder, case .agent(let agent) = holder.principal.actor else { return tell(desk, .refused(.noLogin)) }
    let principal = holder.principal
    guard claim.agent == nil || claim.agent == agent.rawValue else { return tell(desk, .refused(.otherAgent)) }
    guard principal.permissions.contains(.work) else { return tell(desk, .refused(.noAgent)) }
    let worker = Worker(account: principal.account, agent: agent)
    let limit = settings.listedRequests
    do {
      let memory = try await memories.read(worker)
      let directory = try await directory(of: worker.account)
      let (found, logOuts) = try await gateway.query(worker.account) { centre, _ throws(Rejection) in
        let start = DeskStart(centre, agent: agent, lists: memory.lists, listedRequests: limit, directory: directory)
        return (start, centre.agents[agent]?.logOuts)
      }
      // What was found out may be true no more.
      guard changes[worker] == changesBefore[worker] else { return await connect(claim, from: desk) }
      guard var start = found else { return tell(desk, .refused(.noAgent)) }
      // Who was logged out meanwhile must not be logged in again by this. Later, the session is told by the fact.
      guard holder.login == nil || holder.login?.subject.logOuts == logOuts else {
        return tell(desk, .refused(.noLogin))
      }
      // Who was there before is told first, so that there is never a moment with two.
      take(Binding(worker: worker, claim: claim, holder: holder), desk)
      // Whoever connects now is told of no change that came before.
      start.directory = directories.known[worker.account] ?? start.directory
      let device = DeviceID(rawValue: "agent-desk-\(UnguessableID.make())")
      desk.tell(
        SessionMessage(DeskAnswer.connected(start)),
        as: principal,
        expires: holder.expires,
        device: device
      )
    } catch {
      logger.warning("a desk cannot connect", metadata: ["account": "\(worker.account)", "error": "\(error)"])
      tell(desk, .unavailable)
    }
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
    let worker = Worker(account: account, agent: agent)
    if connecting > 0 { changes[worker, default: 0] += 1 }
    guard let desk = desks[worker], let binding = bindings[desk] else { return }
    do {
      let holder = try await logins.holder(login: binding.claim.login, token: binding.claim.token)
      if holder?.principal != binding.holder.principal { tell(desk, .removed) }
    } catch {
      tell(desk, .unavailable)
    }
  }

  nonisolated func tell(_ desk: SessionHandle, _ answer: DeskAnswer) {
    desk.tell(SessionMessage(answer))
  }
}

extension DeskOffice {
  private func check(_ post: PostMessage, _ number: UInt64, for desk: SessionHandle) async {
    guard let principal = bindings[desk]?.holder.principal else { return }
    do throws(Problem) {
      tell(desk, .checked(number, .passed(try await attachments.publish(post, by: principal))))
    } catch {
      tell(desk, .checked(number, .refused(error.detail)))
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
    let isTaken = questions.add(session, atMost: settings.waitingLookups) { await self.answer(question, session) }
    // The desk comes back and is told how things stand.
    if !isTaken { tell(session, .unavailable) }
  }

  private func answer(_ question: DeskQuestion, _ session: SessionHandle) async {
    switch question {
    case .connect(let claim): await connect(claim, from: session)
    case .read(let conversation, let offset): await read(conversation, after: offset, for: session)
    case .look(let item, let offset): await look(item, after: offset, for: session)
    case .follow(let list, let isWanted, let number): await follow(list, isWanted, number, for: session)
    case .check(let post, let number): await check(post, number, for: session)
    case .unshown: warnOfUnshown(session)
    }
  }

  nonisolated func ended(_ session: SessionHandle) {
    questions.add(session) { await self.ended(desk: session) }
  }
}
