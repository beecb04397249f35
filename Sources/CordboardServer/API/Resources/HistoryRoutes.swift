// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import EventJournal
import NativeDialect

/// The account's facts page by page. Under the same address, the front turns requests for a live stream into one.
enum HistoryRoutes {
  static let all = [APIRoute("GET", "/events", list)]

  /// How many facts are looked through for one page; a page that finds fewer than asked for says where to go on.
  static let scanned = 10_000

  static func list(_ call: APICall) async throws(Problem) -> APIAnswer {
    var query = try call.query()
    let request = try StreamRequest(&query, for: call.principal)
    let limit = try query.integer("limit", default: 100, within: 1...1_000)
    // Streams alone are of devices; the same address takes both.
    _ = try query.identifier("device", as: DeviceID.self)
    try query.finish()
    let head = try await call.authorize(request)
    let epoch = call.api.journal.epoch
    let wanted = Set(request.topics)
    let start = request.after?.offset ?? 0
    let (found, end) = try await call.scan(after: start, to: head.offset, atMost: scanned, limit: limit) { envelope in
      (request.kinds?.contains(envelope.event.kind) ?? true) && envelope.isUnder(wanted)
        && (request.showsInternal || !envelope.event.isInternal)
    }
    let position = Position(epoch: epoch, offset: end)
    return .object(at: position) { json in
      json.array("events", found) { json, envelope in json.object { $0.cloudEvent(envelope, epoch: epoch) } }
      if end < head.offset { json.member("next", position.description) }
    }
  }
}

extension Envelope {
  /// Whether this fact is delivered under any of some topics.
  func isUnder(_ topics: Set<Topic>) -> Bool {
    var isUnder = false
    forEachTopic { if topics.contains($0) { isUnder = true } }
    return isUnder
  }
}

extension StreamRequest {
  /// The most topics one request may name.
  static let maximumTopics = 1_000

  /// Reads what both the history and the streams take: `topics`, `kinds`, `after` and `signals`.
  init(_ query: inout QueryReader, for principal: Principal) throws(Problem) {
    var topics: [Topic] = []
    for text in query.take("topics")?.split(separator: ",") ?? [] {
      guard let topic = Topic(text) else {
        throw .invalidQuery(
          "topics",
          "\(text) is none; write account, audit, agent:ID, queue:ID, team:ID, list:ID, channel:ID or "
            + "conversation:ID, with commas between"
        )
      }
      if !topics.contains(topic) { topics.append(topic) }
      guard topics.count <= Self.maximumTopics else {
        throw .invalidQuery("topics", "has more than \(Self.maximumTopics)")
      }
    }
    if topics.isEmpty {
      switch principal.actor {
      case .agent(let agent): topics = [.agent(agent)]
      case .client, .system: topics = [.account]
      }
    }
    let kinds = try query.kinds()
    self.init(
      topics: topics,
      kinds: kinds,
      after: try query.position("after"),
      wantsSignals: try query.bool("signals", default: false),
      showsInternal: principal.mayRead(.agentsAndManagers)
    )
  }
}

extension APICall {
  /// Refuses topics the principal may not see and cursors that are not of this log. Where the log stands otherwise.
  func authorize(_ request: StreamRequest) async throws(Problem) -> Position {
    try await api.gateway.authorize(request, for: principal)
  }
}

extension CommandGateway {
  /// Refuses topics a principal may not see and cursors that are not of this log. Where the log stands otherwise.
  func authorize(_ request: StreamRequest, for principal: Principal) async throws(Problem) -> Position {
    let position: Position
    do throws(Rejection) {
      position = try await query(principal.account) { centre, position throws(Rejection) in
        try centre.authorize(request.topics, for: principal)
        return position
      }
    } catch {
      throw Problem(error)
    }
    if let after = request.after, after.epoch != position.epoch || after.offset > position.offset {
      throw .cursorRefused
    }
    return position
  }
}
