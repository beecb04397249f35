// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import NativeDialect

/// The whole configuration of an account as a YAML file, out and in.
enum ConfigurationFileRoutes {
  static let all = [
    APIRoute("GET", "/configuration/export", export),
    APIRoute("POST", "/configuration/import", bringIn),
  ]

  private static let mediaTypes: Set<String> = ["application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"]

  /// The configuration as a file that ``bringIn(_:)`` and the server's start take. Hashes of passwords and secrets are in
  /// it only when an administrator, a person, asks for them: programs never get any.
  static func export(_ call: APICall) async throws(Problem) -> APIAnswer {
    try checkConfiguring(call)
    var query = try call.query()
    let withSecrets = try query.bool("secrets", default: false)
    try query.finish()
    if withSecrets, call.agent == nil { throw Problem(.notPermitted("export secrets")) }
    let account = call.account
    let configuration = try await call.ask { centre, _ throws(Rejection) in centre.configuration }
    let text: String
    do {
      text = try AccountWriter(withSecrets: withSecrets).text(account, configuration)
    } catch {
      throw Problem(500, "internalError", "the configuration cannot be written as YAML: \(error)")
    }
    // It is on record before it is out.
    let position = try await call.perform(.noteExport(withSecrets: withSecrets)).position
    let headers: [HTTPHeader] = [
      .position(position), HTTPHeader("Content-Type", "application/yaml"), HTTPHeader("Cache-Control", "no-store"),
      HTTPHeader("Content-Disposition", "attachment; filename=\"configuration.yaml\""),
    ]
    return APIAnswer(status: 200, headers: headers, body: Array(text.utf8), isComplete: true)
  }

  /// Makes the account what the file says, by one command: all of it or nothing.
  static func bringIn(_ call: APICall) async throws(Problem) -> APIAnswer {
    try checkConfiguring(call)
    var query = try call.query()
    let isDryRun = try query.bool("dryRun", default: false)
    let removesOthers = try query.bool("removeOthers", default: false)
    try query.finish()
    let type = call.request.header("content-type")?.split(separator: ";").first?.trimmingSpaces().lowercased()
    guard let type, mediaTypes.contains(type) else {
      throw Problem(415, "unsupportedMediaType", "send the file as it is with Content-Type: application/yaml")
    }
    guard let text = String(validating: call.request.body, as: UTF8.self) else {
      throw Problem(400, "malformed", "the body is not UTF-8 text")
    }
    let wanted: ImportedAccount
    do throws(ConfigurationErrors) {
      wanted = try ImportedAccount(text, for: call.account)
    } catch {
      throw .invalidConfiguration(error)
    }
    let (configuration, position) = try await call.ask { centre, position throws(Rejection) in
      (centre.configuration, position)
    }
    let difference = ConfigurationDifference(
      from: configuration,
      to: wanted.changes,
      removesOthers: removesOthers
    )
    guard !isDryRun, !difference.entries.isEmpty else { return render(difference, isDryRun: isDryRun, at: position) }
    let outcome = try await call.perform(.configure(difference.entries.map(\.change)), carriesSecret: true)
    return render(difference, isDryRun: false, at: outcome.position).after(outcome)
  }

  private static func render(
    _ difference: ConfigurationDifference,
    isDryRun: Bool,
    at position: Position
  ) -> APIAnswer {
    .object(at: position) { json in
      json.member("dryRun", isDryRun)
      json.array("changes", difference.entries) { json, entry in
        json.object { json in
          json.member("action", entry.action)
          json.member("change", entry.change)
          if let before = entry.before { json.member("before", before) }
        }
      }
    }
  }

  private static func checkConfiguring(_ call: APICall) throws(Problem) {
    guard call.principal.permissions.contains(.configure) else {
      throw Problem(.notPermitted("export or import the configuration"))
    }
  }
}

extension Problem {
  /// Everything that is wrong with a file, each with its place.
  fileprivate static func invalidConfiguration(_ errors: ConfigurationErrors) -> Problem {
    let first = errors.problems.first?.description ?? "it cannot be read"
    let more = errors.problems.count > 1 ? " (and \(errors.problems.count - 1) more)" : ""
    var problem = Problem(422, "invalidConfiguration", "the file is wrong: \(first)\(more)")
    problem.places = errors.problems.prefix(placesShown).map { found in
      var place = Place(detail: found.path.isEmpty ? found.reason : "\(found.path): \(found.reason)")
      if case .file(_, let line, let column) = found.source { (place.line, place.column) = (line, column) }
      return place
    }
    return problem
  }

  /// The most places one problem document shows.
  private static let placesShown = 100
}
