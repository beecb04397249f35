// SPDX-License-Identifier: Apache-2.0

import DialectKit
import EventJournal
import Hummingbird
import NIOCore

/// Gives out the content of a file so that no browser runs anything in it: it is saved and not shown unless it is an
/// image of a safe type, its type is not guessed, and it is in a sandbox.
enum FileContentRoute {
  static func download(_ call: APICall) async throws(Problem) -> APIAnswer {
    try call.query().finish()
    let (file, _) = try await FileRoutes.find(call)
    return try answer(file, call)
  }

  /// The content of a file whose reader may have it.
  static func answer(_ file: StoredFile, _ call: APICall) throws(Problem) -> APIAnswer {
    let description = file.description
    let tag = "\"\(description.digest.hexadecimal)\""
    let isShown = FileTypes.isShown(description.type)
    let isText = description.type.hasPrefix("text/")
    var headers = [
      HTTPHeader("ETag", tag), HTTPHeader("Accept-Ranges", "bytes"),
      HTTPHeader("Cache-Control", "private, no-cache"), HTTPHeader("X-Content-Type-Options", "nosniff"),
      HTTPHeader("Content-Security-Policy", "default-src 'none'; sandbox"),
      HTTPHeader("Content-Disposition", FileName(sanitising: description.name).disposition(isShown: isShown)),
    ]
    if call.request.header("if-none-match").map({ matches($0, tag) }) ?? false {
      return APIAnswer(status: 304, headers: headers, isComplete: true)
    }
    headers.append(HTTPHeader("Content-Type", isText ? "\(description.type); charset=utf-8" : description.type))
    // A range of another content than the one that is here would be nonsense.
    let isSame = call.request.header("if-range").map { $0 == tag } ?? true
    var status = 200
    var range = 0..<file.bytes
    switch FileRange(isSame ? call.request.header("range") : nil, of: file.bytes) {
    case .whole: break
    case .part(let asked):
      status = 206
      range = asked
      headers.append(
        HTTPHeader("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(file.bytes)")
      )
    case .unsatisfiable:
      throw Problem(
        416,
        "rangeNotSatisfiable",
        "the file has \(file.bytes) bytes; ask for some of those",
        headers: [HTTPHeader("Content-Range", "bytes */\(file.bytes)")]
      )
    }
    let content = FileStream(store: call.api.files.store, file: file, range: range)
    return APIAnswer(status: status, headers: headers, isComplete: true, stream: content)
  }

  /// Whether an If-None-Match header names a tag, weakly compared (RFC 9110, section 13.1.2).
  private static func matches(_ header: String, _ tag: String) -> Bool {
    header.split(separator: ",").map { $0.trimmingSpaces() }.contains { $0 == "*" || $0 == tag || $0 == "W/\(tag)" }
  }
}

/// Some bytes of a file, read part by part while they are sent.
struct FileStream: Sendable {
  /// The file was removed, or cannot be read, while it was sent.
  struct Interrupted: Error {}

  let store: any FileStore
  let file: StoredFile
  let range: Range<Int>

  /// The bytes as the body of an answer.
  var body: ResponseBody {
    ResponseBody(contentLength: range.count) { writer in
      var place = range.lowerBound
      while place < range.upperBound {
        guard let part = try await store.part(place / FileUpload.partBytes, of: file) else { throw Interrupted() }
        let start = place % FileUpload.partBytes
        let end = min(part.count, start + range.upperBound - place)
        guard start < end else { throw Interrupted() }
        try await writer.write(ByteBuffer(bytes: part[start..<end]))
        place += end - start
      }
      try await writer.finish(nil)
    }
  }
}
