// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Foundation
import Testing

@testable import CordboardServer

/// The descriptions in `docs/` are true: of every address there is, of every kind of event, and of what is served.
@Suite struct APIDocumentTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test func `what is served is the files in docs`() throws {
    for (file, served) in [("openapi", APIDocuments.openAPI), ("asyncapi", APIDocuments.asyncAPI)] {
      let text = try String(contentsOf: Self.root.appending(path: "docs/\(file).yaml"), encoding: .utf8)
      #expect(text == served, "docs/\(file).yaml has changed since the build")
    }
  }

  @Test func `every route is described, and everything described is a route`() async throws {
    let routes = TestAPI.routes.map { "\($0.method) \($0.path)" }
    let elsewhere = [
      "POST /realms/{realm}/protocol/openid-connect/token", "GET /realms/{realm}/protocol/openid-connect/certs",
      "GET /realms/{realm}/protocol/openid-connect/userinfo", "POST /realms/{realm}/protocol/openid-connect/userinfo",
      "GET /realms/{realm}/.well-known/openid-configuration", "GET /openapi.yaml", "GET /asyncapi.yaml",
    ]
    #expect(Self.described().sorted() == (routes + elsewhere).sorted())
  }

  @Test func `every kind of event is in both descriptions`() {
    for kind in Event.Kind.allCases {
      #expect(APIDocuments.asyncAPI.contains("name: cordboard.\(kind.name)\n"))
      #expect(APIDocuments.openAPI.contains("const: cordboard.\(kind.name)\n"))
    }
    let listed = APIDocuments.asyncAPI.split(separator: "\n").count { $0.contains("name: cordboard.") }
    #expect(listed == Event.Kind.allCases.count + 3, "a signal, caughtUp and closing are the others")
  }

  /// The methods and paths of `docs/openapi.yaml`, read by their indentation.
  private static func described() -> [String] {
    var found: [String] = []
    var path: String?
    var isInPaths = false
    for line in APIDocuments.openAPI.split(separator: "\n") {
      if !line.hasPrefix(" ") {
        isInPaths = line == "paths:"
      } else if isInPaths, line.hasPrefix("  /"), line.hasSuffix(":") {
        path = String(line.dropFirst(2).dropLast())
      } else if isInPaths, line.hasPrefix("    "), !line.hasPrefix("     "), line.hasSuffix(":"), let path {
        found.append("\(line.dropFirst(4).dropLast().uppercased()) \(path)")
      }
    }
    return found
  }
}
