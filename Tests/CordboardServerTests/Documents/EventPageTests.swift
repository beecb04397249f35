// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import DialectKit
import Foundation
import NativeDialect
import Testing
import Yams

@testable import CordboardServer

/// `docs/events.md` is what `docs/openapi.yaml` says of every kind of fact, and that is what is written.
@Suite struct EventPageTests {
  private let schemas: Node

  init() throws {
    schemas = try #require(try Yams.compose(yaml: APIDocuments.openAPI)?["components"]?["schemas"])
  }

  private struct Member {
    let name: String
    let type: String
    let isRequired: Bool
    let text: String
  }

  private func members(_ schema: String) throws -> [Member] {
    let node = try #require(schemas[schema], "docs/openapi.yaml has no schema \(schema)")
    let required = Set(node["required"]?.array().compactMap(\.string) ?? [])
    return (node["properties"]?.mapping ?? [:]).map { name, member in
      Member(
        name: name.string ?? "",
        type: Self.type(of: member),
        isRequired: required.contains(name.string ?? ""),
        text: member["description"]?.string ?? ""
      )
    }
  }

  private static func type(of node: Node) -> String {
    if let reference = node["$ref"]?.string { return String(reference.split(separator: "/").last ?? "") }
    if let constant = node["const"]?.string { return "`\(constant)`" }
    if let items = node["items"] { return "array of \(type(of: items))" }
    return node["format"]?.string ?? node["type"]?.string ?? "any"
  }

  /// The schema of what a kind of fact says; some kinds share one.
  private func data(of kind: Event.Kind) throws -> String {
    let mapping = schemas["Event"]?["discriminator"]?["mapping"]
    let event = try #require(mapping?["cordboard.\(kind.name)"]?.string?.split(separator: "/").last, "\(kind.name)")
    let parts = try #require(schemas[String(event)]?["allOf"]?.array(), "docs/openapi.yaml has no schema \(event)")
    let reference = parts.lazy.compactMap { $0["properties"]?["data"]?["$ref"]?.string }.first
    return String(try #require(reference?.split(separator: "/").last, "\(event) does not say what its data is"))
  }

  @Test func `docs/events.md is up to date`() throws {
    var page = """
      # Events

      Every kind of fact, as the native dialect shows it. This page is written from `docs/openapi.yaml`, which tests hold \
      to what is written; `UPDATE_GOLDENS=1 swift test --filter EventPage` writes it anew. Types in capitals are schemas \
      there. How facts come is in [protocols/native.md](protocols/native.md).

      ## What every fact has

      \(try table("CloudEvent"))

      `type` is `cordboard.` and the kind; `data` is one of the following.

      """
    for kind in Event.Kind.allCases.sorted(by: { $0.rawValue < $1.rawValue }) {
      let schema = try data(of: kind)
      let summary = schemas[schema]?["description"]?.string ?? ""
      page += "\n## \(kind.name)\n\n\(summary)\n\n\(try table(schema))\n"
    }
    page += "\n## What erasure takes\n\n"
    page +=
      "When a conversation is erased, by age or on request, these members of its facts go, or become a value that "
    page += "says nothing. Everything else stays as it was.\n\n| Kind | Members |\n|---|---|\n"
    for kind in Event.Kind.allCases.sorted(by: { $0.rawValue < $1.rawValue }) {
      let taken = try ErasedMembers(kind).taken
      if taken.isEmpty { continue }
      page += "| \(kind.name) | \(taken.map { "`\($0)`" }.joined(separator: ", ")) |\n"
    }
    if RepositoryFiles.updatesGoldens {
      try page.write(toFile: RepositoryFiles.path("docs/events.md"), atomically: true, encoding: .utf8)
    }
    #expect(try RepositoryFiles.text("docs/events.md") == page)
  }

  private func table(_ schema: String) throws -> String {
    var lines = ["| Member | Type | | What it says |", "|---|---|---|---|"]
    for member in try members(schema) {
      let text = member.text.replacing("\n", with: " ").replacing("|", with: "\\|")
      lines.append("| `\(member.name)` | \(member.type) | \(member.isRequired ? "always" : "may be") | \(text) |")
    }
    return lines.joined(separator: "\n")
  }

  /// What is promised is in every sample, and what is in any is on the page.
  @Test(arguments: Event.Kind.allCases)
  func `what is written is what the page says`(kind: Event.Kind) throws {
    var everywhere: Set<String>?
    var somewhere: Set<String> = []
    for event in SampleEvents.events(kind) {
      var json = JSONWriter()
      json.object { event.write(to: &$0) }
      let names = Set(try JSONValue(parsing: json.finish()).objectValue?.map(\.name) ?? [])
      somewhere.formUnion(names)
      everywhere = everywhere?.intersection(names) ?? names
    }
    let said = try members(data(of: kind))
    #expect(somewhere == Set(said.map(\.name)), "members of \(kind.name)")
    let promised = Set(said.filter(\.isRequired).map(\.name))
    #expect(promised.isSubset(of: everywhere ?? []), "members of \(kind.name) that must always be there")
  }
}
