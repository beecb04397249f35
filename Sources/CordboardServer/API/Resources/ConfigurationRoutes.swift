// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import NativeDialect

/// The configuration of an account, sort by sort.
enum ConfigurationRoutes {
  static let all =
    routes(of: MediaRoutingDomain.self) + routes(of: Team.self) + routes(of: Agent.self) + routes(of: APIClient.self)
    + routes(of: ReasonCode.self) + routes(of: WrapUpCode.self) + routes(of: PullList.self) + routes(of: Queue.self)
    + routes(of: Channel.self) + [
      APIRoute("GET", "/configuration/settings", showSettings),
      APIRoute("PUT", "/configuration/settings", setSettings),
      APIRoute("PUT", "/configuration/agents/{id}/password", setPassword),
      APIRoute("PUT", "/configuration/clients/{id}/secret", setSecret),
    ]

  private static func routes<Resource: ConfigurationResource>(of kind: Resource.Type) -> [APIRoute] {
    let path = "/configuration/\(Resource.path)"
    return [
      APIRoute("GET", path) { call throws(Problem) in try await list(kind, call) },
      APIRoute("GET", "\(path)/{id}") { call throws(Problem) in try await show(kind, call) },
      APIRoute("PUT", "\(path)/{id}") { call throws(Problem) in try await define(kind, call) },
      APIRoute("DELETE", "\(path)/{id}") { call throws(Problem) in try await remove(kind, call) },
    ]
  }

  private static func list<Resource: ConfigurationResource>(
    _ kind: Resource.Type,
    _ call: APICall
  ) async throws(Problem) -> APIAnswer {
    try checkReading(call, isForDesktops: Resource.isForDesktops)
    var query = try call.query()
    let after: Resource.ID? = try query.identifier("after")
    let limit = try query.integer("limit", default: 500, within: 1...1_000)
    try query.finish()
    let (found, hasMore, position) = try await call.ask { centre, position throws(Rejection) in
      let all = Resource.all(in: centre.configuration)
      var page = PageSelection(after: after, limit: limit)
      for id in all.keys { page.add(id) }
      let (ids, hasMore) = page.finish()
      return (ids.compactMap { all[$0] }, hasMore, position)
    }
    return .object(at: position) { json in
      json.key(Resource.plural)
      json.array { json in
        for resource in found { json.object(resource) }
      }
      if hasMore { json.member("next", found.last?.id) }
    }
  }

  private static func show<Resource: ConfigurationResource>(
    _ kind: Resource.Type,
    _ call: APICall
  ) async throws(Problem) -> APIAnswer {
    try checkReading(call, isForDesktops: Resource.isForDesktops)
    try call.query().finish()
    return try await render(kind, call.id("id"), call)
  }

  private static func define<Resource: ConfigurationResource>(
    _ kind: Resource.Type,
    _ call: APICall
  ) async throws(Problem) -> APIAnswer {
    try checkConfiguring(call)
    let id: Resource.ID = try call.id("id")
    var body = try call.body()
    if let named: Resource.ID = try body.optionalIdentifier("id"), named != id {
      throw .invalid(body.place("id"), "differs from the one in the address")
    }
    let resource = try Resource(id: id, &body)
    try body.finish()
    let outcome = try await call.perform(.configure([resource.change]))
    return try await render(kind, id, call).after(outcome)
  }

  private static func remove<Resource: ConfigurationResource>(
    _ kind: Resource.Type,
    _ call: APICall
  ) async throws(Problem) -> APIAnswer {
    try checkConfiguring(call)
    let id: Resource.ID = try call.id("id")
    var query = try call.query()
    var command = Command.configure([.removed(Resource.key(id))])
    if case .queue(let queue) = Resource.key(id), let other: QueueID = try query.identifier("moveWorkTo") {
      command = .removeQueue(queue, movingWorkTo: other)
    }
    try query.finish()
    try call.body().finish()
    return .nothing(after: try await call.perform(command))
  }

  private static func render<Resource: ConfigurationResource>(
    _ kind: Resource.Type,
    _ id: Resource.ID,
    _ call: APICall
  ) async throws(Problem) -> APIAnswer {
    let (found, position) = try await call.ask { centre, position throws(Rejection) in
      (Resource.all(in: centre.configuration)[id], position)
    }
    guard let found else {
      throw Problem(404, "notConfigured", "there is no \(Resource.key(id)) in this account")
    }
    return .object(at: position) { json in
      json.key(Resource.singular)
      json.object(found)
    }
  }

  // MARK: Settings

  static func showSettings(_ call: APICall) async throws(Problem) -> APIAnswer {
    try checkReading(call, isForDesktops: false)
    try call.query().finish()
    return try await renderSettings(call)
  }

  static func setSettings(_ call: APICall) async throws(Problem) -> APIAnswer {
    try checkConfiguring(call)
    var body = try call.body()
    let settings = try AccountSettings(&body)
    try body.finish()
    let outcome = try await call.perform(.configure([.account(settings)]))
    return try await renderSettings(call).after(outcome)
  }

  private static func renderSettings(_ call: APICall) async throws(Problem) -> APIAnswer {
    let (settings, position) = try await call.ask { centre, position throws(Rejection) in
      (centre.configuration.settings, position)
    }
    return .object(at: position) { $0.member("settings", settings) }
  }

  // MARK: Credentials

  static func setPassword(_ call: APICall) async throws(Problem) -> APIAnswer {
    try await setCredential(of: .agent(call.id("id")), from: "password", call)
  }

  static func setSecret(_ call: APICall) async throws(Problem) -> APIAnswer {
    try await setCredential(of: .client(call.id("id")), from: "secret", call)
  }

  private static func setCredential(
    of subject: CredentialSubject,
    from name: String,
    _ call: APICall
  ) async throws(Problem) -> APIAnswer {
    try checkConfiguring(call)
    var body = try call.body()
    let secret = try body.string(name, maximumBytes: 1_024)
    guard !secret.isEmpty else { throw .invalid(body.place(name), "must not be empty") }
    try body.finish()
    let verifier: String
    do {
      verifier = try await call.api.hashSecret(secret)
    } catch {
      throw Problem(503, "unavailable", "the \(name) could not be hashed at the moment; try again", headers: [])
    }
    let change = ConfigurationChange.credential(Credential(subject: subject, verifier: verifier))
    return .nothing(after: try await call.perform(.configure([change]), carriesSecret: true))
  }

  // MARK: Rights

  private static func checkReading(_ call: APICall, isForDesktops: Bool) throws(Problem) {
    var needed: Permissions = [.configure, .readEverything]
    if isForDesktops { needed.formUnion([.work, .actForAgents]) }
    guard !call.principal.permissions.isDisjoint(with: needed) else {
      throw Problem(.notPermitted("read the configuration"))
    }
  }

  private static func checkConfiguring(_ call: APICall) throws(Problem) {
    guard call.principal.permissions.contains(.configure) else {
      throw Problem(.notPermitted("change the configuration"))
    }
  }
}
