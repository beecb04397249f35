// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import EventJournal
import InternetMessage

/// The conversations of an account as far as mail is concerned. What is known of one goes on from where it was read last, so
/// that a long conversation is not read again for each word. A value; the account's line owns it.
struct MailThreads {
  private struct Known {
    var thread: MailThread
    /// The offset and the conversation's sequence of the last fact it has.
    var offset: UInt64 = 0
    var sequence: UInt64 = 0
  }

  private let account: AccountID
  private let mail: OutboundMail
  /// The addresses of the channels for mail; nil until they are asked for, and after the configuration changed.
  private var kept: [ChannelID: MailAddress]?
  /// Whether the customers of conversations ever came by mail.
  private var hasMail: [ConversationID: Bool] = [:]
  private var known: [ConversationID: Known] = [:]
  private static let rememberedConversations = 50_000
  private static let rememberedThreads = 1_000

  init(_ account: AccountID, _ mail: OutboundMail) {
    self.account = account
    self.mail = mail
  }

  private mutating func channels() async throws -> [ChannelID: MailAddress] {
    if let kept { return kept }
    let channels = try await mail.gateway.query(account) { centre, _ throws(Rejection) in
      centre.configuration.channels.values.reduce(into: [ChannelID: MailAddress]()) { channels, channel in
        if channel.type == .email { channels[channel.id] = MailAddress(channel.serviceIdentifier) }
      }
    }
    kept = channels
    return channels
  }

  /// Whether a fact is something said to a customer who is reached by mail.
  mutating func isMail(_ envelope: Envelope) async throws -> Bool {
    if case .configurationChanged = envelope.event { kept = nil }
    let channels = try await channels()
    guard !channels.isEmpty else { return false }
    switch envelope.event {
    case .conversationStarted(let fact): note(fact.conversation, channels[fact.session.channel] != nil)
    case .channelSessionStarted(let fact):
      if channels[fact.session.channel] != nil { note(fact.conversation, true) }
    case .messagePosted(let fact):
      guard !envelope.isErased, fact.message.senderKind != .customer, fact.message.audience == .everyone,
        hasMail[fact.conversation] ?? true
      else { return false }
      let thread = try await thread(of: fact.conversation, before: envelope.offset)
      note(fact.conversation, thread.channel != nil)
      return thread.mainDialog == fact.dialog && thread.channel != nil
        && (thread.isByMail || fact.message.body.kind == MailBody.kind)
    default: break
    }
    return false
  }

  private mutating func note(_ conversation: ConversationID, _ isMail: Bool) {
    if hasMail.count >= Self.rememberedConversations { hasMail = [:] }
    hasMail[conversation] = isMail
  }

  /// What is known of a conversation before a fact.
  mutating func thread(of conversation: ConversationID, before offset: UInt64) async throws -> MailThread {
    let channels = try await channels()
    var known = Known(thread: MailThread(channels: channels, hostName: mail.hostName))
    if let before = self.known[conversation], before.offset < offset, before.thread.channels == channels {
      known = before
    }
    reading: while true {
      let facts = try await mail.journal.read(
        account,
        conversation: conversation,
        after: known.sequence,
        limit: mail.pageSize
      )
      for envelope in facts {
        guard envelope.offset < offset else { break reading }
        known.thread.take(envelope)
        known.offset = envelope.offset
        known.sequence = envelope.conversationSequence ?? known.sequence
      }
      if facts.count < mail.pageSize { break }
    }
    if self.known.count >= Self.rememberedThreads { self.known = [:] }
    self.known[conversation] = known
    return known.thread
  }
}
