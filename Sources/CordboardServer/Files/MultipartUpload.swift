// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import NIOCore

/// The file of a `multipart/form-data` body, read while it comes in. It belongs to the task that reads it.
final class MultipartUpload {
  private var body: RequestBody.AsyncIterator
  private var parser: MultipartParser
  private var found: [MultipartParser.Element] = []

  init(_ body: RequestBody, _ parser: MultipartParser) {
    self.body = body.makeAsyncIterator()
    self.parser = parser
  }

  /// Goes on to the part with a name; its headers, or nil if there is none.
  func part(named name: String) async throws -> [String: String]? {
    while let element = try await next() {
      guard case .part(let headers) = element else { continue }
      if MultipartParser.parameter("name", of: headers["content-disposition"]) == name { return headers }
    }
    return nil
  }

  /// Reads the rest of the body.
  func finish() async throws {
    while try await next() != nil {}
  }

  /// The content of the part that was gone on to.
  var content: Content { Content(upload: self) }

  struct Content: AsyncSequence, AsyncIteratorProtocol {
    let upload: MultipartUpload

    func makeAsyncIterator() -> Content { self }

    mutating func next() async throws -> ByteBuffer? {
      guard case .content(let bytes) = try await upload.next() else { return nil }
      return ByteBuffer(bytes: bytes)
    }
  }

  private func next() async throws -> MultipartParser.Element? {
    while found.isEmpty {
      guard !parser.isOver else { return nil }
      // A body that ends without its last boundary did not arrive in full.
      guard let buffer = try await body.next() else { throw MultipartParser.Malformed() }
      found = try parser.take(buffer.readableBytesView)
    }
    return found.removeFirst()
  }
}
