// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import GenesysDialect

/// Workbins: that of the agent, and those of its teams (reference A6).
extension GenesysAPI {
  /// Interactions of a workbin that are shown at most: the oldest.
  private static let shownItems = 100

  /// The workbins the agent may look into.
  func workbins(_ caller: Caller) async throws(StatusProblem) -> [UInt8] {
    let start = try await start(caller)
    let all = start.workbins
    let seen = try await query(caller) { centre, _ throws(Rejection) in
      all.filter { centre.maySee($0, caller.principal) }
    }
    return ResourceBodies.workbins(seen.map { WorkbinResource($0, start.directory) }, base: base)
  }

  /// One workbin; what is in it if subresources are asked for.
  func workbin(_ name: String, of request: APIRequest, _ caller: Caller) async throws(StatusProblem) -> [UInt8] {
    let start = try await start(caller)
    let workbin = try start.workbin(name)
    var resource = WorkbinResource(workbin, start.directory)
    let isWhole = request.query.contains { $0.name == "subresources" || $0.name == "fields" }
    let items = try await items(of: workbin, limit: isWhole ? Self.shownItems : 0, caller)
    guard isWhole else { return ResourceBodies.workbin(resource, base: base) }
    var messages: [InteractionMessage] = []
    for (_, conversation) in items {
      guard let interaction = try await read(conversation, start, caller) else { continue }
      messages.append(interaction.message(for: caller.agent, .inWorkbin, [], start.directory, settings))
    }
    resource.content = messages
    return ResourceBodies.workbin(resource, base: base)
  }

  /// The work in a workbin, the oldest first.
  private func items(
    of workbin: Workbin,
    limit: Int,
    _ caller: Caller
  ) async throws(StatusProblem) -> [(WorkItemID, ConversationID)] {
    try await query(caller) { centre, _ throws(Rejection) in
      guard centre.maySee(workbin, caller.principal) else { throw .notPermitted("see \(workbin)") }
      return centre.work(in: workbin, limit: limit).map { ($0.id, $0.conversation) }
    }
  }

  private static let searchedItems = 10_000

  /// Puts an interaction into a workbin, or takes one out.
  func operate(
    onWorkbin name: String,
    _ request: APIRequest,
    _ caller: Caller
  ) async throws(StatusProblem) -> [UInt8] {
    let operation = try WorkbinOperation.read(request.body)
    let start = try await start(caller)
    let workbin = try start.workbin(name)
    let number = numbers.next()
    switch operation {
    case .add(let id):
      guard let holding = start.holding(id) else { throw StatusProblem(.notFound, "there is no interaction \(id)") }
      let place = InteractionOperation.placeInWorkbin(name)
      let message = MessageID(rawValue: UnguessableID.make())
      guard case .commands(let commands) = try holding.order(place, by: caller.agent, message: message, start.directory)
      else { throw Self.unavailable }
      try await perform(commands, caller, number)
    case .pull(let id):
      let items = try await items(of: workbin, limit: Self.searchedItems, caller)
      guard let item = items.first(where: { InteractionID($0.1).description == id })?.0 else {
        throw StatusProblem(.notFound, "there is no interaction \(id) in \(workbin)")
      }
      try await perform([OrderedCommand(.takeFromWorkbin(caller.agent, item))], caller, number)
    }
    return StatusReply.referred(number)
  }
}
