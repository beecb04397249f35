// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import InternetMessage

/// What is known of a conversation by mail, as a fold over its facts: where its customer is reached, and the thread.
struct MailThread {
  /// The addresses of the account's channels for mail.
  let channels: [ChannelID: MailAddress]
  /// Under which identifiers of the centre's messages are made.
  let hostName: String
  private(set) var mainDialog: DialogID?
  private(set) var subject = ""
  /// The channel by which the customer came by mail last; nil if it never did.
  private(set) var channel: ChannelID?
  /// Whether the customer came, or spoke, by mail last, and not by another channel.
  private(set) var isByMail = false
  private(set) var customer: Mailbox?
  /// Who an answer goes to that says nothing else.
  private(set) var answerTo: [Mailbox] = []
  private(set) var ancestors: [MailIdentifier] = []
  /// The customer's last mail, and the last ones of all by their addresses.
  private var lastOfCustomer: MailIdentifier?
  private var last: [String: MailIdentifier] = [:]
  /// By which channels customers speak.
  private var channelOf: [ParticipantID: ChannelID] = [:]
  /// Whether the customer's last mail may be answered by a program: otherwise two of them might answer each other for ever.
  private var mayProgramAnswer = true
  /// What programs said since somebody who works here spoke.
  private var programAnswers = 0
  /// Programs that do not say what they are might answer each other for ever all the same.
  private static let mostProgramAnswers = 4

  init(channels: [ChannelID: MailAddress], hostName: String) {
    self.channels = channels
    self.hostName = hostName
  }

  mutating func take(_ envelope: Envelope) {
    if case .conversationStarted(let fact) = envelope.event {
      mainDialog = fact.mainDialog
      subject = fact.subject ?? ""
      come(fact.session, fact.customer)
    } else if case .channelSessionStarted(let fact) = envelope.event {
      come(fact.session, fact.customer)
    } else if case .messagePosted(let fact) = envelope.event {
      if fact.message.senderKind == .customer {
        heard(fact.message)
      } else {
        said(fact, at: envelope)
      }
    }
  }

  private mutating func come(_ session: ChannelSession, _ customer: Customer) {
    channelOf[session.participant] = session.channel
    isByMail = channels[session.channel] != nil
    guard isByMail else { return }
    channel = session.channel
    let before = self.customer?.address.key
    self.customer = MailAddress(customer.identifier).map { Mailbox(name: customer.displayName ?? "", address: $0) }
    if before != self.customer?.address.key { answerTo = [] }
  }

  /// The customer spoke, or somebody whose mail is an answer.
  private mutating func heard(_ message: Message) {
    if let spoken = channelOf[message.sender] {
      isByMail = channels[spoken] != nil
      if isByMail { channel = spoken }
    }
    guard message.body.kind == MailBody.kind, let content = message.body.json else { return }
    let details = content["additionalDetails"]
    mayProgramAnswer = details?["mayBeAnsweredByProgram"]?.boolValue ?? true
    for text in details?["references"]?.arrayValue ?? [] {
      text.stringValue.flatMap { MailIdentifier($0) }.map { follow($0) }
    }
    let identifier = details?["messageId"]?.stringValue.flatMap { MailIdentifier($0) }
    identifier.map { follow($0) }
    // What programs send, and others than the customer, moves neither the subject nor where answers go.
    guard details?["automation"]?.stringValue == nil else { return }
    let from = content.mailboxes("from").found.first
    if let from, let identifier { last[from.address.key] = identifier }
    guard let key = customer?.address.key, (from?.address.key ?? key) == key else { return }
    if let subject = content["subject"]?.stringValue { self.subject = subject }
    lastOfCustomer = identifier ?? lastOfCustomer
    let author = from.map { [$0] } ?? customer.map { [$0] } ?? []
    let named = content.mailboxes("replyTo").found
    // From says who it is, and nobody checks it: only the first mail may name another address for answers.
    let known = Set(answerTo.map(\.address.key) + [key])
    let isTrusted = answerTo.isEmpty || named.allSatisfy { known.contains($0.address.key) }
    answerTo = isTrusted && !named.isEmpty ? named : author
  }

  /// The centre spoke.
  private mutating func said(_ fact: MessagePosted, at envelope: Envelope) {
    guard fact.dialog == mainDialog else { return }
    let isProgram = fact.message.isOfProgram
    let token = MailToken(conversation: fact.conversation, offset: envelope.offset)
    let made = draft(of: fact.message, token: token, at: envelope.time)
    if fact.message.audience == .everyone { programAnswers = isProgram ? programAnswers + 1 : 0 }
    guard let made, made.saysSomething, !made.isForward else { return }
    follow(made.draft.identifier)
  }

  private mutating func follow(_ identifier: MailIdentifier) {
    ancestors.removeAll { $0 == identifier }
    ancestors.append(identifier)
    // The first one names the thread.
    if ancestors.count > 100 { ancestors.remove(at: 1) }
  }

  /// A mail that is to be written, without its files.
  struct Outgoing {
    var draft: MessageDraft
    /// Who gets it without being named in it.
    var secret: [Mailbox] = []
    /// Who it was to go to and cannot, and why.
    var unusable: [String] = []
    /// Whether it passes on a mail, and answers none.
    var isForward = false
    /// Whether it names files.
    var hasFiles = false

