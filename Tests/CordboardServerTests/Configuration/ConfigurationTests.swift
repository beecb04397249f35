// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardServer
import Foundation
import Testing

@Suite struct ConfigurationTests {
  @Test func `a flag beats the environment, the environment the file, the file the default`() throws {
    var sources = ConfigurationSources()
    #expect(try CordboardConfiguration(sources).settings.server.port == 8080)
    sources.file = ("c.yaml", "server: {port: 1}")
    #expect(try CordboardConfiguration(sources).settings.server.port == 1)
    sources.environment = ["CORDBOARD_SERVER_PORT": "2"]
    #expect(try CordboardConfiguration(sources).settings.server.port == 2)
    sources.flags = ["--port": "3"]
    #expect(try CordboardConfiguration(sources).settings.server.port == 3)
  }

  @Test func `every setting reads its own default from the file, its variable and its flag`() throws {
    for setting in ServerSettings.description where !setting.defaultText.isEmpty {
      var nested = "\"\(setting.defaultText)\""
      for name in setting.path.split(separator: ".").reversed() { nested = "{\(name): \(nested)}" }
      let file = try CordboardConfiguration(ConfigurationSources(file: ("c.yaml", nested)))
      #expect(file.settings == ServerSettings(), "\(setting.path)")
      let variable = ConfigurationSources(environment: [setting.environment: setting.defaultText])
      #expect(try CordboardConfiguration(variable).settings == ServerSettings(), "\(setting.environment)")
      guard let flag = setting.flag else { continue }
      let flags = ConfigurationSources(flags: [flag: setting.defaultText])
      #expect(try CordboardConfiguration(flags).settings == ServerSettings(), "\(flag)")
    }
  }

