// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import EventJournal
import GenesysDialect
import Hummingbird

/// The files of e-mails: an agent reads those of its e-mails, and adds to and takes from its drafts.
extension GenesysAPI {
  /// The e-mail a path is about, and the file, if it is about files.
  private static func place(_ segments: [String]) -> (email: String, file: String?)? {
    let path = segments.dropFirst(root.count)
    guard path.count == 4 || path.count == 5, Array(path.prefix(2)) == ["me", "emails"],
      path.dropFirst(3).first == "attachments", let email = path.dropFirst(2).first
    else { return nil }
    return (email, path.count == 5 ? path.last : nil)
  }

  /// Answers what is about files; nil for anything else. The body of an upload is read while it comes in.
  func respondWithFile(to request: APIRequest, _ body: RequestBody, from address: String) async -> APIAnswer? {
    guard let native, let (email, file) = Self.place(request.segments) else { return nil }
    let message = request.head
    let caller: Caller
    do throws(AgentLogins.Failure) {
      caller = try await logins.caller(request.headers, from: address)
    } catch {
      return APIAnswer(door.reply(error, to: message))
    }
    if let refusal = door.refusal(of: message, caller) { return APIAnswer(refusal) }
    do throws(StatusProblem) {
      switch (request.method, file) {
      case ("GET", let file?):
        var answer = try await give(file, of: email, request, native, caller)
        answer.headers += door.headers(for: message)
        return answer
      case ("POST", nil):
        return APIAnswer(door.reply(200, try await add(to: email, request, body, native.files, caller), to: message))
      case ("DELETE", let file?):
        let number = try await change(email, caller) { $0.removeAll { $0.id == file } }
        return APIAnswer(door.reply(200, StatusReply.referred(number), to: message))
      default: return nil
      }
    } catch {
      return APIAnswer(door.reply(200, error.body, to: message))
    }
  }

  /// A file that an e-mail of the agent's lists: the native API's own answer, for this agent.
  private func give(
    _ file: String,
    of email: String,
    _ request: APIRequest,
    _ native: NativeAPI,
    _ caller: Caller
  ) async throws(StatusProblem) -> APIAnswer {
    guard case .email(let content)? = try await interaction(email, .email, caller).content,
      content.attachments.contains(where: { $0.id == file })
    else { throw Self.unknownFile }
    var asked = request
    asked.query = []
    let call = APICall(api: native, request: asked, parameters: ["file": file], principal: caller.principal)
    do throws(Problem) {
      return try await FileContentRoute.download(call)
    } catch {
      throw error.status == 404 ? Self.unknownFile : StatusProblem(.cannotRetrieve, error.detail)
    }
  }

  private static let unknownFile = StatusProblem(.notFound, "the e-mail has no such file")

  /// Takes a file in, into the conversation of a draft, and keeps the draft with it.
  private func add(
    to draft: String,
    _ request: APIRequest,
    _ body: RequestBody,
    _ files: FileService,
    _ caller: Caller
  ) async throws(StatusProblem) -> [UInt8] {
    let conversation = try await self.draft(draft, caller).holding.conversation
    guard let parser = MultipartParser(contentType: request.header("content-type")) else {
      throw StatusProblem(.validation, "the file must come as multipart/form-data, in a part with the name file")
    }
    guard files.beginUpload() else {
      throw StatusProblem(.forbidden, "as many uploads are under way as there may be; try again later")
    }
    defer { files.endUpload() }
    let stored: StoredFile
    do {
      stored = try await files.keep(MultipartUpload(body, parser), in: conversation, caller.principal)
    } catch let problem as StatusProblem {
      throw problem
    } catch let problem as Problem {
      throw StatusProblem(problem.status >= 500 ? .internalError : .validation, problem.detail)
    } catch {
      throw StatusProblem(.validation, "the file did not arrive in full; send it again")
    }
    let attachment = Mail.Attachment(
      address: files.address(of: stored.description.id, in: caller.account),
      name: stored.description.name,
      type: stored.description.type,
      size: stored.bytes
    )
    let number = try await change(draft, caller) { $0.append(attachment) }
    return StatusReply.ok { json in
      json.member("id", attachment.id)
      json.member("referenceId", number.number)
    }
  }

  /// A draft of the agent's.
  private func draft(
    _ id: String,
    _ caller: Caller
  ) async throws(StatusProblem) -> (holding: Holding, draft: Interaction.Draft) {
    let start = try await start(caller)
    for holding in start.holdings where holding.medium == .email {
      let interaction = try await read(holding.conversation, start, caller)
      if let draft = interaction?.draft(id, of: caller.agent) { return (holding, draft) }
    }
    throw StatusProblem(.notFound, "there is no draft \(id), or it is not yours")
  }

  private static let mostAttachments = 50

  /// Keeps a draft with other files.
  private func change(
    _ id: String,
    _ caller: Caller,
    _ change: (inout [Mail.Attachment]) -> Void
  ) async throws(StatusProblem) -> RequestNumber {
    let (holding, draft) = try await draft(id, caller)
    var attachments = draft.mail.attachments
    change(&attachments)
    guard attachments != draft.mail.attachments else { throw Self.unknownFile }
    guard attachments.count <= Self.mostAttachments else {
      throw StatusProblem(.forbidden, "an e-mail has at most \(Self.mostAttachments) files")
    }
    let number = numbers.next()
    let message = MessageID(rawValue: UnguessableID.make())
    try await perform([OrderedCommand(holding.attach(attachments, to: draft, message: message))], caller, number)
    return number
  }
}

extension FileService {
  /// Keeps the file of a form in a conversation, for everybody in it.
  fileprivate func keep(
    _ upload: MultipartUpload,
    in conversation: ConversationID,
    _ principal: Principal
  ) async throws -> StoredFile {
    guard let headers = try await upload.part(named: "file") else {
      throw StatusProblem(.parameterMissing, "the form has no part with the name file")
    }
    guard let type = types.accepted(headers["content-type"]) else {
      throw StatusProblem(.validation, "files of this type are not taken; an operator says which are (files.types)")
    }
    let given = MultipartParser.parameter("filename", of: headers["content-disposition"]) ?? ""
    let content = try await UploadReader(service: self, type: type).read(upload.content)
    do {
      try await upload.finish()
      var identifiers = IdentifierSource(seed: .random(in: .min ... .max))
      let description = FileDescription(
        id: identifiers.make(at: now()),
        account: principal.account,
        conversation: conversation,
        name: FileName(sanitising: given).text,
        type: type,
        digest: content.digest,
        audience: .everyone,
        uploader: principal.actor,
        uploadedAt: now()
      )
      guard try await store.commit(content.upload, as: description, within: quota) == nil else {
        throw StatusProblem(.forbidden, "there is no room for more files")
      }
      return StoredFile(description: description, bytes: content.upload.bytes, place: content.upload.place)
    } catch {
      await store.discard(content.upload)
      throw error
    }
  }
}
