// SPDX-License-Identifier: Apache-2.0

/// Text in `format=flowed` (RFC 3676): lines that end with a space go on in the next one.
enum FlowedText {
  /// Puts the paragraphs together. Quoted lines keep one `>` for each level and a space.
  static func unfold(_ text: String, deletesSpace: Bool) -> String {
    var result: [String] = []
    var paragraph: (depth: Int, text: String)?
    func finish() {
      if let paragraph { result.append(quote(paragraph.depth) + paragraph.text) }
      paragraph = nil
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let depth = line.prefix { $0 == ">" }.count
      var content = line.dropFirst(depth)
      if content.first == " " { content = content.dropFirst() }
      // What is under a signature's line never belongs to what is above it.
      let isSignature = content == "-- "
      if paragraph != nil, paragraph?.depth != depth || isSignature { finish() }
      let isFlowed = content.last == " " && !isSignature
      if isFlowed, deletesSpace { content = content.dropLast() }
      if paragraph != nil { paragraph?.text += content } else { paragraph = (depth, String(content)) }
      if !isFlowed { finish() }
    }
    finish()
    return result.joined(separator: "\n")
  }

  private static func quote(_ depth: Int) -> String {
    depth == 0 ? "" : String(repeating: ">", count: depth) + " "
  }
}
