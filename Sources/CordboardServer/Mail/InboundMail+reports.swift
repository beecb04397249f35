// SPDX-License-Identifier: Apache-2.0

import ContactModel
import EventJournal
import InternetMessage
import MailTransfer

/// Reports about messages of the centre's.
extension InboundMail {
  /// Says at a message what a report says about it; false for what is no report, and for one that somebody must read: it is
  /// about nothing known, or about what was said in a conversation that is over.
  func note(_ message: InternetMessage, _ place: MailDirectory.Place) async throws(Refusal) -> Bool {
    if let notice = message.readingNotice {
      if notice.isRead { _ = try await report(.read, of: notice.about, detail: nil, place) }
      return true
    }
    guard let report = message.deliveryReport else { return false }
    let failed = report.receivers.filter { $0.action == "failed" }
    guard !failed.isEmpty else { return !report.receivers.isEmpty }
    let detail = failed.map { "\($0.address): \($0.status) \($0.diagnostic)" }.joined(separator: "; ")
    return try await self.report(.failed, of: report.about, detail: detail, place)
  }

  /// Reports what became of a message of the centre's; false if there is none of the name, or nobody to tell.
  private func report(
    _ status: ReceiptStatus,
    of identifier: MailIdentifier?,
    detail: String?,
    _ place: MailDirectory.Place
  ) async throws(Refusal) -> Bool {
    guard let token = identifier.flatMap({ MailToken($0, hostName: hostName) }), token.offset > 0 else { return false }
    do {
      let facts = try await journal.read(place.account, after: token.offset - 1, limit: 1)
      guard case .messagePosted(let fact)? = facts.first?.event, fact.conversation == token.conversation else {
        return false
      }
      let command = Command.reportReceipt(
        fact.conversation,
        fact.message.id,
        by: .customer,
        status,
        detail: detail?.prefix(utf8Bytes: min(500, place.attributeBytes))
      )
      _ = try await gateway.perform(command, in: CommandContext(principal: .system(place.account)))
      return true
    } catch let rejection as Rejection {
      if rejection.category == .unavailable { throw .later }
      return false
    } catch {
      throw .later
    }
  }
}
