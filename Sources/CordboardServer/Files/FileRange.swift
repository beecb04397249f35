// SPDX-License-Identifier: Apache-2.0

/// Which bytes of a file are asked for (RFC 9110, section 14).
enum FileRange: Hashable, Sendable {
  /// All of it: nothing else was asked, or something that may be ignored.
  case whole
  /// Some bytes.
  case part(Range<Int>)
  /// Bytes there are not.
  case unsatisfiable

  /// Reads a Range header about a file of so many bytes. Several ranges at once are answered with the whole.
  init(_ header: String?, of bytes: Int) {
    guard let header, header.lowercased().hasPrefix("bytes="), !header.contains(",") else {
      self = .whole
      return
    }
    let ends = header.dropFirst(6).split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard ends.count == 2, ends.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }) else {
      self = .whole
      return
    }
    // Numbers too great for a machine are past the end.
    let first = ends[0].isEmpty ? nil : Int(ends[0]) ?? .max
    let last = ends[1].isEmpty ? nil : Int(ends[1]) ?? .max
    switch (first, last) {
    case (nil, nil): self = .whole
    case (nil, .some(let length)):
      self = length == 0 || bytes == 0 ? .unsatisfiable : .part(max(0, bytes - length)..<bytes)
    case (.some(let first), let last):
      if let last, last < first {
        self = .whole
      } else if first >= bytes {
        self = .unsatisfiable
      } else {
        self = .part(first..<(min(last ?? .max, bytes - 1) + 1))
      }
    }
  }
}
