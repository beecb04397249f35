// SPDX-License-Identifier: Apache-2.0

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

  /// Creates the value from its parts.
  package init(address: EndpointAddress, maxRetries: Int? = nil, headers: [Header] = []) {
    self.address = address
    self.maxRetries = maxRetries
    self.headers = headers
  }

  /// The most headers of one endpoint.
  package static let mostHeaders = 32
  /// The most bytes of the value of one.
  package static let mostValueBytes = 4_096

  /// What is wrong with the name of a header; nil if nothing is. Those that frame the request or prove who sends it are the
  /// server's own.
  static func problem(ofName name: String) -> String? {
    let marks = "!#$%&'*+-.^_`|~"
    let isToken = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) || marks.contains($0) }
    guard (1...128).contains(name.utf8.count), isToken else {
      return "must be a header's name: 1 to 128 letters, digits or \(marks)"
    }
    let lower = name.lowercased()
    let reserved = ["host", "connection", "transfer-encoding", "te", "trailer", "upgrade", "keep-alive", "expect"]
    if lower.hasPrefix("content-") || lower.hasPrefix("x-liveperson-") || reserved.contains(lower) {
      return "is set by the server; choose another header than \(name)"
    }
    return nil
  }

  /// What is wrong with the value of a header; nil if nothing is.
  static func problem(ofValue value: String) -> String? {
    let isText = value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }
    guard isText else { return "must have no line breaks or other control characters" }
    return value.utf8.count <= mostValueBytes ? nil : "must have at most \(mostValueBytes) bytes"
  }
}