    /// A notice or another body that says nothing to a person is no mail.
    var saysSomething: Bool { !draft.text.isEmpty || draft.html != nil || hasFiles }
  }

  /// The mail that a message of the centre's is; nil if it is none, or for nobody who is reached by mail.
  ///
  /// A body of the kind EMAIL may say who it goes to, what it is about and its HTML; any other one goes to the customer, if
  /// that is by mail now.
  func draft(of message: Message, token: MailToken, at time: Timestamp) -> Outgoing? {
    let content = message.body.kind == MailBody.kind ? message.body.json : nil
    guard message.audience == .everyone, content != nil || isByMail, let channel, let address = channels[channel],
      let identifier = token.identifier(hostName: hostName)
    else { return nil }
    let draft = MessageDraft(from: Mailbox(address: address), identifier: identifier, date: time)
    var outgoing = Outgoing(draft: draft)
    outgoing.address(content, else: answerTo.isEmpty ? customer.map { [$0] } ?? [] : answerTo)
    guard outgoing.hasReceivers else { return nil }
    outgoing.isForward = content?["additionalDetails"]?["forwarded"]?.boolValue ?? false
    outgoing.hasFiles = !(content?["attachments"]?.arrayValue ?? []).isEmpty || message.body.mayNameFile
    let subject = content?["subject"]?.stringValue ?? ""
    let own = (subject.isEmpty ? self.subject : subject).onOneLine
    outgoing.draft.subject = subject.isEmpty && !ancestors.isEmpty ? MailReply.subject("Re: ", own) : own
    if !outgoing.isForward {
      outgoing.draft.answered = outgoing.draft.to.lazy.compactMap { last[$0.address.key] }.first ?? lastOfCustomer
      outgoing.draft.ancestors = ancestors
    }
    outgoing.draft.text = message.body.text ?? content?["text"]?.stringValue ?? ""
    outgoing.draft.html = content?["htmlBody"]?.stringValue
    if outgoing.draft.text.isEmpty, let html = outgoing.draft.html {
      outgoing.draft.text = HTMLText.text(of: html, limit: html.utf8.count)
    }
    if message.isOfProgram {
      guard mayProgramAnswer, programAnswers < Self.mostProgramAnswers else { return nil }
      outgoing.draft.isAutomatic = true
    }
    return outgoing
  }
}

extension MailThread.Outgoing {
  private static let mostReceivers = 200

  fileprivate var hasReceivers: Bool {
    !(draft.to + draft.copies + secret).isEmpty || !unusable.isEmpty
  }

  /// Says who it goes to: whoever the content names, and nobody else, or, if it names no receivers at all, others.
  fileprivate mutating func address(_ content: JSONValue?, else others: [Mailbox]) {
    let names = ["recipientsTo", "recipientsCc", "recipientsBcc"]
    guard let content, names.contains(where: { (content[$0] ?? .null) != .null }) else {
      draft.to = others.map(Self.written)
      return
    }
    let lists = names.map { content.mailboxes($0) }
    unusable = lists.flatMap { list in list.unusable.map { "\($0.debugDescription) is no mail address" } }
    var left = Self.mostReceivers
    let kept = lists.map { list in
      let kept = list.found.prefix(left)
      left -= kept.count
      unusable += list.found.dropFirst(kept.count).map { "\($0.address.written): one mail has \(Self.mostReceivers)" }
      return kept.map(Self.written)
    }
    (draft.to, draft.copies, secret) = (kept[0], kept[1], kept[2])
    if !hasReceivers { unusable = ["nobody: it names no receiver"] }
  }

  private static func written(_ mailbox: Mailbox) -> Mailbox {
    Mailbox(name: mailbox.name, address: mailbox.address.withASCIIDomain)
  }
}

extension Message {
  /// Whether no person said it.
  fileprivate var isOfProgram: Bool { senderKind == .bot || senderKind == .system }
}

extension MessageBody {
  /// The content as JSON; nil if there is none.
  var json: JSONValue? { content.flatMap { try? JSONValue(parsing: Array($0.utf8)) } }

  fileprivate var mayNameFile: Bool { content?.contains("/files/") ?? false }
}

extension JSONValue {
  /// The mailboxes of a member that is one or several of them, and the texts that are none.
  fileprivate func mailboxes(_ name: String) -> (found: [Mailbox], unusable: [String]) {
    let value = self[name]
    let values = value?.arrayValue ?? value.map { [$0] } ?? []
    let texts = values.map { $0.stringValue ?? String(decoding: $0.bytes, as: UTF8.self) }
    var found: [Mailbox] = []
    var unusable: [String] = []
    for text in texts where !text.allSatisfy(\.isWhitespace) {
      if let mailbox = Mailbox(text: text) {
        found.append(mailbox)
      } else {
        unusable.append(text.prefix(utf8Bytes: 100))
      }
    }
    return (found, unusable)
  }
}

extension String {
  /// The text with its line ends as blanks.
  fileprivate var onOneLine: String { String(map { $0.isNewline || $0 == "\0" ? " " : $0 }) }
}
