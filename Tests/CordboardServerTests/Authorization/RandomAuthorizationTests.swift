// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import CordboardServer

/// Actors of two accounts and of every role, with good tokens and bad ones, try every operation and every topic with ids
/// of their own account and of the other: nobody sees or changes what is not theirs.
@Suite(.timeLimit(.minutes(10))) struct RandomAuthorizationTests {
  /// How many requests each run tries; more with `CORDBOARD_AUTHORIZATION_REQUESTS=100000`.
  private static let requests =
    ProcessInfo.processInfo.environment["CORDBOARD_AUTHORIZATION_REQUESTS"].flatMap { Int($0) } ?? 2_000

  @Test func `every operation says who may do it`() {
    let routes = TestAPI.routes.map { "\($0.method) \($0.path.replacing("/api/v1/accounts/{account}", with: ""))" }
    #expect(AuthorizationRow.all.map(\.route).sorted() == routes.sorted(), "each route needs a row in AuthorizationRow")
  }

  @Test(arguments: [1, 2] as [UInt64])
  func `nobody sees or changes what is not theirs`(seed: UInt64) async throws {
    var run = try await AuthorizationRun(seed: seed)
    try await run.tellStories()
    try await run.run(Self.requests)
    if seed == 1 {
      try await run.insist(500)
      // The oracle must have had something to say about every operation.
      let untried = run.untried
      #expect(untried.isEmpty, "no request of these succeeded: \(untried.joined(separator: "\n"))")
    }
    for problem in run.problems { Issue.record("\(problem)") }
    let streams = run.succeeded.filter { $0.key.hasPrefix("stream") }
    #expect(streams.count >= 5, "streams were opened by \(streams)")
    #expect(run.appended > run.calls / 8, "\(run.calls) requests appended \(run.appended) facts")
  }
}
