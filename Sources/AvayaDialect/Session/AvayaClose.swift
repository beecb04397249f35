// SPDX-License-Identifier: Apache-2.0

/// The five answers to an authentication (seed 003, `AuthenticationResponse`).
package enum AuthenticationStatus: String, CaseIterable, Hashable, Sendable {
  case confirmed = "CONNECTION_CONFIRMED"
  case invalidToken = "CONNECTION_FAILED_INVALID_TOKEN"
  case unknownSubscription = "CONNECTION_FAILED_UNKNOWN_SUBSCRIPTION"
  case internalServerError = "CONNECTION_FAILED_INTERNAL_SERVER_ERROR"
  case constraintViolation = "CONNECTION_FAILED_CONSTRAINT_VIOLATION"

  /// How the connection ends after this answer; nil if it does not.
  var close: AvayaClose? {
    switch self {
    case .confirmed: nil
    case .internalServerError: .internalError
    case .invalidToken: .notAuthenticated
    case .unknownSubscription: .unknownSubscription
    case .constraintViolation: .constraintViolation
    }
  }
}

/// Why a notification WebSocket ends, in one table (reference A.3; the codes are ours, none are published). A server that
/// shuts down sends 1001 and a client that is too slow gets 4000, as everywhere.
package enum AvayaClose: Hashable, Sendable, CaseIterable {
  /// A message broke the rules.
  case constraintViolation
  /// No authentication came in time, or its token is not accepted.
  case notAuthenticated
  /// There is no such active subscription.
  case unknownSubscription
  /// No ping came in time; the subscription is inactive.
  case pingMissed
  /// Another connection took this one's place.
  case replaced
  /// The subscription ran out or was deleted.
  case subscriptionEnded
  /// The server failed.
  case internalError

  /// The close code.
  package var code: UInt16 {
    switch self {
    case .constraintViolation: 4400
    case .notAuthenticated: 4401
    case .unknownSubscription: 4404
    case .pingMissed: 4408
    case .replaced: 4409
    case .subscriptionEnded: 4410
    case .internalError: 1011
    }
  }

  /// What happened and what to do.
  package var text: String {
    switch self {
    case .constraintViolation: "the message breaks the rules"
    case .notAuthenticated: "authenticate with a good token within the deadline"
    case .unknownSubscription: "there is no such active subscription; create or renew one"
    case .pingMissed: "no ping came within the interval; renew the subscription and connect again"
    case .replaced: "another connection follows this subscription now"
    case .subscriptionEnded: "the subscription ended; renew it, or create another"
    case .internalError: "the server failed; connect again later"
    }
  }
}
