// SPDX-License-Identifier: Apache-2.0

/// The name of a file as it may be kept and shown: no path, nothing invisible, nothing that turns the direction of
/// writing around, and not too long for file systems.
struct FileName: Hashable, Sendable {
  static let maximumBytes = 200

  let text: String

  /// Makes a usable name of any text.
  init(sanitising given: String) {
    let last = given.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
    var kept = String.UnicodeScalarView()
    for scalar in last.unicodeScalars where !Self.isRefused(scalar) { kept.append(scalar) }
    var name = String(kept).trimmingSpaces()[...]
    while name.first == "." || name.first == " " { name.removeFirst() }
    // What is too long loses its middle, so that the ending stays.
    if name.utf8.count > Self.maximumBytes {
      let ending = name.lastIndex(of: ".").map { name[$0...] }.flatMap { $0.utf8.count <= 16 ? $0 : nil } ?? ""
      var stem = name.dropLast(ending.count)
      while stem.utf8.count + ending.utf8.count > Self.maximumBytes { stem.removeLast() }
      name = stem + ending
    }
    text = name.isEmpty ? "file" : String(name)
  }

  private static func isRefused(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
    default: ["\"", "<", ">", ":", "|", "?", "*"].contains(scalar)
    }
  }

  /// A Content-Disposition header (RFC 6266) with the name twice: in ASCII for old clients, and whole (RFC 8187).
  func disposition(isShown: Bool) -> String {
    let ascii = String(text.unicodeScalars.map { $0.isASCII ? Character($0) : "_" }).replacing("%", with: "_")
    return "\(isShown ? "inline" : "attachment"); filename=\"\(ascii)\"; filename*=UTF-8''\(text.percentEncoded)"
  }
}
