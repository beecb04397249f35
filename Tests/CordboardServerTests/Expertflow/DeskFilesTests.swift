// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Testing

@testable import CordboardServer

/// The operator's copy of the desk: its files, and nothing else of the folder.
@Suite struct DeskFilesTests {
  private struct Context: RequestContext {
    struct Source: RequestContextSource {
      let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    }

    var coreContext: CoreRequestContextStorage

    init(source: Source) {
      coreContext = .init(source: source)
    }
  }

  /// What a desk's folder answers to a path.
  private func respond(to path: String) async throws -> Response {
    let outside = FileManager.default.temporaryDirectory.appending(path: "desk-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: outside) }
    let folder = outside.appending(path: "desk")
    try FileManager.default.createDirectory(
      at: folder.appending(path: "assets/images"),
      withIntermediateDirectories: true
    )
    for (name, text) in [
      "index.html": "<title>desk</title>", "main.js": "1", ".hidden": "secret", "assets/a.svg": "<svg/>",
      "assets/with space é.txt": "x", "assets/.git": "secret",
    ] { try Data(text.utf8).write(to: folder.appending(path: name)) }
    try Data("secret".utf8).write(to: outside.appending(path: "secret"))
    let router = Router(context: Context.self)
    router.addMiddleware { NotFoundMiddleware() }
    DeskFiles(folder: folder.path, publicURL: "", scheme: "http").add(to: router)
    let request = Request(
      head: HTTPRequest(method: .get, scheme: "http", authority: "localhost:1", path: path),
      body: RequestBody(buffer: ByteBuffer())
    )
    do {
      return try await router.buildResponder().respond(to: request, context: Context(source: Context.Source()))
    } catch let error as HTTPError {
      return Response(status: error.status)
    }
  }

  @Test(arguments: [
    ("/agent-desk-ui/", "text/html"), ("/agent-desk-ui/index.html", "text/html"),
    ("/agent-desk-ui/main.js", "javascript"),
    ("/agent-desk-ui/main.js?v=1", "javascript"), ("/agent-desk-ui/assets/a.svg", "image/svg+xml"),
    ("/assets/a.svg", "image/svg+xml"), ("/agent-desk-ui/assets/with%20space%20%C3%A9.txt", "text/plain"),
    ("/agent-desk-ui/assets/config.json", "application/json"),
  ])
  func `a file of the desk is served with its type, which no browser is to guess`(path: String, type: String)
    async throws
  {
    let response = try await respond(to: path)
    #expect(response.status == .ok)
    #expect(response.headers[.contentType]?.contains(type) == true)
    #expect(response.headers[.xContentTypeOptions] == "nosniff")
  }

  @Test(arguments: [
    "/agent-desk-ui/nothing.js", "/agent-desk-ui/assets", "/agent-desk-ui/assets/", "/agent-desk-ui/index.html/",
    "/agent-desk-ui/.hidden", "/agent-desk-ui/assets/.git", "/agent-desk-ui/./.hidden", "/agent-desk-ui/%2ehidden",
    "/agent-desk-ui/index.html%00.js", "/agent-desk-ui/../secret", "/agent-desk-ui/%2e%2e/secret",
    "/agent-desk-ui//main.js",
    "/agent-desk-ui/..%2fsecret", "/agent-desk-ui/..%5csecret", "/agent-desk-ui/%c0%ae%c0%ae/secret",
    "/agent-desk-ui/%zz",
    "/%61gent-desk-ui/.hidden", "/agent-desk-ui%2F.hidden", "/%61ssets/.git", "/assets%2F.git", "/assets/../main.js",
    "/assets/.git", "/assets", "/agent-desk-uix", "/main.js",
  ])
  func `nothing else of the folder is`(path: String) async throws {
    let response = try await respond(to: path)
    #expect([400, 404].contains(response.status.code), "\(path) is answered \(response.status)")
  }

  @Test func `without its slash the desk is led to it, since it names its files from there on`() async throws {
    let response = try await respond(to: "/agent-desk-ui")
    #expect(response.headers[.location] == "/agent-desk-ui/")
  }

  @Test func `a folder without a desk is refused when the server starts`() {
    #expect(throws: Application.Failure.self) { try DeskFiles.check("/nowhere/desk") }
    #expect(throws: Never.self) { try DeskFiles.check("") }
  }
}
