// SPDX-License-Identifier: Apache-2.0

/// A choice with a name for native wires and configuration files.
public protocol Named: CaseIterable, Sendable {
  /// The name of the case.
  var name: String { get }
}

extension Named {
  /// The case with a name; nil if there is none.
  public init?(name: some StringProtocol) {
    guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = found
  }
}
