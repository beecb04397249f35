// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit
package import EventJournal

/// Why nothing, or not everything, was erased.
package enum RetentionFailure: Error, Hashable {
  /// No conversation of the customer has content that could be erased.
  case unknownCustomer(CustomerID)
  /// The customer has open conversations.
  case openConversations(CustomerID, [ConversationID])
  /// As many erasures wait as may.
  case busy
  /// The journal refused; what was begun is gone on with later.
  case journal(JournalError)
  /// The core refused the receipt; what was begun is gone on with later.
  case rejected(Rejection)
}

extension RetentionFailure: CustomStringConvertible {
  /// What is wrong and what to do.
  package var description: String {
    switch self {
    case .journal(let error): error.description
    case .rejected(let rejection): rejection.detail
    case .unknownCustomer, .openConversations, .busy: problem.detail
    }
  }

  /// What it is for a request.
  var problem: Problem {
    switch self {
    case .unknownCustomer(let id):
      return Problem(404, "unknownCustomer", "no conversation with content of customer \(id) is kept")
    case .openConversations(let id, let open):
      // Who may erase need not be one who may see conversations.
      return Problem(
        409,
        "customerHasOpenConversations",
        "the customer has \(open.count) open conversations (customers/\(id)/conversations lists them); close them, let "
          + "their after-contact work end, and ask again"
      )
    case .busy:
      return Problem(
        status: 503,
        code: "tooManyErasures",
        detail: "as many erasures are under way as there may be; try again later",
        retryAfter: .seconds(10)
      )
    case .journal: return Problem(Rejection.unavailable)
    case .rejected(let rejection): return Problem(rejection)
    }
  }
}
