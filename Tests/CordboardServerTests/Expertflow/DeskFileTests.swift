// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import ExpertflowDialect
import Hummingbird
import NIOCore
import Testing

@testable import CordboardServer

/// The files of desks: put in with a form, sent with a message, and shown to whoever may read the conversation.
@Suite(.timeLimit(.minutes(10))) struct DeskFileTests {
  private static let png: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]

  private func form(_ content: [UInt8], name: String = "photo.png", type: String? = "image/png") -> [UInt8] {
    let head = "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n"
    let kind = type.map { "Content-Type: \($0)\r\n" } ?? ""
    let tail = "\r\n--X\r\nContent-Disposition: form-data; name=\"conversationId\"\r\n\r\n13318\r\n--X--\r\n"
    return Array((head + kind + "\r\n").utf8) + content + Array(tail.utf8)
  }

  private func upload(
    _ bench: DeskAPITests.Bench,
    _ body: [UInt8],
    as name: String? = "alice",
    type: String = "multipart/form-data; boundary=X"
  ) async throws -> HTTPReply {
    var headers = [HTTPHeader("content-type", type)]
    if let name { headers.append(HTTPHeader("authorization", "Bearer \(name)")) }
    let request = APIRequest(method: "POST", path: "/file-engine/api/uploadFileStream", query: nil, headers: headers)
    let answer = await bench.api.respondWithFile(
      to: try #require(request),
      RequestBody(buffer: ByteBuffer(bytes: body)),
      from: "192.0.2.1"
    )
    return try #require(answer).reply
  }

  private func download(_ bench: DeskAPITests.Bench, _ name: String, as agent: String) async throws -> APIAnswer {
    let request = APIRequest(
      method: "GET",
      path: "/file-engine/api/downloadFileStream",
      query: "filename=\(name.percentEncoded)",
      headers: [HTTPHeader("authorization", "Bearer \(agent)")]
    )
    let answer = await bench.api.respondWithFile(
      to: try #require(request),
      RequestBody(buffer: ByteBuffer()),
      from: "192.0.2.1"
    )
    return try #require(answer)
  }

  private func message(_ url: String, _ audience: MessageAudience = .everyone) -> NewMessage {
    let content = #"{"caption":"x","attachment":{"mediaUrl":"\#(url)","mimeType":"image/png","size":11}}"#
    return NewMessage(id: "m", body: MessageBody(kind: "IMAGE", content: content), audience: audience)
  }

  @Test func `a file is the agent's own until a message names it, and the conversation's then`() async throws {
    let bench = try await DeskAPITests.Bench()
    let reply = try await upload(bench, form(Self.png))
    #expect(reply.status == 200)
    #expect(reply.json?["type"] == .string("image/png"))
    #expect(reply.json?["size"]?.integerValue == 11)
    #expect(reply.json?["message"]?.stringValue?.isEmpty == false)
    let name = try #require(reply.json?["name"]?.stringValue)
    #expect(name.hasSuffix("_photo.png"))
    // The desk shows it at once, before its message was said.
    #expect(try await download(bench, name, as: "alice").stream?.range == 0..<11)
    #expect(try await download(bench, name, as: "bob").status == 404)

    let id = try #require(ConversationID(try await bench.centre.serveChat()))
    let url = "https://desk.example.com/file-engine/api/downloadFileStream?filename=\(name)"
    let post = PostMessage(conversation: id, speaker: .agent("alice"), message: message(url))
    let said = try await bench.files.publish(post, by: bench.principal("alice"))
    let file = try #require(DeskAPI.file(named: name))
    let address = bench.centre.files.address(of: file, in: "DEMOCO")
    #expect(said.message.body.content?.contains(address) == true)
    #expect(bench.uploads.count == 0)
    // It is a file like all others: for who may read the conversation, and in messages of this one only.
    let answer = try await download(bench, name, as: "alice")
    #expect(answer.status == 200 && answer.stream != nil)
    #expect(answer.headers.contains(HTTPHeader("X-Content-Type-Options", "nosniff")))
    #expect(try await download(bench, name, as: "bob").status == 404)
    #expect(try await bench.centre.send("GET", "/files/\(file)").status == 200)
    // Said again, as by a desk that was not acknowledged, it is the same.
    #expect(try await bench.files.publish(post, by: bench.principal("alice")) == said)
    let other = try #require(ConversationID(try await bench.centre.serveChat("yan")))
    let elsewhere = PostMessage(conversation: other, speaker: .agent("alice"), message: message(url))
    await #expect(throws: Problem.self) { _ = try await bench.files.publish(elsewhere, by: bench.principal("alice")) }
  }

  @Test func `every file counts that a message names, also behind others of the same name`() async throws {
    let bench = try await DeskAPITests.Bench()
    let id = try #require(ConversationID(try await bench.centre.serveChat()))
    let other = try #require(ConversationID(try await bench.centre.serveChat("yan")))
    var addresses: [String] = []
    for conversation in [id, other] {
      let name = try #require(try await upload(bench, form(Self.png)).json?["name"]?.stringValue)
      let url = "/file-engine/api/downloadFileStream?filename=\(name)"
      let post = PostMessage(conversation: conversation, speaker: .agent("alice"), message: message(url))
      _ = try await bench.files.publish(post, by: bench.principal("alice"))
      addresses.append(url)
    }
    let (own, foreign) = (addresses[0], addresses[1])
    func content(_ first: String, _ second: String) -> [String] {
      [
        #"{"attachment":{"mediaUrl":"\#(first)","mediaUrl":"\#(second)"}}"#,
        #"{"attachment":{"mediaUrl":"\#(first)"},"attachment":{"mediaUrl":"\#(second)"}}"#,
        #"{"mediaUrl":"\#(first)","mediaUrl":"\#(second)"}"#,
      ]
    }
    func post(_ content: String) -> PostMessage {
      let body = MessageBody(kind: "OTHER", content: content)
      return PostMessage(conversation: id, speaker: .agent("alice"), message: NewMessage(id: "m", body: body))
    }
    for content in content(own, foreign) + content(foreign, own) {
      await #expect(throws: Problem.self, "\(content)") {
        _ = try await bench.files.publish(post(content), by: bench.principal("alice"))
      }
    }
    for content in content(own, own) { _ = try await bench.files.publish(post(content), by: bench.principal("alice")) }
  }

  @Test func `a file for agents is in no message for everyone`() async throws {
    let bench = try await DeskAPITests.Bench()
    let name = try #require(try await upload(bench, form(Self.png)).json?["name"]?.stringValue)
    let id = try #require(ConversationID(try await bench.centre.serveChat()))
    let url = "/file-engine/api/downloadFileStream?filename=\(name)"
    var post = PostMessage(conversation: id, speaker: .agent("alice"), message: message(url, .agentsAndManagers))
    _ = try await bench.files.publish(post, by: bench.principal("alice"))
    post.message.audience = .everyone
    await #expect(throws: Problem.self) { _ = try await bench.files.publish(post, by: bench.principal("alice")) }
  }

  @Test func `who is not in the conversation brings no file into it, and keeps it`() async throws {
    let bench = try await DeskAPITests.Bench()
    let id = try #require(ConversationID(try await bench.centre.serveChat()))
    let name = try #require(try await upload(bench, form(Self.png), as: "bob").json?["name"]?.stringValue)
    let url = "/file-engine/api/downloadFileStream?filename=\(name)"
    let post = PostMessage(conversation: id, speaker: .agent("bob"), message: message(url))
    await #expect(throws: Problem.self) { _ = try await bench.files.publish(post, by: bench.principal("bob")) }
    #expect(bench.uploads.count == 1)
    // Nor does anybody bring in another's.
    let stolen = PostMessage(conversation: id, speaker: .agent("alice"), message: message(url))
    await #expect(throws: Problem.self) { _ = try await bench.files.publish(stolen, by: bench.principal("alice")) }
    #expect(bench.uploads.count == 1)
  }

  @Test func `what is no file, or too large, or of another type, is refused and not kept`() async throws {
    let bench = try await DeskAPITests.Bench()
    let good = form(Self.png)
    let large = [UInt8](Self.png) + [UInt8](repeating: 1, count: 1 << 20)
    for (body, name, type, status) in [
      (good, nil, "multipart/form-data; boundary=X", 401),
      (good, "integration", "multipart/form-data; boundary=X", 401),
      (good, "alice", "application/json", 415),
      (form(Self.png, type: nil), "alice", "multipart/form-data; boundary=X", 415),
      (form(Self.png, type: "text/plain"), "alice", "multipart/form-data; boundary=X", 415),
      (form([]), "alice", "multipart/form-data; boundary=X", 422),
      (form(large), "alice", "multipart/form-data; boundary=X", 413),
      (Array(good.dropLast(20)), "alice", "multipart/form-data; boundary=X", 400),
      (Array("--X--".utf8), "alice", "multipart/form-data; boundary=X", 422),
    ] as [([UInt8], String?, String, Int)] {
      let reply = try await upload(bench, body, as: name, type: type)
      #expect(reply.status == status, "\(reply.json?["msg"]?.stringValue ?? "-")")
      #expect(reply.json?["statusCode"]?.integerValue == status)
    }
  }

  @Test func `an agent keeps only so many without a message, and none for long`() async throws {
    let bench = try await DeskAPITests.Bench()
    var names: [String] = []
    for number in 0..<7 {
      names.append(try #require(try await upload(bench, form(Self.png + [UInt8(number)])).json?["name"]?.stringValue))
    }
    #expect(bench.uploads.count == 5)
    #expect(try await download(bench, names[1], as: "alice").status == 404)
    #expect(try await download(bench, names[2], as: "alice").stream != nil)
    // Another agent's go by their age.
    bench.centre.clock.advance(by: DeskUploads.lifetime + .seconds(1))
    _ = try await upload(bench, form(Self.png), as: "bob")
    #expect(bench.uploads.count == 1)
  }

  @Test func `what waits for its message goes by itself when it waited too long`() async throws {
    let centre = try await TestAPI()
    let gate = Gate()
    gate.close()
    let bench = try await DeskAPITests.Bench(
      over: centre,
      pause: { wait in
        await gate.pass()
        centre.clock.advance(by: wait)
      }
    )
    // What comes after the first are gone is waited for as well.
    for _ in 0..<2 {
      var files: [StoredFile] = []
      for agent in ["alice", "bob"] as [AgentID] {
        let reply = try await upload(bench, form(Self.png), as: agent.rawValue)
        let id = try #require(DeskAPI.file(named: reply.json?["name"]?.stringValue ?? ""))
        let owner = DeskMemories.Owner(account: "DEMOCO", agent: agent)
        let pending = try #require(bench.uploads.find(id, of: owner))
        let description = pending.description(ConversationID(rawValue: 1), .everyone)
        files.append(StoredFile(description: description, bytes: 11, place: pending.upload.place))
      }
      for file in files { #expect(try await centre.journal.part(0, of: file) != nil) }
      await eventually { gate.held == 1 }
      gate.open()
      await eventually { bench.uploads.count == 0 }
      for file in files {
        while try await centre.journal.part(0, of: file) != nil {
          try Task.checkCancellation()
          await Task.yield()
        }
      }
      gate.close()
    }
  }

  @Test func `what waits for its message counts among the files of its account`() async throws {
    let centre = try await TestAPI()
    var settings = ServerSettings.FileSettings()
    settings.bytesPerAccount = 30
    let service = FileService(store: centre.journal, settings: settings, baseURL: "", clock: centre.clock)
    let bench = try await DeskAPITests.Bench(over: centre, files: service)
    let first = try await upload(bench, form(Self.png))
    for (name, status) in [("bob", 200), ("alice", 409), ("bob", 409)] {
      let reply = try await upload(bench, form(Self.png), as: name)
      #expect(reply.status == status, "\(name)")
      #expect(reply.json?["statusCode"]?.integerValue == (status == 200 ? nil : status), "\(name)")
    }
    #expect(bench.uploads.count == 2)
    // As a file of a conversation it counts no more than before.
    let id = try #require(ConversationID(try await centre.serveChat()))
    let url = "/file-engine/api/downloadFileStream?filename=\(try #require(first.json?["name"]?.stringValue))"
    let post = PostMessage(conversation: id, speaker: .agent("alice"), message: message(url))
    _ = try await bench.files.publish(post, by: bench.principal("alice"))
    #expect(try await upload(bench, form([UInt8](Self.png.prefix(8)))).status == 200)
    #expect(try await upload(bench, form(Self.png)).status == 409)
    #expect(bench.uploads.count == 2)
  }

  @Test func `what says that it is larger than there is room for is not read`() async throws {
    let centre = try await TestAPI()
    var settings = ServerSettings.FileSettings()
    settings.bytesPerAccount = 30
    let service = FileService(store: centre.journal, settings: settings, baseURL: "", clock: centre.clock)
    let bench = try await DeskAPITests.Bench(over: centre, files: service)
    for (bytes, status) in [(31, 409), (30, 200)] {
      let headers = [
        HTTPHeader("content-length", "\(DeskAPI.formBytes + bytes)"), HTTPHeader("authorization", "Bearer alice"),
        HTTPHeader("content-type", "multipart/form-data; boundary=X"),
      ]
      let request = APIRequest(method: "POST", path: "/file-engine/api/uploadFileStream", query: nil, headers: headers)
      let body = RequestBody(buffer: ByteBuffer(bytes: form(Self.png)))
      #expect(await bench.api.respondWithFile(to: try #require(request), body, from: "192.0.2.1")?.status == status)
    }
  }

  @Test func `a file of exactly the size that is allowed passes, with the form around it`() async throws {
    var settings = ServerSettings()
    let path = "/file-engine/api/uploadFileStream?x=y"
    #expect(FrontSettings(settings).uploadBytes("POST", path) == nil, "there are no desks")
    settings.expertflow.enabled = true
    let front = FrontSettings(settings)
    #expect(front.uploadBytes("POST", path) == settings.files.fileBytes + DeskAPI.formBytes)
    #expect(front.uploadBytes("GET", path) == nil)
    let native = "/api/v1/accounts/A/conversations/01900000-0000-7000-8000-000000000001/files?name=x"
    #expect(front.uploadBytes("POST", native) == settings.files.fileBytes)
    let bench = try await DeskAPITests.Bench()
    let largest = Self.png + [UInt8](repeating: 1, count: (1 << 20) - Self.png.count)
    let body = form(largest)
    #expect(body.count > largest.count && body.count - largest.count < DeskAPI.formBytes)
    #expect(try await upload(bench, body).json?["size"]?.integerValue == 1 << 20)
    #expect(try await upload(bench, form(largest + [1])).status == 413)
  }

  @Test(arguments: ["", "_SMS.svg", "nothing", "01900000-0000-7000-8000-000000000001_x.png", "../x"])
  func `what there is not is not found`(name: String) async throws {
    let bench = try await DeskAPITests.Bench()
    #expect(try await download(bench, name, as: "alice").status == 404)
  }

  @Test func `pictures of channel types are shown`() async throws {
    let bench = try await DeskAPITests.Bench()
    for type in ChannelType.allCases {
      let answer = try await download(bench, type.logo, as: "alice")
      #expect(answer.headers.contains(HTTPHeader("Content-Type", "image/svg+xml")))
    }
  }
}
