// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Crypto
import DialectKit
import EventJournal
import NIOCore

/// Takes the content of one upload into the store, part by part, and checks it on its way.
struct UploadReader {
  /// What came.
  struct Content {
    let upload: FileUpload
    let digest: [UInt8]
  }

  let service: FileService
  /// The media type the sender named, which is one that is taken.
  let type: String

  /// Reads a body to its end. Throws what its sender is told; nothing is kept then.
  func read<Body: AsyncSequence>(_ body: Body) async throws(Problem) -> Content where Body.Element == ByteBuffer {
    var upload: FileUpload
    do throws(JournalError) {
      upload = try await service.store.beginFile()
    } catch {
      throw Problem(Rejection.unavailable)
    }
    do throws(Problem) {
      let digest = try await read(body, into: &upload)
      return Content(upload: upload, digest: digest)
    } catch {
      await service.store.discard(upload)
      throw error
    }
  }

  private func read<Body: AsyncSequence>(
    _ body: Body,
    into upload: inout FileUpload
  ) async throws(Problem) -> [UInt8] where Body.Element == ByteBuffer {
    var digest = SHA256()
    var pending: [UInt8] = []
    pending.reserveCapacity(FileUpload.partBytes)
    var bytes = 0
    do {
      for try await buffer in body {
        bytes += buffer.readableBytes
        guard bytes <= service.settings.fileBytes else { throw tooLarge }
        digest.update(data: buffer.readableBytesView)
        var rest = buffer.readableBytesView[...]
        while !rest.isEmpty {
          let taken = rest.prefix(FileUpload.partBytes - pending.count)
          pending.append(contentsOf: taken)
          rest = rest.dropFirst(taken.count)
          guard pending.count == FileUpload.partBytes else { continue }
          if upload.parts == 0 { try check(pending) }
          try await service.store.append(pending, to: &upload)
          pending.removeAll(keepingCapacity: true)
        }
      }
      guard bytes > 0 else {
        throw Problem(422, "fileEmpty", "the body is empty; send the content of the file as it is")
      }
      if !pending.isEmpty {
        if upload.parts == 0 { try check(pending) }
        try await service.store.append(pending, to: &upload)
      }
    } catch let problem as Problem {
      throw problem
    } catch is NIOTooManyBytesError {
      throw tooLarge
    } catch is JournalError {
      throw Problem(Rejection.unavailable)
    } catch {
      throw Problem(400, "bodyIncomplete", "the body did not arrive in full; send it again")
    }
    return Array(digest.finalize())
  }

  private var tooLarge: Problem { .bodyTooLarge(limit: service.settings.fileBytes) }

  private func check(_ first: [UInt8]) throws(Problem) {
    guard FileTypes.fits(type, FileContent(sniffing: first[...])) else {
      throw Problem(415, "fileTypeRefused", "the content does not look like \(type); name the type it has")
    }
  }
}
