// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import Logging

/// The numbers of a partition under `/metrics`.
struct PartitionCounters: Sendable {
  let accepted: Counter
  let rejected: Counter
  let overloaded: Counter
  let facts: Counter
  let appends: Counter
  let failedAppends: Counter
  let snapshots: Counter
  private let violations: [Invariant: Counter]

  init(_ metrics: Metrics) {
    let name = "cordboard_commands_total"
    let help = "Commands by what became of them."
    accepted = metrics.counter(name, help: help, labels: ["result": "accepted"])
    rejected = metrics.counter(name, help: help, labels: ["result": "rejected"])
    overloaded = metrics.counter(name, help: help, labels: ["result": "overloaded"])
    facts = metrics.counter("cordboard_facts_total", help: "Facts appended to the journal.")
    appends = metrics.counter("cordboard_appends_total", help: "Appends to the journal, each with one sync.")
    failedAppends = metrics.counter("cordboard_appends_failed_total", help: "Appends the journal refused.")
    snapshots = metrics.counter("cordboard_snapshots_total", help: "Snapshots saved.")
    var violations: [Invariant: Counter] = [:]
    for invariant in Invariant.allCases {
      violations[invariant] = metrics.counter(
        "cordboard_invariant_violations_total",
        help: "Broken rules of the engine. Must stay 0.",
        labels: ["invariant": invariant.rawValue]
      )
    }
    self.violations = violations
  }

  func countCommands(of batch: PartitionBatch) {
    accepted.add(batch.accepted)
    rejected.add(batch.rejected)
  }

  /// Counts what is in the journal now.
  func countFacts(of batch: PartitionBatch) {
    facts.add(batch.factCount)
    appends.add()
  }

  func count(_ violation: Violation, _ logger: Logger) {
    violations[violation.invariant]?.add()
    logger.critical(
      "a rule of the engine does not hold",
      metadata: ["invariant": "\(violation.invariant.rawValue)", "detail": "\(violation.detail)"]
    )
  }
}
