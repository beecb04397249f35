// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// `docs/authorization.md` is the table that the random authorisation test holds the server to.
@Suite struct AuthorizationPageTests {
  private static let columns: [(Caller.Kind, String)] = [
    (.agent, "agent"), (.supervisor, "supervisor"), (.administrator, "administrator"),
    (.conversations, "`conversations`"), (.events, "`events`"), (.agents, "`agents`"),
    (.configuration, "`configuration`"), (.bots, "`bots`"), (.calls, "`calls`"), (.unscoped, "none"),
  ]

  @Test func `docs/authorization.md is up to date`() throws {
    var page = """
      # Who may do what

      Every operation of the native API, and for which roles of people and scopes of programs it may succeed. What it then \
      shows and changes is narrower: an agent its own presence, offers and work and the conversations it takes part in or \
      took part in; a supervisor those of the teams it supervises and of the queues they serve; a bot the conversations it is \
      in or was asked into, and it may join open ones; the scope `conversations` acts for customers, `agents` for any agent. \
      Nobody sees or changes anything of another account. A list is shown to everybody, with what they may see in it.

      This page is written from the table in `Tests/CordboardServerTests/Authorization/AuthorizationRow.swift`, which random \
      runs of all roles of two accounts hold the server to; `UPDATE_GOLDENS=1 swift test --filter AuthorizationPage` writes \
      it anew. The topics of streams are in [protocols/native.md](protocols/native.md).


      """
    page += "| Operation | " + Self.columns.map(\.1).joined(separator: " | ") + " |\n"
    page += "|---|" + String(repeating: "---|", count: Self.columns.count) + "\n"
    for row in AuthorizationRow.all.sorted(by: { $0.address < $1.address }) {
      let marks = Self.columns.map { row.may.contains($0.0) ? "yes" : "" }
      page += "| `\(row.route)` | " + marks.joined(separator: " | ") + " |\n"
    }
    let place = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs/authorization.md")
    let environment = ProcessInfo.processInfo.environment
    if environment["UPDATE_GOLDENS"] == "1", environment["CI"] != "true" {
      try page.write(to: place, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: place, encoding: .utf8) == page)
  }
}

extension AuthorizationRow {
  /// The address before the method, so that what belongs together stands together.
  fileprivate var address: String {
    route.split(separator: " ").reversed().joined(separator: " ")
  }
}
