// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// The number of a request, `referenceId` on the wire: what follows from the request has it, too (reference A2). It is part
/// of the ids of the commands that the request becomes, and so of the facts.
package struct RequestNumber: Hashable, Sendable {
  private static let mark = "gws-"

  package let number: Int
  private let unique: String

  /// Creates a number.
  ///
  /// - Parameter unique: Something nobody else has: numbers begin anew with the process.
  package init(_ number: Int, unique: String) {
    self.number = number
    self.unique = unique
  }

  /// What the request's commands are known by.
  ///
  /// - Parameter index: Which of them.
  package func reference(_ index: Int) -> CommandReference {
    CommandReference(id: CommandID(rawValue: "\(Self.mark)\(number)-\(unique)-\(index)"), fingerprint: 0)
  }

  /// The number of the request that led to a command, if one did.
  static func number(of command: CommandReference?) -> Int? {
    guard let id = command?.id.rawValue, id.hasPrefix(mark) else { return nil }
    return Int(id.dropFirst(mark.utf8.count).prefix { $0 != "-" })
  }
}
