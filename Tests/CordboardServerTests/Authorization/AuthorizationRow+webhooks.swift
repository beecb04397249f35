// SPDX-License-Identifier: Apache-2.0

extension AuthorizationRow {
  /// Who has webhooks is told everything, and says where it goes: only whoever both sees everything and configures.
  private static let owners: Set<Caller.Kind> = [.administrator]

  /// A kind of facts of which the run has few: what endpoints are sent is another test's business.
  private static let definition: Body = { draw in
    draw.object(
      ("url", draw.text("https://hooks.example/\(draw.words.next())")),
      ("description", draw.word()),
      ("events", #"["retentionApplied"]"#),
      ("headers", draw.object(("authorization", draw.word())))
    )
  }

  static let webhooks: [AuthorizationRow] = [
    AuthorizationRow("GET /webhooks", owners),
    AuthorizationRow("POST /webhooks", owners, weight: 4, definition),
    AuthorizationRow("GET /webhooks/{webhook}", owners),
    AuthorizationRow("PUT /webhooks/{webhook}", owners, weight: 2, definition),
    AuthorizationRow("DELETE /webhooks/{webhook}", owners, weight: 1),
    AuthorizationRow("POST /webhooks/{webhook}/enable", owners, weight: 2),
    AuthorizationRow("POST /webhooks/{webhook}/disable", owners, weight: 1),
    AuthorizationRow("POST /webhooks/{webhook}/rotate-secret", owners, weight: 1) { $0.object(("overlap", "0")) },
    AuthorizationRow("POST /webhooks/{webhook}/test", owners, weight: 1),
    AuthorizationRow("GET /webhooks/{webhook}/attempts", owners, weight: 1),
    AuthorizationRow("GET /webhooks/{webhook}/dead-letters", owners, weight: 1),
    AuthorizationRow("DELETE /webhooks/{webhook}/dead-letters", owners, weight: 1),
    AuthorizationRow("POST /webhooks/{webhook}/replay", owners, weight: 1) { _ in #"{"missing":true}"# },
  ]
}
