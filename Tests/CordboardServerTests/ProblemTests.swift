// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardServer
import DialectKit
import Testing

@Suite struct ProblemTests {
  /// One rejection of each sort, its status and when to try again.
  static let table: [(rejection: Rejection, status: Int, retryAfter: String?)] = [
    (.unknownQueue("q"), 404, nil),
    (.unknownOffer(OfferID(rawValue: 1)), 410, nil),
    (.notLoggedIn("alice"), 409, nil),
    (.notPermitted("do that"), 403, nil),
    (.invalid("name", "is empty"), 422, nil),
    (.commandIDReused("c"), 422, nil),
    (.limitReached("messages", 5), 429, "5"),
    (.overloaded, 503, "1"),
  ]

  @Test func `every sort of rejection has its status`() throws {
    #expect(Set(Self.table.map(\.rejection.category)) == Set(Rejection.Category.allCases))
    for (rejection, status, retryAfter) in Self.table {
      let reply = Problem(rejection, instance: "/api/v1/x").reply
      #expect(reply.status == status)
      #expect(reply.header("retry-after") == retryAfter)
      #expect(reply.header("content-type") == "application/problem+json")
      let json = try #require(reply.json)
      #expect(json["type"]?.stringValue == "urn:cordboard:problem:\(rejection.code)")
      #expect(json["title"]?.stringValue?.isEmpty == false)
      #expect(json["status"]?.integerValue == status)
      #expect(json["detail"]?.stringValue == rejection.detail)
      #expect(json["instance"]?.stringValue == "/api/v1/x")
      #expect(json["code"]?.stringValue == rejection.code)
    }
  }

  @Test(arguments: [
    (AuthenticationFailure.missing, 401, "Bearer"), (.invalid, 401, "Bearer error=\"invalid_token\""),
    (.expired, 401, "Bearer error=\"invalid_token\""), (.subjectGone, 401, "Bearer error=\"invalid_token\""),
    (.otherAccount, 403, ""), (.unavailable, 503, ""),
    (.issuerUnavailable(retryAfter: .seconds(7)), 503, ""),
  ])
  func `every refused token has its status`(failure: AuthenticationFailure, status: Int, challenge: String) {
    let reply = Problem(failure).reply
    #expect(reply.status == status)
    #expect(reply.json?["code"]?.stringValue == failure.code)
    #expect(reply.header("www-authenticate")?.hasPrefix(challenge) == (challenge.isEmpty ? nil : true))
    #expect((reply.header("retry-after") != nil) == (status == 503))
  }
}
