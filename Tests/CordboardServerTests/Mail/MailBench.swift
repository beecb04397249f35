// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import DialectKit
import EventJournal
import InternetMessage
import Logging
import MailTransfer
import Synchronization
import Testing

@testable import CordboardServer

/// A contact centre that is reached by mail, over a real partition and a journal in memory, with a relay in the test's hand.
final class MailBench: Sendable {
  /// What the relay answers to each mail, and what it got.
  private struct Relay {
    var answers: [Result<[Int], MailClientFailure>] = []
    var sent: [OutgoingMail] = []
    var hangs = false
  }

  static let account: AccountID = "CENTRE"
  static let host = "centre.example"

  let journal: MemoryJournal
  let partition: Partition
  let clock = SharedClock()
  let files: FileService
  private let task: Task<Void, Never>
  private let relay = Mutex(Relay())
  private let arrivals: AsyncStream<OutgoingMail>
  private let arrive: AsyncStream<OutgoingMail>.Continuation

  /// - Parameters:
  ///   - fileTypes: The types of files that are taken; nil for those that usually are.
  ///   - mailBytes: The bytes of a mail that goes out.
  init(
    fileTypes: [String]? = nil,
    accountBytes: Int = 20 << 30,
    mailBytes: Int = 1 << 20
  ) async throws {
    journal = MemoryJournal()
    let partition = Partition(
      journal: journal,
      sink: MailSink(),
      clock: clock,
      seed: 3,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
    self.partition = partition
    let recovered = try await partition.recover()
    task = Task { await partition.run(recovered) }
    var settings = ServerSettings.FileSettings()
    settings.types = fileTypes ?? settings.types
    settings.bytesPerAccount = accountBytes
    files = FileService(store: journal, settings: settings, baseURL: "", mailBytes: mailBytes, clock: clock)
    (arrivals, arrive) = AsyncStream.makeStream()
    try await configure(Self.account, address: "help@centre.example")
  }

  deinit { partition.close() }

  /// Makes an account with one queue for mail, an agent, and a channel of each kind.
  func configure(
    _ account: AccountID,
    address: String,
    _ change: (inout AccountSettings) -> Void = { _ in }
  ) async throws {
    var settings = Self.settings(account)
    change(&settings)
    let queue = Queue(
      id: "mail",
      name: "Mail",
      mediaRoutingDomain: "email",
      members: QueueMembers(everyone: true, teams: [], agents: []),
      strategy: .longestAvailable,
      offerDeadline: .seconds(60)
    )
    try await give(
      .configure([
        .account(settings),
        .mediaRoutingDomain(MediaRoutingDomain(id: "email", name: "E-mail", maxRequests: 9, interruptible: true)),
        .agent(SampleAccount.agent("alice", teams: [])), .queue(queue),
        .channel(Self.channel("help", .email, address)), .channel(Self.channel("web", .chat, "1212")),
      ]),
      account
    )
  }

  static func settings(_ account: AccountID) -> AccountSettings {
    var settings = SampleAccount.settings()
    settings.realm = account.rawValue.lowercased()
    return settings
  }

  static func channel(_ id: ChannelID, _ type: ChannelType, _ identifier: String) -> Channel {
    Channel(
      id: id,
      type: type,
      serviceIdentifier: identifier,
      mediaRoutingDomain: "email",
      routing: .push(queue: "mail", priority: 1)
    )
  }

  @discardableResult
  func give(_ command: Command, _ account: AccountID = MailBench.account) async throws -> Outcome {
    try await partition.perform(command, in: CommandContext(principal: .system(account)))
  }

  // MARK: In

  func inbound() -> InboundMail {
    InboundMail(
      gateway: partition,
      journal: journal,
      files: files,
      hostName: Self.host,
      directory: directory(),
      clock: clock,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
  }

  func directory() -> MailDirectory {
    MailDirectory(gateway: partition) { [partition] () throws(Rejection) in try await partition.accountIDs() }
  }

  /// Hands a mail over whose lines are written with LF; the codes of the replies.
  func receive(_ text: String, to recipients: String..., from sender: String = "jo@x.example") async -> [String] {
    let mail = ReceivedMail(
      sender: EnvelopePath(sender) ?? .nobody,
      recipients: recipients.compactMap { EnvelopePath($0) },
      content: text.utf8.flatMap { $0 == 10 ? [13, 10] : [$0] },
      isUTF8: false,
      clientName: "mx",
      isEncrypted: false
    )
    return await inbound().deliver(mail).map { "\($0.code) \($0.status ?? "")" }
  }

  /// Everything that was said and reported, as lines.
  func said(_ account: AccountID = MailBench.account) async throws -> [String] {
    try await facts(account).compactMap { envelope in
      switch envelope.event {
      case .conversationStarted(let fact): "started \(fact.customer.identifier) \(fact.subject ?? "-")"
      case .messagePosted(let fact):
        "\(fact.message.senderKind.name) \(fact.message.body.kind): \(fact.message.body.text ?? "")"
      case .receiptReported(let fact): "receipt \(fact.status.name): \(fact.detail ?? "")"
      case .conversationClosed: "closed"
      default: nil
      }
    }
  }

  func facts(_ account: AccountID = MailBench.account) async throws -> [Envelope] {
    try await journal.read(account, after: 0, limit: 10_000)
  }

  /// The messages of the log.
  func messages() async throws -> [(conversation: ConversationID, message: Message, offset: UInt64)] {
    try await facts().compactMap { envelope in
      guard case .messagePosted(let fact) = envelope.event else { return nil }
      return (fact.conversation, fact.message, envelope.offset)
    }
  }

  /// The agent takes the work that waits.
  func serve() async throws {
    try await give(.logIn("alice"))
    try await give(.setAgentState("alice", ready: true, reason: nil))
    try await give(.setMediaState("alice", "email", ready: true))
    try await accept()
  }

  /// The agent takes what was offered last.
  func accept() async throws {
    let offers = try await facts().compactMap { envelope -> OfferID? in
      guard case .offerMade(let fact) = envelope.event else { return nil }
      return fact.offer
    }
    try await give(.acceptOffer("alice", try #require(offers.last)))
  }

  func post(_ body: MessageBody, in conversation: ConversationID, _ audience: MessageAudience = .everyone) async throws
  {
    let message = NewMessage(body: body, audience: audience)
    try await give(.postMessage(PostMessage(conversation: conversation, speaker: .agent("alice"), message: message)))
  }

  /// A bot joins and says something.
  func postAsBot(_ text: String, in conversation: ConversationID) async throws {
    try await give(.configure([.client(APIClient(id: "helper", name: "Helper", scopes: [.bots]))]))
    try await give(.joinAsBot("helper", conversation))
    let message = NewMessage(body: MessageBody(kind: "PLAIN", text: text))
    try await give(.postMessage(PostMessage(conversation: conversation, speaker: .bot("helper"), message: message)))
    try await give(.leaveAsBot("helper", conversation))
  }

  // MARK: Out

  /// What an account has to send, without a task: the test looks at the log and sends.
  func line(_ gateway: (any CommandGateway)? = nil) async throws -> OutboundLine {
    try await OutboundLine(Self.account, outbound(gateway))
  }

  /// Waits until so many tries of a pending mail are on record.
  func waitForTries(_ tries: Int) async throws {
    while true {
      let values = try await journal.values(withPrefix: OutboundMail.pendingPrefix(Self.account))
      if values.contains(where: { PendingMail($0.1)?.tries == tries }) { return }
      await Task.yield()
    }
  }

  func outbound(_ gateway: (any CommandGateway)? = nil) -> OutboundMail {
    OutboundMail(
      gateway: gateway ?? partition,
      journal: journal,
      files: files,
      hostName: Self.host,
      clock: clock,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    ) { [self] in await answer($0) }
  }

  /// What the relay says to the next mail: a code for each recipient, or why there is no connection. Else it takes it.
  func relayAnswers(_ answer: Result<[Int], MailClientFailure>) { relay.withLock { $0.answers.append(answer) } }

  /// The relay answers nothing any more, until its connection is cut.
  func relayHangs(_ hangs: Bool) { relay.withLock { $0.hangs = hangs } }

  var sent: [OutgoingMail] { relay.withLock { $0.sent } }

  /// Waits for the next mail at the relay.
  func nextMail() async throws -> (mail: OutgoingMail, message: InternetMessage) {
    for await mail in arrivals { return (mail, MessageReader().read(mail.content)) }
    throw CancellationError()
  }

  private func answer(_ mail: OutgoingMail) async -> Result<[MailOutcome], MailClientFailure> {
    let (answer, hangs) = relay.withLock { relay in
      relay.sent.append(mail)
      return (relay.answers.isEmpty ? nil : relay.answers.removeFirst(), relay.hangs)
    }
    arrive.yield(mail)
    if hangs {
      // SLEEP: until the test cancels it, as the end of a process would.
      try? await Task.sleep(for: .seconds(600))
      return .failure(.closed)
    }
    switch answer ?? .success(mail.recipients.map { _ in 250 }) {
    case .failure(let failure): return .failure(failure)
    case .success(let codes):
      return .success(
        zip(mail.recipients, codes).map {
          MailOutcome(recipient: $0, reply: TransferReply($1, "\($1 / 100).0.0", "so"))
        }
      )
    }
  }
}

private struct MailSink: FactSink {
  func publish(_ envelopes: [Envelope], account: AccountID, epoch: UInt32) {}
  func publish(_ signal: Signal) {}
}

/// A centre that is overloaded for a number of reports of receipts.
final class BusyGateway: CommandGateway {
  private let partition: Partition
  private let refusals: Mutex<Int>

  init(_ partition: Partition, refusals: Int) {
    self.partition = partition
    self.refusals = Mutex(refusals)
  }

  func submit(
    _ command: Command,
    in context: CommandContext,
    settle: @escaping @Sendable (Result<Outcome, Rejection>) -> Void
  ) {
    if case .reportReceipt = command {
      let isRefused = refusals.withLock { left in
        defer { left -= 1 }
        return left > 0
      }
      if isRefused { return settle(.failure(.overloaded)) }
    }
    partition.submit(command, in: context, settle: settle)
  }

  func signal(
    _ intent: SignalIntent,
    from principal: Principal,
    settle: @escaping @Sendable (Result<Void, Rejection>) -> Void
  ) {
    partition.signal(intent, from: principal, settle: settle)
  }

  func query<Answer: Sendable>(
    _ account: AccountID,
    _ body: @escaping @Sendable (borrowing ContactCentre, Position) throws(Rejection) -> Answer
  ) async throws(Rejection) -> Answer {
    try await partition.query(account, body)
  }
}
