// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import NativeDialect

/// Who configured what, who logged in, and where supervisors stepped in. For administrators.
enum AuditRoutes {
  static let all = [APIRoute("GET", "/audit", list)]

  /// How many facts are looked through for one page; a page that finds fewer than asked for says where to go on.
  static let scanned = 50_000

  private struct Filter: Sendable {
    var actor: String?
    var kinds: Set<Event.Kind>?
    var from: Timestamp?
    var until: Timestamp?

    func fits(_ envelope: Envelope) -> Bool {
      guard envelope.event.isAudited, kinds?.contains(envelope.event.kind) ?? true else { return false }
      if let from, envelope.time < from { return false }
      if let until, envelope.time >= until { return false }
      guard let actor else { return true }
      return envelope.actor.wireName == actor || envelope.event.accessSubject?.actor.wireName == actor
    }
  }

  static func list(_ call: APICall) async throws(Problem) -> APIAnswer {
    guard call.principal.mayAudit else { throw Problem(.notPermitted("read the audit")) }
    var query = try call.query()
    var filter = Filter()
    filter.actor = query.take("actor")
    filter.kinds = try query.kinds()
    filter.from = try query.time("from")
    filter.until = try query.time("until")
    let after = try query.position("after")
    let limit = try query.integer("limit", default: 100, within: 1...1_000)
    try query.finish()
    let head = try await call.ask { _, position throws(Rejection) in position }
    if let after, after.epoch != head.epoch || after.offset > head.offset { throw .cursorRefused }
    let (found, end) = try await call.scan(
      after: after?.offset ?? 0,
      to: head.offset,
      atMost: scanned,
      limit: limit
    ) { [filter] in filter.fits($0) }
    let position = Position(epoch: head.epoch, offset: end)
    return .object(at: position) { json in
      json.array("entries", found) { json, envelope in
        json.object { json in
          json.member("request", envelope.command?.id)
          json.key("event")
          json.object { $0.cloudEvent(envelope, epoch: head.epoch) }
        }
      }
      if end < head.offset { json.member("next", position.description) }
    }
  }
}

extension Event {
  /// Who logged in, or tried to.
  fileprivate var accessSubject: CredentialSubject? {
    switch self {
    case .accessGranted(let report), .accessRefused(let report): report.subject
    default: nil
    }
  }
}
