// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import EventJournal
import GenesysDialect

/// Customers who chat by `/api/v2/chats` (reference A8): without a login, with the account in the header ContactCenterId. A
/// chat's id is what proves that somebody is in it; nobody can guess one, and it leads to chats of this channel alone.
struct CustomerChats: Sendable {
  /// What is answered; past a bound with the status 429, besides the code in the body.
  struct Answer: Hashable {
    var status = 200
    let body: [UInt8]
  }

  let gateway: any CommandGateway
  let journal: any Journal
  /// The channel on which they come.
  let channel: ChannelID
  /// The account that is meant if there is only one and none is named.
  let accounts: @Sendable () async throws(Rejection) -> [AccountID]
  let throttle: RequestThrottle?
  let census: CustomerCensus

  /// Answers a request below `/api/v2/chats`. The address is the peer's.
  func respond(to request: APIRequest, _ path: [String], from address: String) async -> Answer {
    do throws(StatusProblem) {
      let account = try await account(of: request)
      do throws(StatusProblem) {
        try admit(address, account)
        if (request.method, path.count) == ("POST", 0) { try census.admit(address, account) }
      } catch {
        return Answer(status: 429, body: error.body)
      }
      return Answer(body: try await answer(request, path, address, account))
    } catch {
      return Answer(body: error.body)
    }
  }

  private func answer(
    _ request: APIRequest,
    _ path: [String],
    _ address: String,
    _ account: AccountID
  ) async throws(StatusProblem) -> [UInt8] {
    switch (request.method, path.count, path.last) {
    case ("POST", 0, _): return try await begin(request, address, account)
    case ("GET", 1, _): return try await chat(path[0], address, account).body
    case ("GET", 2, "messages"): return try await chat(path[0], address, account).messagesBody
    case ("POST", 1, _): return try await operate(request, try await chat(path[0], address, account), account)
    default: throw StatusProblem(.notFound, "there is nothing at this address, or not with this method")
    }
  }

  /// The id of an account on this wire, or its name.
  private func account(of request: APIRequest) async throws(StatusProblem) -> AccountID {
    let known: [AccountID]
    do throws(Rejection) { known = try await accounts() } catch { throw StatusProblem(error) }
    guard let name = request.header("contactcenterid") else {
      guard known.count == 1 else { throw StatusProblem(.parameterMissing, "the header ContactCenterId is missing") }
      return known[0]
    }
    guard let account = known.first(where: { $0.rawValue == name || CustomerChat.centre($0) == name.lowercased() })
    else {
      throw StatusProblem(.notFound, "there is no contact centre \(name)")
    }
    return account
  }

  /// Counts a request of somebody who is known by an address alone.
  private func admit(_ address: String, _ account: AccountID) throws(StatusProblem) {
    let sender = Principal(actor: .client(ClientID(rawValue: "chats \(address)")), account: account, permissions: [])
    do throws(Problem) {
      try throttle?.admit(sender)
    } catch {
      throw StatusProblem(.forbidden, error.detail)
    }
  }

  // MARK: Chats

  private func begin(
    _ request: APIRequest,
    _ address: String,
    _ account: AccountID
  ) async throws(StatusProblem) -> [UInt8] {
    let start = try CustomerChat.start(request.body, on: channel, visitor: UnguessableID.make())
    let outcome = try await perform(start, account)
    guard let conversation = outcome.conversation else { throw Self.unavailable }
    // From now on it ends if nobody asks about it.
    _ = try await read(conversation, address, account)
    return CustomerChat.begun(conversation)
  }

  /// A chat of the channel; what is none, or is closed for long, is not found alike.
  private func chat(
    _ id: String,
    _ address: String,
    _ account: AccountID
  ) async throws(StatusProblem) -> CustomerChat {
    guard let conversation = ConversationID(id) else { throw Self.unknown }
    return try await read(conversation, address, account)
  }

  private func read(
    _ conversation: ConversationID,
    _ address: String,
    _ account: AccountID
  ) async throws(StatusProblem) -> CustomerChat {
    let facts: [Envelope]
    do {
      facts = try await journal.conversation(conversation, of: account)
    } catch {
      throw Self.unavailable
    }
    guard let chat = CustomerChat(facts, try await directory(account)), chat.channel == channel else {
      throw Self.unknown
    }
    guard chat.isVisitor else { return chat }
    let known = CustomerCensus.Chat(account: account, conversation: conversation, session: chat.session)
    if chat.isOver { census.ended(known) } else { census.asked(about: known, from: address) }
    return chat
  }

  private func directory(_ account: AccountID) async throws(StatusProblem) -> GenesysDirectory {
    do throws(Rejection) {
      return try await gateway.query(account) { centre, _ throws(Rejection) in GenesysDirectory(centre) }
    } catch {
      throw StatusProblem(error)
    }
  }

  private func operate(
    _ request: APIRequest,
    _ chat: CustomerChat,
    _ account: AccountID
  ) async throws(StatusProblem) -> [UInt8] {
    switch try chat.order(request.body) {
    case .commands(let commands):
      for ordered in commands { _ = try await perform(ordered.command, account) }
    case .signal(let intent):
      do throws(Rejection) {
        try await gateway.send(intent, from: .system(account))
      } catch {
        throw StatusProblem(error)
      }
    case .repeatHistory: throw Self.unknown
    }
    return StatusReply.ok
  }

  /// Takes in the chats that were begun before the server started.
  func adopt() async {
    for account in (try? await accounts()) ?? [] {
      let channel = channel
      let open = try? await gateway.query(account) { centre, _ throws(Rejection) in
        centre.conversations.values.compactMap { conversation -> CustomerCensus.Chat? in
          guard let session = conversation.sessions.first?.session, session.channel == channel,
            conversation.customer.identifier.hasPrefix(CustomerChat.visitors)
          else { return nil }
          return CustomerCensus.Chat(account: account, conversation: conversation.id, session: session.id)
        }
      }
      // Nobody knows their addresses any more.
      for chat in open ?? [] { census.asked(about: chat, from: "") }
    }
  }

  /// Ends the chats about which nobody asked for too long: their customers are gone.
  func endIdle() async {
    for chat in census.takeIdle() {
      // One that is over is none to end.
      _ = try? await perform(.endChannelSession(chat.conversation, chat.session, reason: .inactivity), chat.account)
    }
  }

  private static let unknown = StatusProblem(.notFound, "there is no such chat")
  private static let unavailable = StatusProblem(.internalError, "the server cannot answer at the moment; try again")

  private func perform(_ command: Command, _ account: AccountID) async throws(StatusProblem) -> Outcome {
    do throws(Rejection) {
      return try await gateway.perform(command, in: CommandContext(principal: .system(account)))
    } catch {
      throw StatusProblem(error)
    }
  }
}
