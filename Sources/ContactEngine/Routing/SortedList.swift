// SPDX-License-Identifier: Apache-2.0

/// Distinct elements in ascending order, kept in chunks of bounded size: a binary search over the chunks finds the
/// place, and at most one chunk's elements move. Iterating from the least element costs nothing before the first.
struct SortedList<Element: Comparable & Sendable>: Sendable {
  /// Chunks in order; none is empty.
  private var chunks: [[Element]] = []
  private(set) var count = 0

  private static var chunkLimit: Int { 64 }

  init() {}

  /// Elements that are sorted already and distinct.
  init(sorted elements: [Element]) {
    count = elements.count
    var start = 0
    while start < elements.count {
      let end = min(start + Self.chunkLimit / 2, elements.count)
      chunks.append(Array(elements[start..<end]))
      start = end
    }
  }

  var isEmpty: Bool { count == 0 }

  var first: Element? { chunks.first?.first }

  /// The index of the first chunk whose last element is not less than the element.
  private func chunk(for element: Element) -> Int {
    var low = 0
    var high = chunks.count
    while low < high {
      let middle = (low + high) / 2
      let chunk = chunks[middle]
      if chunk[chunk.count - 1] < element { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func place(of element: Element, in chunk: [Element]) -> Int {
    var low = 0
    var high = chunk.count
    while low < high {
      let middle = (low + high) / 2
      if chunk[middle] < element { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Adds an element; does nothing if it is there.
  mutating func insert(_ element: Element) {
    if chunks.isEmpty {
      chunks.append([element])
      count = 1
      return
    }
    let index = min(chunk(for: element), chunks.count - 1)
    let place = Self.place(of: element, in: chunks[index])
    if place < chunks[index].count, chunks[index][place] == element { return }
    chunks[index].insert(element, at: place)
    count += 1
    if chunks[index].count > Self.chunkLimit {
      let half = chunks[index].count / 2
      let upper = Array(chunks[index][half...])
      chunks[index].removeSubrange(half...)
      chunks.insert(upper, at: index + 1)
    }
  }

  /// Takes an element out; false if it was not there.
  @discardableResult
  mutating func remove(_ element: Element) -> Bool {
    let index = chunk(for: element)
    guard index < chunks.count else { return false }
    let place = Self.place(of: element, in: chunks[index])
    guard place < chunks[index].count, chunks[index][place] == element else { return false }
    if chunks[index].count == 1 {
      chunks.remove(at: index)
    } else {
      chunks[index].remove(at: place)
    }
    count -= 1
    return true
  }

  func contains(_ element: Element) -> Bool {
    let index = chunk(for: element)
    guard index < chunks.count else { return false }
    let place = Self.place(of: element, in: chunks[index])
    return place < chunks[index].count && chunks[index][place] == element
  }

  /// How many elements are less than an element: its place in line, from 0.
  func rank(of element: Element) -> Int {
    let index = chunk(for: element)
    var rank = 0
    for earlier in chunks[..<index] { rank += earlier.count }
    return index < chunks.count ? rank + Self.place(of: element, in: chunks[index]) : rank
  }

  /// The first element for which the closure is true.
  func first(where isWanted: (Element) -> Bool) -> Element? {
    for chunk in chunks {
      for element in chunk where isWanted(element) { return element }
    }
    return nil
  }

  /// At most `limit` elements after one, in order.
  func elements(after: Element?, limit: Int) -> [Element] {
    var found: [Element] = []
    var index = after.map { chunk(for: $0) } ?? 0
    while index < chunks.count, found.count < limit {
      for element in chunks[index] where found.count < limit {
        if let after, element <= after { continue }
        found.append(element)
      }
      index += 1
    }
    return found
  }

  /// All elements in order.
  var elements: [Element] { chunks.flatMap { $0 } }
}

extension SortedList: Equatable {
  static func == (left: SortedList, right: SortedList) -> Bool {
    left.count == right.count && left.elements == right.elements
  }
}
