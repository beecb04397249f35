// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardServer
import DialectKit
import Testing

/// What the claims of external tokens mean here.
@Suite struct ExternalClaimTests {
  private static func roles(_ names: String...) -> JSONValue {
    .object([JSONMember("roles", .array(names.map { .string($0) }))])
  }

  @Test func `roles come from Keycloak's claim, and others than those known allow nothing`() async throws {
    let external = ExternalFixture()
    let table: [(JSONValue, Permissions)] = [
      (Self.roles("agent"), .work), (Self.roles("supervisor", "uma_authorization"), [.work, .supervise]),
      (Self.roles("administrator"), [.configure, .readEverything]), (Self.roles("AGENT", "admin"), []),
      (Self.roles(), []), (.null, []), (.string("agent"), []),
    ]
    for (claim, permissions) in table {
      let principal = try await external.principal(external.claims(["realm_access": claim]))
      #expect(principal.permissions == permissions, "\(claim)")
      #expect(principal.actor == .agent("alice"))
    }
  }

  @Test func `scopes allow a person nothing, and roles a program nothing`() async throws {
    let external = ExternalFixture()
    let scope: JSONValue = .string("configuration conversations")
    #expect(try await external.principal(external.claims(["scope": scope])).permissions == .work)
    let program = external.serviceClaims(["realm_access": Self.roles("administrator"), "scope": .string("")])
    #expect(try await external.principal(program).permissions == [])
  }

  @Test func `a program gets what its token asks for and never more than its client has`() async throws {
    let external = ExternalFixture()
    let all = try await external.principal(external.serviceClaims())
    #expect(all.actor == .client("integration"))
    #expect(all.permissions == [.actForCustomers, .readEverything])
    let less = try await external.principal(external.serviceClaims(["scope": .string("events")]))
    #expect(less.permissions == .readEverything)
  }

  @Test func `a program is known by every claim that may name it, and by its subject alone`() async throws {
    let external = ExternalFixture()
    for changes: [String: JSONValue] in [
      ["client_id": .null], ["client_id": .null, "azp": .null, "clientId": .string("integration")],
      ["preferred_username": .null, "sub": .string("integration")],
    ] {
      let principal = try await external.principal(external.serviceClaims(changes))
      #expect(principal.actor == .client("integration"), "\(changes)")
    }
    let other = external.serviceClaims(["preferred_username": .null, "sub": .string("somebody")])
    await #expect(throws: AuthenticationFailure.invalid) { try await external.principal(other) }
  }

  @Test func `claims and names can be those of another product`() async throws {
    let external = ExternalFixture(change: { settings in
      settings.agentClaim = "https://example.com/agent"
      settings.rolesClaim = "groups"
      settings.scopeClaim = "app.permissions"
      settings.clientClaims = ["appid"]
      settings.serviceAccountPrefix = "app:"
      settings.roleNames = [.supervisor: ["Leads", "Managers"], .agent: ["Everyone"]]
      settings.scopeNames = [.events: ["cc:read"]]
    })
    let person = external.claims([
      "https://example.com/agent": .string("sam"), "groups": .array([.string("Managers"), .string("agent")]),
    ])
    let principal = try await external.principal(person)
    #expect(principal.actor == .agent("sam"))
    #expect(principal.permissions == [.work, .supervise])
    let text = try await external.principal(person.merging(["groups": .string("Everyone x")]) { $1 })
    #expect(text.permissions == .work)
    let program = external.claims([
      "https://example.com/agent": .string("app:integration"), "appid": .string("integration"),
      "app": .object([JSONMember("permissions", .array([.string("cc:read"), .string("events"), .number("1")]))]),
    ])
    #expect(try await external.principal(program).permissions == .readEverything)
  }

  @Test func `a client of an agent's name is not that agent`() async throws {
    let external = ExternalFixture()
    let scope: JSONValue = .string("configuration")
    let principal = try await external.principal(external.serviceClaims(of: "alice", ["scope": scope]))
    #expect(principal.actor == .client("alice"))
    #expect(principal.permissions == .configure)
  }

  @Test func `the name for people is the token's, or else the configuration's`() async throws {
    let external = ExternalFixture()
    let named = try external.issuer.token(external.claims(["name": .string("Ally")]))
    #expect(try await external.authenticator.authenticate(named).name == "Ally")
    let unnamed = try external.issuer.token(external.serviceClaims())
    #expect(try await external.authenticator.authenticate(unnamed).name == "Integration")
  }
}
