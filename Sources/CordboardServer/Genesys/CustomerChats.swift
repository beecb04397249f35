// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import EventJournal
import GenesysDialect

/// Customers who chat by `/api/v2/chats` (reference A8): without a login, with the account in the header ContactCenterId. A
/// chat's id is what proves that somebody is in it; nobody can guess one, and it leads to chats of this channel alone.
struct CustomerChats: Sendable {
  let gateway: any CommandGateway
  let journal: any Journal
  /// The channel on which they come.
  let channel: ChannelID
  /// The account that is meant if there is only one and none is named.
  let accounts: @Sendable () async -> [AccountID]
  let throttle: RequestThrottle?

  /// Answers a request below `/api/v2/chats`. The address is the peer's.
  func respond(to request: APIRequest, _ path: [String], from address: String) async -> [UInt8] {
    do throws(StatusProblem) {
      let account = try await account(of: request)
      try admit(address, account)
      switch (request.method, path.count, path.last) {
      case ("POST", 0, _): return try await begin(request, account)
      case ("GET", 1, _): return try await show(try await chat(path[0], account))
      case ("GET", 2, "messages"): return try await messages(of: try await chat(path[0], account), account)
      case ("POST", 1, _): return try await operate(request, try await chat(path[0], account), account)
      default: throw StatusProblem(.notFound, "there is nothing at this address, or not with this method")
      }
    } catch {
      return error.body
    }
  }

  /// The id of an account on this wire, or its name.
  private func account(of request: APIRequest) async throws(StatusProblem) -> AccountID {
    let known = await accounts()
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

  private func begin(_ request: APIRequest, _ account: AccountID) async throws(StatusProblem) -> [UInt8] {
    let start = try CustomerChat.start(request.body, on: channel, visitor: UnguessableID.make())
    let outcome = try await perform(start, account)
    guard let conversation = outcome.conversation else { throw Self.unavailable }
    return CustomerChat.begun(conversation)
  }

  /// A chat of the channel; what is none, or is closed for long, is not found alike.
  private func chat(_ id: String, _ account: AccountID) async throws(StatusProblem) -> CustomerChat {
    guard let conversation = ConversationID(id) else { throw Self.unknown }
    let facts: [Envelope]
    do {
      facts = try await journal.conversation(conversation, of: account)
    } catch {
      throw Self.unavailable
    }
    guard let chat = CustomerChat(facts, try await directory(account)), chat.channel == channel else {
      throw Self.unknown
    }
    return chat
  }

  private func directory(_ account: AccountID) async throws(StatusProblem) -> GenesysDirectory {
    do throws(Rejection) {
      return try await gateway.query(account) { centre, _ throws(Rejection) in GenesysDirectory(centre) }
    } catch {
      throw StatusProblem(error)
    }
  }

  private func show(_ chat: CustomerChat) async throws(StatusProblem) -> [UInt8] { chat.body }

  private func messages(of chat: CustomerChat, _ account: AccountID) async throws(StatusProblem) -> [UInt8] {
    chat.messagesBody
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