  @Test func `every setting has its own place and variable`() {
    let settings = ServerSettings.description
    #expect(Set(settings.map(\.path)).count == settings.count)
    #expect(Set(settings.map(\.environment)).count == settings.count)
    #expect(
      settings.first { $0.path == "limits.connectionsPerAccount" }?.environment
        == "CORDBOARD_LIMITS_CONNECTIONS_PER_ACCOUNT"
    )
    #expect(settings.first { $0.path == "server.publicURL" }?.environment == "CORDBOARD_SERVER_PUBLIC_URL")
    #expect(settings.first { $0.path == "server.tls.key" }?.environment == "CORDBOARD_SERVER_TLS_KEY")
  }

  @Test func `every unit is understood`() throws {
    let text = """
      limits: {idleTimeout: 5m, headerTimeout: 500ms, bodyBytes: 2MiB, messageBytes: 2048B}
      identity: {refreshTokenLifetime: 7d, publicClients: [one, two]}
      """
    let settings = try CordboardConfiguration(ConfigurationSources(file: ("c.yaml", text))).settings
    #expect(settings.limits.idleTimeout == .seconds(300))
    #expect(settings.limits.headerTimeout == .milliseconds(500))
    #expect(settings.limits.bodyBytes == 2_097_152)
    #expect(settings.limits.messageBytes == 2_048)
    #expect(settings.identity.refreshTokenLifetime == .seconds(604_800))
    #expect(settings.identity.publicClients == ["one", "two"])
  }

  @Test func `an empty file is right`() throws {
    #expect(try CordboardConfiguration(ConfigurationSources(file: ("c.yaml", "# nothing\n"))).accounts.isEmpty)
  }

  @Test func `the public address is made from host and port unless it is given`() {
    var settings = ServerSettings()
    #expect(settings.publicURL(boundPort: 4711) == "http://127.0.0.1:4711")
    settings.server.host = "::1"
    settings.server.certificate = "a.pem"
    #expect(settings.publicURL(boundPort: 1) == "https://[::1]:1")
    settings.server.publicURL = "https://contact.example.com"
    #expect(settings.publicURL(boundPort: 1) == "https://contact.example.com")
  }

  @Test func `secrets come from the environment and from files`() throws {
    let directory = NSTemporaryDirectory() + "cordboard-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try "from file\n".write(toFile: directory + "/ann.txt", atomically: true, encoding: .utf8)
    let text = """
      accounts:
        A:
          realm: a
          agents: {ann: {passwordFile: ann.txt}, bob: {passwordEnv: BOB}}
          clients: {app: {secretHash: "$scrypt$ln=4,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA"}}
      """
    try text.write(toFile: directory + "/c.yaml", atomically: true, encoding: .utf8)
    let sources = try ConfigurationSources(path: directory + "/c.yaml", environment: ["BOB": "from environment"])
    let credentials = try #require(try CordboardConfiguration(sources).accounts.first).credentials
    #expect(credentials.map(\.subject) == [.agent("ann"), .agent("bob"), .client("app")])
    #expect(
      credentials.map(\.secret) == [
        .plain("from file"), .plain("from environment"),
        .verifier("$scrypt$ln=4,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA"),
      ]
    )
    #expect(!"\(credentials)".contains("from "))
  }

  @Test func `a secret becomes a verifier once and stays it when the server starts again`() async throws {
    var identity = ServerSettings().identity
    identity.passwordCost = 10
    identity.passwordParallelism = 1
    let passwords = PasswordVerifier(settings: identity)
    let sources = try ConfigurationSources(path: RepositoryFiles.path("config/demo.yaml"), environment: [:])
    let demo = try #require(try CordboardConfiguration(sources).accounts.first)
    let first = try await demo.allChanges(passwords: passwords) { _ in nil }
    var verifiers: [CredentialSubject: String] = [:]
    for case .credential(let credential) in first { verifiers[credential.subject] = credential.verifier }
    #expect(verifiers.count == 7)
    #expect(Set(verifiers.values).count == 7)
    let kept = verifiers
    let second = try await demo.allChanges(passwords: passwords) { kept[$0] }
    #expect(second == first)
    let third = try await demo.allChanges(passwords: passwords) { $0 == .agent("bob") ? nil : kept[$0] }
    #expect(zip(first, third).filter { $0 != $1 }.count == 1)
    await passwords.shutDown()
  }

  @Test func `an external issuer is read with everything about it, and with Keycloak's names when nothing is said`()
    throws
  {
    let text = """
      accounts:
        A:
          realm: a
          externalIssuer: {issuer: "https://sso.example.com/realms/a/"}
        B:
          realm: b
          externalIssuer:
            issuer: http://127.0.0.1:9/b
            audience: b
            keysURL: https://keys.example.com/b
            agentClaim: sub
            serviceAccountPrefix: "app:"
            clientClaims: [appid]
            rolesClaim: groups
            scopeClaim: scp
            roles: {agent: [Everyone, Staff]}
            scopes: {events: cc-read}
        C: {realm: c}
      """
    let accounts = try CordboardConfiguration(ConfigurationSources(file: ("c.yaml", text))).accounts
    #expect(accounts[0].externalIssuer == ExternalIssuerSettings(issuer: "https://sso.example.com/realms/a/"))
    #expect(
      accounts[0].externalIssuer?.discoveryURL == "https://sso.example.com/realms/a/.well-known/openid-configuration"
    )
    var all = ExternalIssuerSettings(
      issuer: "http://127.0.0.1:9/b",
      audience: "b",
      keysURL: "https://keys.example.com/b"
    )
    all.agentClaim = "sub"
    all.serviceAccountPrefix = "app:"
    all.clientClaims = ["appid"]
    all.rolesClaim = "groups"
    all.scopeClaim = "scp"
    all.roleNames = [.agent: ["Everyone", "Staff"]]
    all.scopeNames = [.events: ["cc-read"]]
    #expect(accounts[1].externalIssuer == all)
    #expect(accounts[2].externalIssuer == nil)
  }

  @Test func `the page about the configuration says what the descriptions say`() throws {
    let page = ConfigurationDocument.markdown()
    if RepositoryFiles.updatesGoldens {
      try page.write(toFile: RepositoryFiles.path("docs/config.md"), atomically: true, encoding: .utf8)
    }
    #expect(try RepositoryFiles.text("docs/config.md") == page)
  }
}
