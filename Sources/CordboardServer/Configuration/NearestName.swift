// SPDX-License-Identifier: Apache-2.0

/// Finds what somebody probably meant.
enum NearestName {
  /// The known name with the fewest edits from a wrong one; nil when all are too far away to be meant. Letter case
  /// costs nothing.
  static func find(_ wrong: String, among known: some Sequence<String>) -> String? {
    let allowed = max(1, wrong.count / 3)
    var best: (name: String, edits: Int)?
    for name in known {
      let edits = distance(Array(wrong.lowercased()), Array(name.lowercased()))
      if edits <= allowed, edits < best?.edits ?? .max { best = (name, edits) }
    }
    return best?.name
  }

  /// The end of a sentence that suggests a name; empty when there is none to suggest.
  static func suggestion(_ wrong: String, among known: some Sequence<String>) -> String {
    find(wrong, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
  }

  /// Insertions, removals, replacements and swaps of neighbours that turn one text into the other.
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for row in 0..<left.count {
      var current = [row + 1]
      for column in 0..<right.count {
        let replaced = previous[column] + (left[row] == right[column] ? 0 : 1)
        var edits = min(replaced, previous[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          edits = min(edits, beforePrevious[column - 1] + 1)
        }
        current.append(edits)
      }
      beforePrevious = previous
      previous = current
    }
    return previous[right.count]
  }
}
