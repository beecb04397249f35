// SPDX-License-Identifier: Apache-2.0

import ContactEngine
package import ContactModel
import Crypto
package import EventJournal
import InternetMessage
package import Logging
package import MailTransfer

/// Turns mail that arrives into what customers say: the channel is the one that has the recipient's address, the
/// conversation the one that was answered, or the customer's open one, or a new one.
///
/// Everything it does for a message has names that follow from the message, so that one that comes again, because its
/// answer was lost, is the same one.
package final class InboundMail: MailReceiver {
  /// What mail is for.
  struct Place: Sendable {
    var account: AccountID
    var channel: ChannelID
    var address: MailAddress
    /// The account's bounds for a message and for a short text.
    var messageBytes: Int
    var attributeBytes: Int
  }

  let gateway: any CommandGateway
  let journal: any Journal
  let files: FileService
  let hostName: String
  let logger: Logger
  private let accounts: @Sendable () async -> [AccountID]
  private let reader = MessageReader(charsets: SystemCharsets.charsets)
  private let kept: Counter
  private let refused: Counter

  /// Creates the service.
  ///
  /// - Parameters:
  ///   - hostName: The name under which the centre's own messages have their identifiers.
  ///   - accounts: The accounts whose channels have addresses.
  package init(
    gateway: any CommandGateway,
    journal: any Journal,
    files: FileService,
    hostName: String,
    accounts: @escaping @Sendable () async -> [AccountID],
    metrics: Metrics = Metrics(),
    logger: Logger
  ) {
    self.gateway = gateway
    self.journal = journal
    self.files = files
    self.hostName = hostName
    self.accounts = accounts
    self.logger = logger
    kept = metrics.counter("cordboard_mail_received_total", help: "Mails that were taken, once per recipient.")
    refused = metrics.counter("cordboard_mail_refused_total", help: "Mails that were not taken, once per recipient.")
  }

  package func verify(sender: EnvelopePath, recipient: EnvelopePath) async -> TransferReply {
    do throws(Refusal) {
      _ = try await place(of: recipient)
      return TransferReply(250, "2.1.5", "there is such a channel")
    } catch {
      return error.reply
    }
  }

  package func deliver(_ mail: ReceivedMail) async -> [TransferReply] {
    let message = reader.read(mail.content)
    var replies: [TransferReply] = []
    for recipient in mail.recipients {
      do throws(Refusal) {
        try await keep(message, from: mail.sender, for: recipient)
        kept.add()
        replies.append(TransferReply(250, "2.0.0", "kept"))
      } catch {
        refused.add()
        logger.warning(
          "a mail was not taken",
          metadata: ["recipient": "\(recipient.address)", "why": "\(error.reply.summary)"]
        )
        replies.append(error.reply)
      }
    }
    return replies
  }

  /// Why a mail is not taken.
  struct Refusal: Error {
    var reply: TransferReply

    init(_ code: Int, _ status: String, _ text: String) { reply = TransferReply(code, status, text) }

    static let later = Refusal(451, "4.3.0", "it cannot be kept at the moment; try again later")
  }

  // MARK: Where to

  /// The channel that has an address. An address of two accounts is nobody's: neither may read the other's mail.
  private func place(of recipient: EnvelopePath) async throws(Refusal) -> Place {
    guard let address = MailAddress(recipient.address) else {
      throw Refusal(550, "5.1.1", "there is no channel with this address")
    }
    var places: [Place] = []
    for account in await accounts() {
      do throws(Rejection) {
        let found: Place? = try await gateway.query(account) { centre, _ throws(Rejection) in
          let channel = centre.configuration.channels.values.first {
            $0.type == .email && MailAddress($0.serviceIdentifier)?.key == address.key
          }
          let limits = centre.configuration.settings.limits
          return channel.map {
            Place(
              account: account,
              channel: $0.id,
              address: address,
              messageBytes: limits.messageBytes,
              attributeBytes: limits.attributeBytes
            )
          }
        }
        if let found { places.append(found) }
      } catch {
        throw .later
      }
    }
    guard let place = places.first else { throw Refusal(550, "5.1.1", "there is no channel with this address") }
    guard places.count == 1 else {
      logger.error("an address is of channels of several accounts", metadata: ["address": "\(address.written)"])
      throw Refusal(451, "4.3.5", "the address is not configured well; try again later")
    }
    return place
  }

  // MARK: What to do with it

  private func keep(
    _ message: InternetMessage,
    from sender: EnvelopePath,
    for recipient: EnvelopePath
  ) async throws(Refusal) {
    let place = try await place(of: recipient)
    guard message.hops <= 100 else { throw Refusal(554, "5.4.6", "it went over too many servers, as in a loop") }
    if let report = message.deliveryReport { return try await note(report, place) }
    guard let author = message.author ?? MailAddress(sender.address).map({ Mailbox(address: $0) }) else {
      throw Refusal(550, "5.6.0", "it says nowhere who it is from")
    }
    guard author.address.key != place.address.key else {
      throw Refusal(554, "5.4.6", "it is from the channel's own address, as in a loop")
    }
    let name = MailName(message, place)
    let automation = MailAutomation(of: message, envelopeSender: sender.address)
    let content = message.content()
    // What was answered may be over since: then the customer begins anew.
    for attempt in 0...1 {
      do throws(Rejection) {
        let conversation = try await conversation(of: message, author, place, name, attempt)
        let (stored, leftOut) = try await store(content, in: conversation, place, name)
        let body = MailBody.make(
          of: message,
          content,
          attachments: stored,
          leftOut: leftOut,
          automation: automation,
          mayBeAnsweredByProgram: message.mayBeAnsweredByProgram(envelopeSender: sender.address),
          limit: place.messageBytes
        )
        let id = MessageID(rawValue: name.text)
        let post = PostMessage(
          conversation: conversation,
          speaker: .customer,
          message: NewMessage(id: id, body: body)
        )
        _ = try await gateway.perform(.postMessage(post), in: context(place, name.command("post-\(conversation)")))
        return
      } catch {
        switch error {
        // It came before.
        case .messageIDTaken: return
        case .overloaded, .unavailable: throw .later
        case _ where attempt == 0: continue
        default:
          logger.error("a mail cannot be kept", metadata: ["account": "\(place.account)", "why": "\(error.detail)"])
          throw .later
        }
      }
    }
  }

  private func context(_ place: Place, _ reference: CommandReference) -> CommandContext {
    CommandContext(principal: .system(place.account), reference: reference)
  }

  /// The conversation that was answered, if it is open; otherwise the one that the customer is in, or begins.
  private func conversation(
    of message: InternetMessage,
    _ author: Mailbox,
    _ place: Place,
    _ name: MailName,
    _ attempt: Int
  ) async throws(Rejection) -> ConversationID {
    if attempt == 0 {
      let answered = message.ancestors.reversed().compactMap { MailToken($0, hostName: hostName)?.conversation }
      let open = try await gateway.query(place.account) { centre, _ throws(Rejection) in
        answered.first { id in
          centre.conversations[id].map { conversation in
            conversation.sessions.contains { $0.session.channel == place.channel && $0.end == nil }
          } ?? false
        }
      }
      if let open { return open }
    }
    let address = author.address.key
    let customer = Customer(
      id: CustomerID(identifier: address, on: .email, in: place.account),
      identifier: address,
      displayName: author.name.isEmpty ? nil : author.name.bounded(place.attributeBytes)
    )
    let subject = message.subject.bounded(place.attributeBytes)
    let start = StartConversation(
      channel: place.channel,
      customer: customer,
      subject: subject.isEmpty ? nil : subject
    )
    let outcome = try await gateway.perform(
      .startConversation(start),
      in: context(place, name.command("start-\(attempt)"))
    )
    guard let conversation = outcome.conversation else { throw .unavailable }
    return conversation
  }

  /// Says at the message that was not delivered that it was not. A report about nothing known is taken and forgotten.
  private func note(_ report: DeliveryReport, _ place: Place) async throws(Refusal) {
    let failed = report.receivers.filter { $0.action == "failed" }
    guard !failed.isEmpty, let token = report.about.flatMap({ MailToken($0, hostName: hostName) }), token.offset > 0
    else { return }
    do {
      let facts = try await journal.read(place.account, after: token.offset - 1, limit: 1)
      guard case .messagePosted(let fact)? = facts.first?.event, fact.conversation == token.conversation else { return }
      let detail = failed.map { "\($0.address): \($0.status) \($0.diagnostic)" }.joined(separator: "; ")
      let command = Command.reportReceipt(
        fact.conversation,
        fact.message.id,
        by: .customer,
        .failed,
        detail: detail.bounded(min(500, place.attributeBytes))
      )
      _ = try await gateway.perform(command, in: CommandContext(principal: .system(place.account)))
    } catch let rejection as Rejection {
      if rejection == .overloaded || rejection == .unavailable { throw .later }
    } catch {
      throw .later
    }
  }
}

