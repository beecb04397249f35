// SPDX-License-Identifier: Apache-2.0

public import ContactModel

/// Names one way to write facts as bytes; the name is unique in the process.
public struct EncodingID: Hashable, Sendable {
  /// The name.
  public let rawValue: String

  /// Creates an id.
  public init(_ rawValue: String) {
    self.rawValue = rawValue
  }
}

/// Writes facts as bytes that are the same for every peer, so that a fact is encoded once however many watch it.
public protocol EventEncoder: Sendable {
  /// Its name.
  var id: EncodingID { get }

  /// Appends the message for a fact; false, with nothing appended, if the dialect does not show it.
  func encode(_ envelope: Envelope, epoch: UInt32, into bytes: inout [UInt8]) -> Bool

  /// Appends the message for a signal; false, with nothing appended, if the dialect does not show it.
  func encode(_ signal: Signal, into bytes: inout [UInt8]) -> Bool
}
