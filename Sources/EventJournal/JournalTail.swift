// SPDX-License-Identifier: Apache-2.0

public import ContactModel

extension Journal {
  /// The facts of an account after an offset and then every later one as it is appended, in pages of at most
  /// `pageLimit` facts, until the task that reads is cancelled. A page is read only when asked for, so that a slow
  /// reader costs no memory.
  public func tail(_ account: AccountID, after offset: UInt64, pageLimit: Int = 500) -> JournalTail {
    JournalTail(journal: self, account: account, offset: offset, pageLimit: pageLimit)
  }
}

/// Pages of facts without end; see ``Journal/tail(_:after:pageLimit:)``.
public struct JournalTail: AsyncSequence, Sendable {
  /// A page: facts in order, at least one.
  public typealias Element = [Envelope]

  let journal: any Journal
  let account: AccountID
  let offset: UInt64
  let pageLimit: Int

  /// Starts reading.
  public func makeAsyncIterator() -> Iterator {
    Iterator(tail: self, offset: offset)
  }

  /// Reads page after page.
  public struct Iterator: AsyncIteratorProtocol {
    let tail: JournalTail
    var offset: UInt64

    /// The next page; nil when the task was cancelled.
    public mutating func next() async throws(JournalError) -> [Envelope]? {
      while !Task.isCancelled {
        let page = try await tail.journal.read(tail.account, after: offset, limit: tail.pageLimit)
        if let last = page.last {
          offset = last.offset
          return page
        }
        try await tail.journal.waitForFacts(tail.account, after: offset)
      }
      return nil
    }
  }
}
