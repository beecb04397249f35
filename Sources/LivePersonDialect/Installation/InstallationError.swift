// SPDX-License-Identifier: Apache-2.0

/// Why an installation is not as it must be: everything that is wrong with it.
package struct InstallationError: Error, Hashable, Sendable {
  /// One thing that is wrong.
  package struct Violation: Hashable, Sendable {
    /// Where, as a JSON pointer; empty for the whole.
    package let pointer: String
    /// What is wrong, and what to do about it.
    package let detail: String

    /// Creates the value from its parts.
    package init(_ pointer: String, _ detail: String) {
      self.pointer = pointer
      self.detail = detail
    }
  }

  /// The most that are reported at one time.
  package static let mostViolations = 32

  /// What is wrong, in the order of the rules.
  package let violations: [Violation]

  /// Creates an error.
  package init(_ violations: [Violation]) {
    self.violations = Array(violations.prefix(Self.mostViolations))
  }
}
