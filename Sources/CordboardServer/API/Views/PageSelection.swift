// SPDX-License-Identifier: Apache-2.0

/// Collects the least identifiers after one, in one pass over any number of them and without sorting more than a few
/// pages: lists are read on the partition's task, which must not be held up.
struct PageSelection<ID: Comparable & Sendable>: Sendable {
  private let after: ID?
  private let limit: Int
  private var found: [ID] = []
  private var bound: ID?

  init(after: ID?, limit: Int) {
    self.after = after
    self.limit = limit
    found.reserveCapacity(4 * limit)
  }

  /// Whether an identifier may still be on the page; worth asking before anything costly.
  func wants(_ id: ID) -> Bool {
    if let after, id <= after { return false }
    if let bound, id > bound { return false }
    return true
  }

  mutating func add(_ id: ID) {
    guard wants(id) else { return }
    found.append(id)
    if found.count >= 4 * limit + 4 { shrink() }
  }

  private mutating func shrink() {
    found.sort()
    if found.count > limit + 1 { found.removeSubrange((limit + 1)...) }
    if found.count == limit + 1 { bound = found.last }
  }

  /// The page in ascending order, and whether there is more.
  consuming func finish() -> (ids: [ID], hasMore: Bool) {
    shrink()
    let hasMore = found.count > limit
    if hasMore { found.removeLast() }
    return (found, hasMore)
  }
}
