// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension AccountReader {
  /// The external issuer of the account; nil when there is none.
  func readExternalIssuer() -> ExternalIssuerSettings? {
    guard let section = section.section("externalIssuer") else { return nil }
    defer { section.finish() }
    let issuer = section.required(
      "issuer",
      .issuerAddress,
      "Address of an OpenID Connect issuer whose tokens the account takes, exactly as tokens name it in iss. The server "
        + "asks it for its keys."
    )
    var settings = ExternalIssuerSettings(issuer: issuer ?? "")
    settings.audience = section.value(
      "audience",
      .text,
      default: settings.audience,
      "What tokens for the account must name in aud. Accounts that share an issuer have different ones."
    )
    settings.keysURL = section.optional(
      "keysURL",
      .issuerAddress,
      "Address of the issuer's keys (JWKS); without it, discovery finds it, and it must be at the issuer's own host and "
        + "port."
    )
    settings.agentClaim = section.value(
      "agentClaim",
      .text,
      default: settings.agentClaim,
      "Claim with the identifier of the agent."
    )
    settings.serviceAccountPrefix = section.value(
      "serviceAccountPrefix",
      .text,
      default: settings.serviceAccountPrefix,
      "A token is a program's own when its agentClaim is this text and then the program's name, or when it has no "
        + "agentClaim and its sub is the program's name. Nobody may choose such a name at the issuer."
    )
    let clientClaims = section.list(
      "clientClaims",
      ValueKind<String>.text,
      "Claims with the name of the program, which is the identifier of a client here; the first that is there counts; "
        + "without it, \(settings.clientClaims.joined(separator: ", "))."
    )
    if !clientClaims.isEmpty { settings.clientClaims = clientClaims.map(\.value) }
    settings.rolesClaim = section.value(
      "rolesClaim",
      .text,
      default: settings.rolesClaim,
      "Claim with a person's roles, a list or a text with spaces: a name, or a path with dots."
    )
    settings.scopeClaim = section.value(
      "scopeClaim",
      .text,
      default: settings.scopeClaim,
      "Claim with a program's scopes, in the same form. A program never gets more than the scopes of its client here."
    )
    settings.roleNames = readNames("roles", of: Role.self, "role", in: section)
    settings.scopeNames = readNames("scopes", of: Scope.self, "scope", in: section)
    return issuer == nil ? nil : settings
  }

  private func readNames<Choice: Named & Hashable>(
    _ name: String,
    of type: Choice.Type,
    _ noun: String,
    in issuer: ConfigurationSection
  ) -> [Choice: [String]] {
    guard let section = issuer.section(name) else { return [:] }
    defer { section.finish() }
    var names: [Choice: [String]] = [:]
    for choice in Choice.allCases {
      let given = section.list(
        choice.name,
        ValueKind<String>.text,
        "Names at the issuer for the \(noun) \(choice.name); without it, \(choice.name)."
      )
      if !given.isEmpty { names[choice] = given.map(\.value) }
    }
    return names
  }
}

extension ValueKind where Value == String {
  /// An address the server may ask for keys.
  fileprivate static var issuerAddress: ValueKind {
    text("an address such as https://sso.example.com/realms/example (http only on this machine)") {
      IssuerAddress.isAcceptable($0)
    }
  }
}
