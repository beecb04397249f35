// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Foundation
import Testing

@testable import CordboardServer

/// `docs/errors.md` is written from the sources: every code, its status, and what a person is told.
@Suite struct ErrorPageTests {
  private struct Row: Hashable {
    var code: String
    var status: Int
    var texts: [String]
  }

  private struct RejectionRow {
    var code: String
    var status: Int
    var meaning: String
    var detail: String
  }

  @Test func `docs/errors.md is up to date`() throws {
    let page = """
      # Errors

      A request that is refused changed nothing. The answer is `application/problem+json` (RFC 9457) with a stable `code` \
      and a `detail` that says what to do; an ellipsis below stands for what it is about. With 429 and 503 comes \
      `Retry-After`. This page is written from the sources; `UPDATE_GOLDENS=1 swift test --filter ErrorPage` writes it anew.

      ## The rules say no

      What the engine answers to a command. The same codes come over every wire of the native dialect.

      | Code | Status | Meaning | What it says |
      |---|---|---|---|
      \(try rejections().map { "| `\($0.code)` | \($0.status) | \($0.meaning) | \($0.detail) |" }.joined(separator: "\n"))

      ## The request is wrong, or the server cannot take it

      \(Self.table(try problems()))

      ## The token is not accepted

      \(Self.table(try tokenFailures()))

      ## A connection ends

      The code of the close frame of a WebSocket, the `code` of `stream.closing` and, for a request that was held or would \
      have begun a stream, its status. After 1001, 1011 and 4000 to 4499 connect again and resume from your cursor.

      | Code | Close code | Status | What it says |
      |---|---|---|---|
      \(ConnectionCloseReason.allCases.map { "| `\($0)` | \($0.code) | \($0.status) | \($0.text) |" }.joined(separator: "\n"))

      ## The issuer gives no token

      In the words of OAuth 2.0 (RFC 6749): `error` and `error_description`.

      \(Self.table(try issuerErrors()))

      """
    if RepositoryFiles.updatesGoldens {
      try page.write(toFile: RepositoryFiles.path("docs/errors.md"), atomically: true, encoding: .utf8)
    }
    #expect(try RepositoryFiles.text("docs/errors.md") == page)
  }

  private static func table(_ rows: [Row]) -> String {
    (["| Code | Status | What it says |", "|---|---|---|"]
      + rows.map { row in
        let texts = row.texts.map { $0.replacing("|", with: "\\|") }
        return "| `\(row.code)` | \(row.status) | \(texts.joined(separator: "<br>")) |"
      }).joined(separator: "\n")
  }

  // MARK: Rejections

  private static let rejectionFile = "Sources/ContactModel/Commands/Rejection.swift"

