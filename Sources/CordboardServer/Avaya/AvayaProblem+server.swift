// SPDX-License-Identifier: Apache-2.0

import AvayaDialect
import ContactModel

extension AvayaProblem {
  /// The journal or the core refuses at the moment.
  static let notKept = AvayaProblem(
    .serverError,
    "the server cannot read or keep subscriptions at the moment; try again",
    retryAfterSeconds: 1
  )

  /// The core does not answer a question about an account.
  init(_ rejection: Rejection) {
    self = rejection.category == .notFound ? AvayaProblem(.notFound, "there is no such account") : .notKept
  }
}
