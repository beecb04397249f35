// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import Testing

@testable import CordboardServer

/// Files from the upload to the download, through the router.
@Suite(.timeLimit(.minutes(10))) struct APIFileTests {
  private static let png: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] + (0..<200).map { UInt8($0) }

  private func upload(
    _ api: TestAPI,
    _ conversation: String,
    _ bytes: [UInt8] = png,
    type: String = "image/png",
    query: String = "?name=photo.png",
    as sender: TestAPI.Sender = .integration
  ) async throws -> TestAPI.Answer {
    try await api.raw(
      "POST",
      "/api/v1/accounts/DEMOCO/conversations/\(conversation)/files\(query)",
      bytes,
      as: sender,
      headers: ["Content-Type": type]
    )
  }

  private func id(_ answer: TestAPI.Answer) throws -> String {
    try #require(answer["file"]?["id"]?.stringValue, "\(answer)")
  }

  @Test func `a customer's picture is uploaded, sent, and seen by the agent`() async throws {
    let api = try await TestAPI()
    let conversation = try await api.serveChat()
    let uploaded = try await upload(api, conversation)
    #expect(uploaded.status == 201 && uploaded["file"]?["bytes"]?.integerValue == Self.png.count, "\(uploaded)")
    let file = try id(uploaded)
    #expect(uploaded.header("Location") == "/api/v1/accounts/DEMOCO/files/\(file)")
    let url = try #require(uploaded["file"]?["url"]?.stringValue)
    let body = #"{"body":{"type":"IMAGE","content":{"attachment":{"mediaUrl":"\#(url)"}}}}"#
    #expect(try await api.send("POST", "/conversations/\(conversation)/messages", body, as: .integration).status == 201)
    let content = try await api.raw("GET", url, as: .alice, headers: ["Accept": "image/*"])
    #expect(content.status == 200 && content.bytes == Self.png)
    #expect(content.header("Content-Type") == "image/png" && content.header("X-Content-Type-Options") == "nosniff")
    #expect(content.header("Content-Security-Policy") == "default-src 'none'; sandbox")
    #expect(content.header("Content-Disposition")?.hasPrefix("inline; filename=\"photo.png\"") ?? false)
    let listed = try await api.send("GET", "/conversations/\(conversation)/files")
    #expect(listed["files"]?.arrayValue?.first?["id"]?.stringValue == file)
    #expect(try await api.send("GET", "/files/\(file)")["file"]?["name"]?.stringValue == "photo.png")
  }

  @Test func `parts of a file and what the browser has already`() async throws {
    let api = try await TestAPI()
    let conversation = try await api.serveChat()
    let bytes = Self.png + [UInt8](repeating: 5, count: 2 * FileUpload.partBytes)
    let file = try id(try await upload(api, conversation, bytes))
    let path = "/api/v1/accounts/DEMOCO/files/\(file)/content"
    let part = try await api.raw("GET", path, headers: ["Range": "bytes=100-\(FileUpload.partBytes + 99)"])
    #expect(part.status == 206 && part.bytes == Array(bytes[100..<FileUpload.partBytes + 100]))
    #expect(part.header("Content-Range") == "bytes 100-\(FileUpload.partBytes + 99)/\(bytes.count)")
    let tag = try #require(part.header("ETag"))
    #expect(try await api.raw("GET", path, headers: ["If-None-Match": tag]).status == 304)
    #expect(try await api.raw("GET", path, headers: ["If-None-Match": "\"other\""]).bytes == bytes)
    #expect(try await api.raw("GET", path, headers: ["Range": "bytes=0-1", "If-Range": "\"x\""]).status == 200)
    let beyond = try await api.raw("GET", path, headers: ["Range": "bytes=\(bytes.count)-"])
    #expect(beyond.status == 416 && beyond.problem == "rangeNotSatisfiable")
    #expect(beyond.header("Content-Range") == "bytes */\(bytes.count)")
  }

  @Test func `what is no image of a safe kind is saved and not shown`() async throws {
    let api = try await TestAPI()
    let conversation = try await api.serveChat()
    let file = try id(
      try await upload(api, conversation, Array("hello".utf8), type: "text/plain", query: "?name=a/b.txt")
    )
    let content = try await api.raw("GET", "/api/v1/accounts/DEMOCO/files/\(file)/content")
    #expect(content.header("Content-Disposition") == "attachment; filename=\"b.txt\"; filename*=UTF-8''b.txt")
    #expect(content.header("Content-Type") == "text/plain; charset=utf-8")
  }

  @Test func `files that are too large, empty, of another type, or too many are refused`() async throws {
    let api = try await TestAPI()
    let conversation = try await api.serveChat()
    #expect(try await upload(api, conversation, []).problem == "fileEmpty")
    let large = try await upload(api, conversation, Self.png + [UInt8](repeating: 0, count: 1 << 20))
    #expect(large.status == 413 && large.problem == "bodyTooLarge")
    #expect(try await upload(api, conversation, type: "text/html").problem == "fileTypeRefused")
    let lie = try await upload(api, conversation, Array("<script>".utf8), type: "image/png")
    #expect(lie.status == 415 && lie.problem == "fileTypeRefused")
    #expect(try await upload(api, conversation, query: "?nome=x").problem == "invalidQuery")
    for _ in 0..<4 { #expect(try await upload(api, conversation).status == 201) }
    let surplus = try await upload(api, conversation)
    #expect(surplus.status == 409 && surplus.problem == "fileQuotaExceeded")
    let listed = try await api.send("GET", "/conversations/\(conversation)/files?limit=3")
    #expect(listed["files"]?.arrayValue?.count == 3)
    let next = try #require(listed["next"]?.stringValue)
    let rest = try await api.send("GET", "/conversations/\(conversation)/files?limit=3&after=\(next)")
    #expect(rest["files"]?.arrayValue?.count == 1 && rest["next"] == nil)
  }

  @Test func `as many uploads as there may be refuse another`() async throws {
    let api = try await TestAPI()
    let conversation = try await api.serveChat()
    for _ in 0..<api.files.settings.uploads { #expect(api.files.beginUpload()) }
    let answer = try await upload(api, conversation)
    #expect(answer.status == 503 && answer.problem == "tooManyUploads" && answer.header("Retry-After") == "1")
    api.files.endUpload()
    #expect(try await upload(api, conversation).status == 201)
  }

  /// Nobody has a file who may not read its conversation; an internal one is not for who acts for customers.
  @Test func `who may have a file`() async throws {
    let api = try await TestAPI()
    let conversation = try await api.serveChat()
    let open = try id(try await upload(api, conversation))
    let internally = try id(try await upload(api, conversation, query: "?audience=agentsAndManagers", as: .alice))
    let rights: [(TestAPI.Sender, Bool, Bool)] = [
      (.alice, true, true), (.sam, true, true), (.ada, true, true), (.reader, true, true), (.desk, true, true),
      (.integration, true, false), (.bob, false, false), (.helper, false, false),
    ]
    for (sender, mayHave, mayHaveInternal) in rights {
      for (file, isAllowed) in [(open, mayHave), (internally, mayHaveInternal)] {
        for path in ["/files/\(file)", "/files/\(file)/content"] {
          let answer = try await api.send("GET", path, as: sender)
          #expect(answer.status == (isAllowed ? 200 : 404), "\(sender) \(path)")
          if !isAllowed { #expect(answer.problem == "unknownFile") }
        }
      }
      #expect(try await api.send("DELETE", "/files/\(open)", as: sender == .ada ? .alice : sender).status == 403)
    }
    let listed = try await api.send("GET", "/conversations/\(conversation)/files", as: .integration)
    #expect(listed["files"]?.arrayValue?.map { $0["id"]?.stringValue } == [open])
    #expect(try await api.raw("GET", "/api/v1/accounts/OTHER/files/\(open)", as: .stranger).status == 404)
    for sender in [TestAPI.Sender.bob, .reader, .helper, .sam] {
      #expect(try await upload(api, conversation, as: sender).status >= 403, "\(sender)")
    }
    #expect(try await api.send("DELETE", "/files/\(open)", as: .ada).status == 204)
    #expect(try await api.send("GET", "/files/\(open)", as: .ada).problem == "unknownFile")
  }

  @Test func `an agent who took part has the files also when the conversation is closed`() async throws {
    let api = try await TestAPI()
    let conversation = try await api.serveChat()
    let file = try id(try await upload(api, conversation))
    try await api.close(conversation)
    #expect(try await api.send("GET", "/files/\(file)/content", as: .alice).status == 200)
    #expect(try await api.send("GET", "/files/\(file)/content", as: .bob).status == 404)
    #expect(try await upload(api, conversation).status == 404)
  }

  @Test func `a message can only name a file its readers can have`() async throws {
    let api = try await TestAPI()
    let conversation = try await api.serveChat()
    let other = try await api.startChat("yan")
    func post(_ answer: TestAPI.Answer, _ conversation: String, audience: String = "everyone") async throws
      -> TestAPI.Answer
    {
      let url = answer["file"]?["url"]?.stringValue ?? ""
      let body =
        #"{"body":{"type":"FILE","content":{"attachment":{"mediaUrl":"\#(url)"}}},"audience":"\#(audience)"}"#
      return try await api.send("POST", "/conversations/\(conversation)/messages", body)
    }
    let elsewhere = try await upload(api, other)
    let refused = try await post(elsewhere, conversation)
    #expect(refused.problem == "invalid" && refused.pointer == "/body/content/attachment/mediaUrl")
    let internally = try await upload(api, conversation, query: "?audience=agentsAndManagers", as: .alice)
    #expect(try await post(internally, conversation).problem == "invalid")
    #expect(try await post(internally, conversation, audience: "agentsAndManagers").status == 201)
  }
}