  /// The cases of `Rejection` with their comments, in the order of the source.
  private func cases() throws -> [(name: String, meaning: String)] {
    let source = try RepositoryFiles.text(Self.rejectionFile)
    let declarations = source[..<(try #require(source.range(of: "public enum Category")).lowerBound)]
    var found: [(name: String, meaning: String)] = []
    var comment: [String] = []
    for line in declarations.split(separator: "\n").map({ $0.trimmingCharacters(in: .whitespaces) }) {
      if line.hasPrefix("/// ") {
        comment.append(String(line.dropFirst(4)))
      } else {
        if line.hasPrefix("case ") {
          let name = line.dropFirst(5).prefix { $0.isLetter || $0.isNumber }
          found.append((String(name), comment.joined(separator: " ")))
        }
        comment = []
      }
    }
    return found
  }

  private func rejections() throws -> [RejectionRow] {
    let source = try RepositoryFiles.text(Self.rejectionFile)
    func part(_ mark: String) throws -> SourceText { try #require(SourceText(source).after(mark).first) }
    let categories = try self.categories(source)
    return try cases().map { name, meaning in
      let code = try #require(part("public var code: String").after("case .\(name):").first?.string()?.value)
      var detail = try #require(
        part("public var detail: String").after("case .\(name)").first { $0.name() == nil },
        "\(name) has no detail"
      )
      if let arguments = detail.dropping("(") {
        detail = try #require(arguments.after(")").first)
      }
      let text = try #require(detail.dropping(":")?.string()?.value)
      let category = try #require(categories[name], "\(name) has no category")
      let sample = try #require(ProblemTests.table.first { "\($0.rejection.category)" == category })
      return RejectionRow(code: code, status: sample.status, meaning: meaning, detail: text)
    }
  }

  /// The category of each case: `case .a, .b: .notFound` over any number of lines.
  private func categories(_ source: String) throws -> [String: String] {
    let start = try #require(source.range(of: "public var category: Category")).upperBound
    let end = try #require(source.range(of: "public var code: String")).lowerBound
    var found: [String: String] = [:]
    for group in source[start..<end].split(separator: "case ").dropFirst() {
      let parts = group.split(separator: ":", maxSplits: 1)
      let category = parts[1].drop { !$0.isLetter }.prefix(while: \.isLetter)
      for name in parts[0].split(separator: ",") {
        found[name.trimmingCharacters(in: CharacterSet(charactersIn: " .\n"))] = String(category)
      }
    }
    return found
  }

  @Test func `every rejection of the engine is on the page`() throws {
    let page = try RepositoryFiles.text("docs/errors.md")
    let names = try cases().map(\.name)
    #expect(names.count >= 34)
    #expect(Set(names).count == names.count)
    let rows = try rejections()
    #expect(rows.map(\.code) == names, "a code is the name of its case")
    for row in rows {
      #expect(page.contains("| `\(row.code)` | \(row.status) |"))
      #expect(!row.meaning.isEmpty && !row.detail.isEmpty)
    }
    for sample in ProblemTests.table {
      let row = try #require(rows.first { $0.code == sample.rejection.code })
      #expect(row.status == Problem(sample.rejection).status)
    }
  }

  // MARK: Others

  /// Every problem that is made of literals somewhere in the sources.
  private func problems() throws -> [Row] {
    var rows: [String: Row] = [:]
    for file in try SourceText.files(below: "Sources") {
      for call in file.after("Problem(") {
        guard let status = call.droppingIfThere("status:").number(), (400...599).contains(status.value)
        else { continue }
        let code = try #require(status.rest.dropping(",")?.droppingIfThere("code:").string())
        let detail = try #require(code.rest.dropping(",")?.droppingIfThere("detail:").string()?.value, "\(code.value)")
        let key = "\(code.value) \(status.value)"
        var row = rows[key] ?? Row(code: code.value, status: status.value, texts: [])
        if !row.texts.contains(detail) { row.texts.append(detail) }
        rows[key] = row
      }
    }
    return rows.values.sorted { ($0.code, $0.status) < ($1.code, $1.status) }
  }

  private func tokenFailures() throws -> [Row] {
    let failures: [AuthenticationFailure] = [
      .missing, .invalid, .expired, .subjectGone, .otherAccount, .unavailable,
      .issuerUnavailable(retryAfter: .seconds(10)),
    ]
    return failures.map { failure in
      let problem = Problem(failure)
      return Row(code: problem.code, status: problem.status, texts: [problem.detail])
    }
  }

  @Test func `every way to refuse a token is on the page`() throws {
    let source = try RepositoryFiles.text("Sources/CordboardServer/Auth/Authenticator.swift")
    let start = try #require(source.range(of: "enum AuthenticationFailure")).upperBound
    let end = try #require(source[start...].range(of: "\n}")).lowerBound
    let names = SourceText(source[start..<end]).after("\n  case ").compactMap { $0.name()?.value }
    let rows = try tokenFailures()
    #expect(names.count == rows.count, "tokenFailures() must have: \(names)")
  }

  private func issuerErrors() throws -> [Row] {
    let errors = try RepositoryFiles.text("Sources/CordboardServer/Auth/OAuthError.swift")
    var codes: [(name: String, code: OAuthError.Code)] = []
    for line in SourceText(errors).after("\n    case ") {
      guard let name = line.name(), let value = name.rest.dropping("=")?.string()?.value,
        let code = OAuthError.Code(rawValue: value)
      else { continue }
      codes.append((name.value, code))
    }
    #expect(codes.count >= 9)
    let files = try SourceText.files(below: "Sources/CordboardServer/Auth")
    return codes.map { name, code in
      var texts: [String] = []
      for call in files.flatMap({ $0.after("(") }) {
        guard let text = call.dropping(".\(name)")?.dropping(",")?.string()?.value else { continue }
        if !texts.contains(text) { texts.append(text) }
      }
      return Row(code: code.rawValue, status: OAuthError(code, "").reply(realm: "r").status, texts: texts)
    }
  }
}
