// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import EventJournal
import Hummingbird

/// One authenticated request on its way to its handler.
struct APICall: Sendable {
  let api: NativeAPI
  let request: APIRequest
  let parameters: [String: String]
  let principal: Principal
  /// The body of an upload while it comes in.
  var upload: RequestBody?

  var account: AccountID { principal.account }

  /// The agent the token stands for, if it stands for one.
  var agent: AgentID? {
    if case .agent(let id) = principal.actor { id } else { nil }
  }

  // MARK: The address

  /// A parameter of the address that people chose; what cannot be one is not found.
  func id<ID: NamedIdentifier>(_ name: String, as kind: ID.Type = ID.self) throws(Problem) -> ID {
    guard let id = parameters[name].flatMap({ ID($0) }) else { throw .noRoute }
    return id
  }

  /// A parameter of the address that the core made; what cannot be one is not found.
  func uniqueID<ID: UniqueIdentifier>(_ name: String, as kind: ID.Type = ID.self) throws(Problem) -> ID {
    guard let id = parameters[name].flatMap({ ID($0) }) else {
      throw Problem(404, "notFound", "\(parameters[name] ?? "") is not the id of a \(name): it must be a UUID")
    }
    return id
  }

  func query() throws(Problem) -> QueryReader {
    try QueryReader(request.query)
  }

  // MARK: The body

  /// The body as an object. An absent body is an empty object.
  func body(orMergePatch: Bool = false) throws(Problem) -> JSONReader {
    if request.body.isEmpty { return try JSONReader(.object([])) }
    let type = request.header("content-type")?.split(separator: ";").first.map {
      $0.lowercased().filter { $0 != " " }
    }
    guard type == "application/json" || orMergePatch && type == "application/merge-patch+json" else {
      throw Problem(415, "unsupportedMediaType", "send the body as JSON with Content-Type: application/json")
    }
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: request.body, maximumDepth: 32)
    } catch {
      throw Problem(400, "malformed", "the body is not JSON: \(error)", offset: error.offset)
    }
    return try JSONReader(value, of: request.body)
  }

  /// The agent on whose behalf a command is given: the one the body names, or the one the token stands for.
  func actingAgent(_ body: inout JSONReader) throws(Problem) -> AgentID {
    if let named: AgentID = try body.optionalIdentifier("agent") { return named }
    guard let agent else {
      throw .invalid(body.place("agent"), "is missing; a token of a client must name the agent it acts for")
    }
    return agent
  }

  // MARK: The core

  /// The id of the command, if its sender chose one.
  private func reference() throws(Problem) -> CommandReference? {
    guard let key = request.header("idempotency-key") else { return nil }
    guard let id = CommandID(key) else {
      throw Problem(
        400,
        "invalidIdempotencyKey",
        "the header Idempotency-Key must be 1 to \(CommandID.maximumBytes) visible characters without spaces"
      )
    }
    return CommandReference(id: id, fingerprint: request.fingerprint)
  }

  /// Gives a command. One that carries a secret is not remembered: the fingerprint of its request is kept in the
  /// journal, where it would let guesses at the secret be tried out.
  func perform(_ command: Command, carriesSecret: Bool = false) async throws(Problem) -> Outcome {
    let reference = try reference()
    let context = CommandContext(principal: principal, reference: carriesSecret ? nil : reference)
    do throws(Rejection) {
      return try await api.gateway.perform(command, in: context)
    } catch {
      throw Problem(error)
    }
  }

  func send(_ intent: SignalIntent) async throws(Problem) {
    do throws(Rejection) {
      try await api.gateway.send(intent, from: principal)
    } catch {
      throw Problem(error)
    }
  }

  func ask<Answer: Sendable>(
    _ body: @escaping @Sendable (borrowing ContactCentre, Position) throws(Rejection) -> Answer
  ) async throws(Problem) -> Answer {
    do throws(Rejection) {
      return try await api.gateway.query(account, body)
    } catch {
      throw Problem(error)
    }
  }

  func read<Answer>(_ body: (any Journal) async throws(JournalError) -> Answer) async throws(Problem) -> Answer {
    do throws(JournalError) {
      return try await body(api.journal)
    } catch {
      throw Problem(Rejection.unavailable)
    }
  }
}
