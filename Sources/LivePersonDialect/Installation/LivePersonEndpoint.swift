// SPDX-License-Identifier: Apache-2.0

import DialectKit

/// Where and how an installation is told of one type of event.
package struct LivePersonEndpoint: Hashable, Sendable {
  /// One header that is sent with every request.
  package struct Header: Hashable, Sendable {
    /// Its name.
    package let name: String
    /// Its value.
    package let value: String

    /// Creates the value from its parts.
    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Where.
  package let address: EndpointAddress
  /// How often a notification is tried again, as it was said; nil where nothing was, which is not the same as 0.
  package let maxRetries: Int?
  /// What is sent along.
  package let headers: [Header]

  /// The most headers of one endpoint.
  package static let mostHeaders = 32
  /// The most bytes of the value of one.
  package static let mostValueBytes = 4_096

  /// What is wrong with the name of a header; nil if nothing is. Those that frame the request or prove who sends it, by
  /// LivePerson's scheme or by Standard Webhooks, are the server's own.
  static func problem(ofName name: String) -> String? {
    guard HTTPHeader.isName(name), name.utf8.count <= 128 else {
      return "must be a header's name: 1 to 128 letters, digits or !#$%&'*+-.^_`|~"
    }
    guard !HTTPHeader.isServersOwn(name, besides: ["webhook-", "x-liveperson-"]) else {
      return "is set by the server; choose another header than \(name)"
    }
    return nil
  }

  /// What is wrong with the value of a header; nil if nothing is.
  static func problem(ofValue value: String) -> String? {
    guard HTTPHeader.isValue(value) else { return "must have visible ASCII characters and spaces only" }
    return value.utf8.count <= mostValueBytes ? nil : "must have at most \(mostValueBytes) bytes"
  }
}
