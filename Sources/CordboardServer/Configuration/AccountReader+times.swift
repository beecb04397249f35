// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension AccountReader {
  /// How soon customers of a queue or channel are to be answered.
  func readResponse(_ entry: ConfigurationSection) -> ResponseRule? {
    guard let section = entry.section("response") else { return nil }
    let first = section.optional(
      "first",
      .duration(.seconds(1) ... .seconds(30 * 86_400)),
      "How soon a customer is to have the first response; without it, there is no limit. A queue's limits come before its "
        + "channel's."
    )
    let each = section.optional(
      "each",
      .duration(.seconds(1) ... .seconds(30 * 86_400)),
      "How soon a customer is to have each response after the first; without it, there is no limit."
    )
    section.finish()
    return ResponseRule(first: first, each: each)
  }

  /// How long customers of a channel may be inactive.
  func readInactivity(_ entry: ConfigurationSection) -> InactivityRule? {
    guard let section = entry.section("inactivity") else { return nil }
    let warnAfter = section.optional(
      "warnAfter",
      .duration(.seconds(1) ... .seconds(30 * 86_400)),
      "How long a customer may leave the centre's words unanswered until it counts as inactive; less than closeAfter."
    )
    let closeAfter = section.required(
      "closeAfter",
      .duration(.seconds(1) ... .seconds(30 * 86_400)),
      "How long a customer may leave the centre's words unanswered until the conversation is closed."
    )
    if let warnAfter, let closeAfter, warnAfter >= closeAfter {
      section.report.note("warnAfter must be less than closeAfter", at: section.place(of: "warnAfter"))
    }
    section.finish()
    return closeAfter.map { InactivityRule(warnAfter: warnAfter, closeAfter: $0) }
  }
}