/// What a mail is called in commands, messages and files: the same for the same mail, whatever servers write on top of it.
struct MailName {
  private let digest: [UInt8]

  init(_ message: InternetMessage, _ place: InboundMail.Place) {
    var hash = SHA256()
    let parts = [
      place.account.rawValue, place.channel.rawValue, message.identifier?.rawValue ?? "",
      message.header["Date"] ?? "", message.header["From"] ?? "",
    ]
    hash.update(data: Array(parts.joined(separator: "\n").utf8))
    hash.update(data: message.root.body)
    digest = Array(hash.finalize())
  }

  var text: String { "mail-" + Array(digest.prefix(16)).hexadecimal }

  func command(_ what: String) -> CommandReference {
    let fingerprint = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return CommandReference(id: CommandID(rawValue: "\(text)-\(what)"), fingerprint: fingerprint)
  }

  /// The identifier of a file of the mail in a conversation.
  func file(_ number: Int, in conversation: ConversationID) -> FileID {
    var hash = SHA256()
    hash.update(data: digest + Array("\(number)\n\(conversation)".utf8))
    let bits = Array(hash.finalize()).prefix(16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
    return FileID(rawValue: bits & ~(UInt128(0xf) << 76 | UInt128(3) << 62) | UInt128(8) << 76 | UInt128(2) << 62)
  }
}
