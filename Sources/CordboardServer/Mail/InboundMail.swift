// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
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
  let gateway: any CommandGateway
  let journal: any Journal
  let files: FileService
  let hostName: String
  let logger: Logger
  private let directory: MailDirectory
  private let reader = MessageReader(charsets: SystemCharsets.charsets)
  private let kept: Counter
  private let refused: Counter
  let ignored: Counter
  private let refusals: RareLog

  /// Creates the service.
  ///
  /// - Parameters:
  ///   - hostName: The name under which the centre's own messages have their identifiers.
  ///   - directory: The channels that have addresses.
  package init(
    gateway: any CommandGateway,
    journal: any Journal,
    files: FileService,
    hostName: String,
    directory: MailDirectory,
    clock: any WallClock = SystemWallClock(),
    metrics: Metrics = Metrics(),
    logger: Logger
  ) {
    self.gateway = gateway
    self.journal = journal
    self.files = files
    self.hostName = hostName
    self.directory = directory
    self.logger = logger
    kept = metrics.counter("cordboard_mail_received_total", help: "Mails that were taken, once per recipient.")
    refused = metrics.counter("cordboard_mail_refused_total", help: "Mails that were not taken, once per recipient.")
    ignored = metrics.counter(
      "cordboard_mail_ignored_total",
      help: "Mails that were taken and say nothing to anybody: reports, and the centre's own that came back."
    )
    refusals = RareLog("mails were not taken", logger, clock: clock)
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
        try await keep(message, mail, for: recipient)
        kept.add()
        replies.append(TransferReply(250, "2.0.0", "kept"))
      } catch {
        refused.add()
        refusals.note(["recipient": "\(recipient.address)", "why": "\(error.reply.summary)"])
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

  /// The channel that has an address. An address of two accounts is nobody's: neither may read the other's mail.
  private func place(of recipient: EnvelopePath) async throws(Refusal) -> MailDirectory.Place {
    let nobody = Refusal(550, "5.1.1", "there is no channel with this address")
    guard let address = MailAddress(recipient.address) else { throw nobody }
    let places: [MailDirectory.Place]
    do throws(Rejection) {
      places = try await directory.places(of: address)
    } catch {
      throw .later
    }
    guard let place = places.first else { throw nobody }
    guard places.allSatisfy({ $0.account == place.account }) else {
      logger.error("an address is of channels of several accounts", metadata: ["address": "\(address.written)"])
      throw Refusal(451, "4.3.5", "the address is not configured well; try again later")
    }
    return place
  }

  // MARK: What to do with it

  private func keep(
    _ message: InternetMessage,
    _ mail: ReceivedMail,
    for recipient: EnvelopePath
  ) async throws(Refusal) {
    let place = try await place(of: recipient)
    guard message.hops <= 100 else { throw Refusal(554, "5.4.6", "it went over too many servers, as in a loop") }
    if try await note(message, place) { return ignored.add() }
    guard let author = message.author ?? MailAddress(mail.sender.address).map({ Mailbox(address: $0) }) else {
      throw Refusal(550, "5.6.0", "it says nowhere who it is from")
    }
    guard author.address.key != place.address.key else {
      // What a customer's server passed on to where it came from did arrive: a refusal would say that it did not.
      if message.identifier.flatMap({ MailToken($0, hostName: hostName) }) != nil { return ignored.add() }
      throw Refusal(554, "5.4.6", "it is from the channel's own address, as in a loop")
    }
    let letter = Letter(
      message: message,
      content: message.content(),
      mail: mail,
      author: author,
      place: place,
      name: MailName(message, place)
    )
    var enclosed: [MailFile] = []
    do throws(Rejection) {
      let body = try await collect(letter, into: &enclosed)
      let conversation = try await post(letter, body)
      try await commit(&enclosed, to: conversation, of: place)
    } catch {
      for file in enclosed {
        if let upload = file.upload { await files.store.discard(upload) }
      }
      throw refusal(for: error, place)
    }
  }

  private func refusal(for rejection: Rejection, _ place: MailDirectory.Place) -> Refusal {
    if rejection.category == .unavailable { return .later }
    logger.error("a mail cannot be kept", metadata: ["account": "\(place.account)", "why": "\(rejection.detail)"])
    switch rejection.category {
    case .limit: return Refusal(452, "4.2.2", "there is no room for it at the moment; try again later")
    case .invalid: return Refusal(554, "5.6.0", "it cannot be kept as it is")
    default: return .later
    }
  }

  /// Says it: in the conversation that was answered, if it is open; otherwise in the one that the customer is in, or begins.
  /// A mail that was said before is not said again: its command has been seen.
  private func post(_ letter: Letter, _ body: MessageBody) async throws(Rejection) -> ConversationID {
    let place = letter.place
    let message = NewMessage(id: MessageID(rawValue: letter.name.text), body: body)
    let context = CommandContext(principal: .system(place.account), reference: letter.name.command("post"))
    if let (conversation, session) = try await answered(letter) {
      let post = PostMessage(conversation: conversation, speaker: .session(session), message: message)
      do throws(Rejection) {
        return try await gateway.perform(.postMessage(post), in: context).conversation ?? conversation
      } catch {
        switch error {
        case .messageIDTaken: return conversation
        case .overloaded, .unavailable: throw error
        // What was answered may be over since: then the customer begins anew.
        default: break
        }
      }
    }
    let address = letter.author.address.key
    let name = letter.author.name.prefix(utf8Bytes: place.attributeBytes)
    let subject = letter.message.subject.prefix(utf8Bytes: place.attributeBytes)
    let start = StartConversation(
      channel: place.channel,
      customer: Customer(
        id: CustomerID(identifier: address, on: .email, in: place.account),
        identifier: address,
        displayName: name.isEmpty ? nil : name
      ),
      subject: subject.isEmpty ? nil : subject,
      message: message
    )
    guard let conversation = try await gateway.perform(.startConversation(start), in: context).conversation else {
      throw .unavailable
    }
    return conversation
  }

  /// The open conversation whose message a mail answers, and the customer's session on the channel there.
  private func answered(_ letter: Letter) async throws(Rejection) -> (ConversationID, ChannelSessionID)? {
    let channel = letter.place.channel
    let answered = letter.message.ancestors.reversed().compactMap {
      MailToken($0, hostName: hostName)?.conversation
    }
    guard !answered.isEmpty else { return nil }
    return try await gateway.query(letter.place.account) { centre, _ throws(Rejection) in
      for id in answered {
        let session = centre.conversations[id]?.sessions.last { $0.session.channel == channel && $0.end == nil }
        if let session { return (id, session.session.id) }
      }
      return nil
    }
  }
}

/// A mail on its way into a conversation.
struct Letter {
  var message: InternetMessage
  var content: MessageContent
  var mail: ReceivedMail
  var author: Mailbox
  var place: MailDirectory.Place
  var name: MailName
}
