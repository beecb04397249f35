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
  /// The channel by which the customer came last, if that is one for mail.
  private(set) var channel: ChannelID?
  private(set) var customer: Mailbox?
  /// Who an answer to the customer's last mail goes to.
  private(set) var answerTo: [Mailbox] = []
  private(set) var ancestors: [MailIdentifier] = []
  /// Whether the customer's last mail may be answered by a program: otherwise two of them might answer each other for ever.
  private(set) var mayProgramAnswer = true

  init(channels: [ChannelID: MailAddress], hostName: String) {
    self.channels = channels
    self.hostName = hostName
  }

  mutating func take(_ envelope: Envelope) {
    if case .conversationStarted(let fact) = envelope.event {
      mainDialog = fact.mainDialog
      subject = fact.subject ?? ""
      come(fact.session.channel, fact.customer)
    } else if case .channelSessionStarted(let fact) = envelope.event {
      come(fact.session.channel, fact.customer)
    } else if case .messagePosted(let fact) = envelope.event {
      said(fact.message, at: envelope.offset, in: fact.conversation)
    }
  }

  private mutating func come(_ channel: ChannelID, _ customer: Customer) {
    guard channels[channel] != nil else { return }
    self.channel = channel
    self.customer = MailAddress(customer.identifier).map { Mailbox(name: customer.displayName ?? "", address: $0) }
  }

  private mutating func said(_ message: Message, at offset: UInt64, in conversation: ConversationID) {
    guard message.senderKind == .customer else {
      guard message.audience == .everyone else { return }
      MailToken(conversation: conversation, offset: offset).identifier(hostName: hostName).map { follow($0) }
      return
    }
    guard message.body.kind == MailBody.kind, let content = message.body.json else { return }
    if let subject = content["subject"]?.stringValue { self.subject = subject }
    let named = content.mailboxes("replyTo")
    answerTo = named.isEmpty ? content.mailboxes("from") : named
    let details = content["additionalDetails"]
    mayProgramAnswer = details?["mayBeAnsweredByProgram"]?.boolValue ?? true
    if let references = details?["references"]?.arrayValue {
      for text in references { text.stringValue.flatMap { MailIdentifier($0) }.map { follow($0) } }
    }
    details?["messageId"]?.stringValue.flatMap { MailIdentifier($0) }.map { follow($0) }
  }

  private mutating func follow(_ identifier: MailIdentifier) {
    ancestors.removeAll { $0 == identifier }
    ancestors.append(identifier)
    // The first one names the thread.
    if ancestors.count > 100 { ancestors.remove(at: 1) }
  }

  /// The mail that a message of the centre's is, without its files; nil if it is for nobody who is reached by mail.
  ///
  /// A body of the kind EMAIL may say who it goes to, what it is about and its HTML; any other one goes to the customer.
  func draft(of message: Message, token: MailToken, at time: Timestamp) -> (draft: MessageDraft, secret: [Mailbox])? {
    guard let channel, let address = channels[channel], let identifier = token.identifier(hostName: hostName) else {
      return nil
    }
    var draft = MessageDraft(from: Mailbox(address: address), identifier: identifier, date: time)
    let content = message.body.kind == MailBody.kind ? message.body.json : nil
    draft.to = content?.mailboxes("recipientsTo") ?? []
    draft.copies = content?.mailboxes("recipientsCc") ?? []
    let secret = content?.mailboxes("recipientsBcc") ?? []
    if draft.to.isEmpty, draft.copies.isEmpty, secret.isEmpty {
      draft.to = answerTo.isEmpty ? customer.map { [$0] } ?? [] : answerTo
    }
    guard !(draft.to + draft.copies + secret).isEmpty else { return nil }
    let subject = (content?["subject"]?.stringValue).map { $0.isEmpty ? self.subject : $0 } ?? self.subject
    draft.subject =
      content?["subject"]?.stringValue?.isEmpty == false
      ? subject.onOneLine : ancestors.isEmpty ? subject.onOneLine : MailReply.subject("Re: ", subject.onOneLine)
    draft.answered = ancestors.last
    draft.ancestors = ancestors
    draft.text = message.body.text ?? content?["text"]?.stringValue ?? ""
    draft.html = content?["htmlBody"]?.stringValue
    if message.senderKind == .bot || message.senderKind == .system {
      guard mayProgramAnswer else { return nil }
      draft.automation = .answer
    }
    return (draft, secret)
  }
}

extension MessageBody {
  /// The content as JSON; nil if there is none.
  var json: JSONValue? { content.flatMap { try? JSONValue(parsing: Array($0.utf8)) } }
}

extension JSONValue {
  /// The mailboxes of a member that is one or several of them; what is none is left out.
  fileprivate func mailboxes(_ name: String) -> [Mailbox] {
    let value = self[name]
    let texts = value?.arrayValue?.compactMap(\.stringValue) ?? value?.stringValue.map { [$0] } ?? []
    return texts.prefix(200).compactMap { Mailbox(text: $0) }
  }
}

extension String {
  /// The text with its line ends as blanks.
  fileprivate var onOneLine: String { String(map { $0.isNewline || $0 == "\0" ? " " : $0 }) }
}
