// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import EventJournal
import GenesysDialect
import Synchronization

/// Counts the requests that change something: their numbers are told with what follows from them.
final class RequestNumbers: Sendable {
  private let last = Atomic(0)

  /// The next one.
  func next() -> RequestNumber {
    let number = last.wrappingAdd(1, ordering: .relaxed).newValue
    // Clients keep it in 31 bits.
    return RequestNumber(number & 0x7fff_ffff, unique: UnguessableID.make())
  }
}

/// Interactions, chats and e-mails of an agent.
extension GenesysAPI {
  /// Does what is asked, and answers with the number of the request.
  func operate(
    _ operation: InteractionOperation,
    on id: String,
    _ caller: Caller,
    _ answer: (RequestNumber) -> [UInt8]
  ) async throws(StatusProblem) -> [UInt8] {
    let number = numbers.next()
    switch try await order(operation, on: id, caller) {
    case .commands(let commands): try await perform(commands, caller, number)
    case .signal(let intent):
      do throws(Rejection) {
        try await gateway.send(intent, from: caller.principal)
      } catch {
        throw StatusProblem(error)
      }
    case .repeatHistory(let conversation):
      office.tell(.repeatHistory(conversation), caller.agent, of: caller.account)
    }
    return answer(number)
  }

  /// What an operation of an agent's means, as things stand now.
  func order(
    _ operation: InteractionOperation,
    on id: String,
    _ caller: Caller
  ) async throws(StatusProblem) -> Order {
    let start = try await start(caller)
    let message = MessageID(rawValue: UnguessableID.make())
    if let holding = start.holding(id) {
      let isMail = holding.medium == .email && Holding.needsMails(operation)
      let interaction = isMail ? try await read(holding.conversation, start, caller) : nil
      return try holding.order(operation, by: caller.agent, in: interaction, message: message, start.directory)
    }
    for holding in start.holdings where holding.medium == .email {
      let interaction = try await read(holding.conversation, start, caller)
      guard let draft = interaction?.draft(id, of: caller.agent) else { continue }
      return try holding.order(operation, on: draft, message: message)
    }
    throw Self.unknown(id)
  }

  private static func unknown(_ id: String) -> StatusProblem {
    StatusProblem(.notFound, "there is no interaction \(id), or it is not yours")
  }

  /// Every interaction of the agent.
  func interactions(_ request: APIRequest, _ caller: Caller) async throws(StatusProblem) -> [UInt8] {
    let messages = try await messages(of: try await start(caller), caller)
    return ResourceBodies.interactions(messages, base: base, isWhole: request.wantsFields)
  }

  /// Its chats or its e-mails, as the second generation has them.
  func resources(_ medium: Medium, _ request: APIRequest, _ caller: Caller) async throws(StatusProblem) -> [UInt8] {
    let messages = try await messages(of: try await start(caller), caller).filter { $0.medium == medium }
    return ResourceBodies.resources(messages, of: medium, base: base, isWhole: request.wantsFields)
  }

  /// One interaction of the agent, or one of its drafts.
  ///
  /// - Parameter medium: What it must be; nil if that does not matter.
  func interaction(
    _ id: String,
    _ medium: Medium?,
    _ caller: Caller
  ) async throws(StatusProblem) -> InteractionMessage {
    let start = try await start(caller)
    let own = start.holding(id)
    // One that is no conversation may be a draft in any of them.
    for holding in own.map({ [$0] }) ?? start.holdings.filter({ $0.medium == .email }) {
      let interaction = try await read(holding.conversation, start, caller)
      let messages = interaction?.messages(for: caller.agent, holding, start.directory, settings) ?? []
      if let message = messages.first(where: { $0.id.description == id && $0.medium == medium ?? $0.medium }) {
        return message
      }
    }
    throw Self.unknown(id)
  }

  /// Every interaction of the agent, with its drafts.
  func messages(of start: DesktopStart, _ caller: Caller) async throws(StatusProblem) -> [InteractionMessage] {
    var messages: [InteractionMessage] = []
    for holding in start.holdings {
      guard let interaction = try await read(holding.conversation, start, caller) else { continue }
      messages += interaction.messages(for: caller.agent, holding, start.directory, settings)
    }
    return messages
  }

  func read(
    _ conversation: ConversationID,
    _ start: DesktopStart,
    _ caller: Caller
  ) async throws(StatusProblem) -> Interaction? {
    do {
      let facts = try await journal.conversation(conversation, of: caller.account)
      return Interaction.read(facts, start.directory, settings)
    } catch {
      throw Self.unavailable
    }
  }
}

extension APIRequest {
  /// Whether the things themselves are asked for, and not where they are.
  var wantsFields: Bool { query.contains { $0.name == "fields" } }
}
