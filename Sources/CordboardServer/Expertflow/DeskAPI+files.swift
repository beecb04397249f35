// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import EventJournal
import ExpertflowDialect
import Hummingbird

/// The files of desks: what agents send, and what they are shown.
///
/// A desk uploads a file with a made-up conversation beside it, and names it in a message then: it is of the conversation of
/// that message. It knows files by names, which begin with their ids.
extension DeskAPI {
  private static let upload = "file-engine/api/uploadFileStream"
  private static let download = "file-engine/api/downloadFileStream"
  /// What the form around an uploaded file may have: its boundaries, headers and other fields.
  static let formBytes = 64 << 10

  /// Whether a request, by its method and target, is an upload: its body is then read while it comes in.
  static func isUpload(_ method: String, _ target: String) -> Bool {
    method == "POST" && target.prefix { $0 != "?" } == "/\(upload)"
  }

  /// Answers what is about files; nil for anything else.
  func respondWithFile(to request: APIRequest, _ body: RequestBody, from address: String) async -> APIAnswer? {
    let page = request.head
    let path = request.segments.joined(separator: "/")
    do throws(DeskLogins.Failure) {
      var answer: APIAnswer
      let caller: Caller
      switch (request.method, path) {
      case ("POST", Self.upload):
        try admit(page)
        caller = try await self.caller(request)
        answer = try await take(request, body, from: caller)
      case ("GET", Self.download):
        caller = try await self.caller(request)
        answer = try await give(request, to: caller)
      default: return nil
      }
      answer.headers += headers(for: page)
      answer.headers += await renewal(of: caller)
      return answer
    } catch {
      return APIAnswer(refuse(error, page))
    }
  }

  /// The file of a name that a desk knows it by.
  static func file(named name: String) -> FileID? {
    // A UUID in text, before what people read.
    FileID(String(name.prefix(36)))
  }

  // MARK: Uploads

  private func take(
    _ request: APIRequest,
    _ body: RequestBody,
    from caller: Caller
  ) async throws(DeskLogins.Failure) -> APIAnswer {
    let files = attachments.files
    guard files.beginUpload() else {
      throw DeskLogins.Failure(status: 503, text: "As many uploads are under way as there may be; try again later.")
    }
    defer { files.endUpload() }
    guard let parser = MultipartParser(contentType: request.header("content-type")) else {
      throw DeskLogins.Failure(status: 415, text: "The file must come as multipart/form-data.")
    }
    do throws(Problem) {
      let length = request.header("content-length").flatMap { Int($0) } ?? 1
      try await attachments.uploads.checkRoom(for: max(1, length - Self.formBytes), of: caller.account)
    } catch {
      throw Self.failure(error)
    }
    let upload = MultipartUpload(body, parser)
    let pending: DeskUploads.Pending
    do {
      guard let headers = try await upload.part(named: "file") else {
        throw DeskLogins.Failure(status: 422, text: "The form has no file.")
      }
      guard let type = files.types.accepted(headers["content-type"]) else {
        throw DeskLogins.Failure(status: 415, text: "Files of this type are not taken; an operator says which are.")
      }
      let given = MultipartParser.parameter("filename", of: headers["content-disposition"]) ?? ""
      let content = try await UploadReader(service: files, type: type).read(upload.content)
      do {
        try await upload.finish()
      } catch {
        await files.store.discard(content.upload)
        throw error
      }
      var identifiers = IdentifierSource(seed: .random(in: .min ... .max))
      let now = files.now()
      pending = DeskUploads.Pending(
        owner: DeskMemories.Owner(account: caller.account, agent: caller.agent),
        id: identifiers.make(at: now),
        name: FileName(sanitising: given).text,
        type: type,
        digest: content.digest,
        upload: content.upload,
        uploadedAt: now
      )
    } catch let failure as DeskLogins.Failure {
      throw failure
    } catch let problem as Problem {
      throw Self.failure(problem)
    } catch is MultipartParser.Malformed {
      throw DeskLogins.Failure(status: 400, text: "The form is malformed, or did not arrive in full; send it again.")
    } catch {
      throw DeskLogins.Failure(status: 400, text: "The file did not arrive in full; send it again.")
    }
    do throws(Problem) {
      try await attachments.uploads.add(pending)
    } catch {
      throw Self.failure(error)
    }
    return APIAnswer(
      Self.reply(200) { json in
        json.member("message", "File uploaded successfully")
        json.member("etag", pending.digest.hexadecimal)
        json.member("name", "\(pending.id)_\(pending.name)")
        json.member("type", pending.type)
        json.member("size", pending.upload.bytes)
      }
    )
  }

  // MARK: Downloads

  /// A picture of a type of channels, a file of a conversation the agent may read, or one it is about to send.
  private func give(_ request: APIRequest, to caller: Caller) async throws(DeskLogins.Failure) -> APIAnswer {
    let name = request.query.first { $0.name == "filename" }?.value ?? ""
    if let picture = picture(named: name) { return APIAnswer(picture) }
    guard let id = Self.file(named: name) else { throw Self.noAddress }
    // The native API's own answer, for this agent; what it would not give is not there.
    var asked = request
    asked.query = []
    let call = APICall(
      api: native,
      request: asked,
      parameters: ["file": id.description],
      principal: caller.principal
    )
    do throws(Problem) {
      let owner = DeskMemories.Owner(account: caller.account, agent: caller.agent)
      if let pending = attachments.uploads.find(id, of: owner) {
        // It is of no conversation yet.
        let file = StoredFile(
          description: pending.description(ConversationID(rawValue: id.rawValue), .agentsAndManagers),
          bytes: pending.upload.bytes,
          place: pending.upload.place
        )
        return try FileContentRoute.answer(file, call)
      }
      return try await FileContentRoute.download(call)
    } catch {
      if error.status == 404 { throw Self.noAddress }
      throw Self.failure(error)
    }
  }

  private static func failure(_ problem: Problem) -> DeskLogins.Failure {
    DeskLogins.Failure(status: problem.status, text: problem.detail)
  }

  /// The picture of a type of channels.
  private func picture(named name: String) -> HTTPReply? {
    guard let type = ChannelType.allCases.first(where: { $0.logo == name }) else { return nil }
    let letter = type.expertflowName.prefix(1)
    let picture =
      #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" "#
      + #"fill="navy"/><text x="12" y="17" font-family="sans-serif" font-size="14" fill="white" "#
      + #"text-anchor="middle">\#(letter)</text></svg>"#
    return HTTPReply(status: 200, headers: [HTTPHeader("Content-Type", "image/svg+xml")], body: Array(picture.utf8))
  }
}

extension APIAnswer {
  /// An answer that is whole already.
  init(_ reply: HTTPReply) {
    self.init(status: reply.status, headers: reply.headers, body: reply.body, isComplete: true)
  }
}
