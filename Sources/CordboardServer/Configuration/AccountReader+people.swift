// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension AccountReader {
  /// Teams.
  func readTeams() {
    section.entries("teams", .identifier, placeholder: "TEAM") { (id: TeamID, entry) in
      let name = entry.value("name", .textOrNothing, default: id.rawValue, "Name of the team for people.")
      entry.finish()
      teams.append(Team(id: id, name: name))
    }
  }

  /// Agents with their credentials.
  func readAgents() {
    section.entries("agents", .identifier, placeholder: "AGENT") { (id: AgentID, entry) in
      let firstName = entry.value("firstName", .textOrNothing, default: id.rawValue, "First name.")
      let lastName = entry.value("lastName", .textOrNothing, default: "", "Last name.")
      let roles = entry.list(
        "roles",
        ValueKind<Role>.choice,
        "What the person may do: agents work, supervisors also see their teams' work, administrators configure; "
          + "without it, agent."
      )
      let works = entry.list("teams", ValueKind<TeamID>.identifier, "Teams in which the agent works.")
      let supervises = entry.list(
        "supervisedTeams",
        ValueKind<TeamID>.identifier,
        "Teams whose work the agent sees as a supervisor."
      )
      let capacities = readCapacities(entry)
      let address = entry.optional(
        "extension",
        ValueKind<ClientID>.identifier,
        "The address of the agent's telephone, in the words of the provider of the voice channels."
      )
      for team in works + supervises { refer(to: .team(team.value), at: team.place) }
      if let secret = secrets.read(from: entry, named: "password") {
        credentials.append(ConfiguredCredential(subject: .agent(id), secret: secret))
      }
      entry.finish()
      agents.append(
        Agent(
          id: id,
          firstName: firstName,
          lastName: lastName,
          roles: roles.isEmpty && !entry.has("roles") ? [.agent] : roles.map(\.value),
          teams: works.map(\.value),
          supervisedTeams: supervises.map(\.value),
          capacities: capacities,
          extension: address?.rawValue
        )
      )
    }
  }

  private func readCapacities(_ agent: ConfigurationSection) -> [Capacity] {
    guard let section = agent.section("capacities") else { return [] }
    var capacities: [Capacity] = []
    for name in section.names(orWhenDescribing: "DOMAIN") {
      let number = section.optional(
        name,
        .integer(0...10_000),
        "How many work items the agent can have at once there; without it, maxRequests of the domain; 0 takes the agent "
          + "off the domain."
      )
      guard let id = MediaRoutingDomainID(name) else {
        report.note("expected the identifier of a media routing domain", at: section.place(of: name))
        continue
      }
      refer(to: .mediaRoutingDomain(id), at: section.place(of: name))
      if let number { capacities.append(Capacity(mediaRoutingDomain: id, maxRequests: number)) }
    }
    return capacities
  }

  /// API clients with their credentials.
  func readClients() {
    section.entries("clients", .identifier, placeholder: "CLIENT") { (id: ClientID, entry) in
      let name = entry.value("name", .textOrNothing, default: id.rawValue, "Name of the program for people.")
      let scopes = entry.list(
        "scopes",
        ValueKind<Scope>.choice,
        "What the program may do: act for channels, read all events, act for agents, configure, take part as a bot, carry "
          + "the calls of voice channels."
      )
      if let secret = secrets.read(from: entry, named: "secret") {
        credentials.append(ConfiguredCredential(subject: .client(id), secret: secret))
      }
      entry.finish()
      clients.append(APIClient(id: id, name: name, scopes: scopes.map(\.value)))
    }
  }

  /// Reason codes and wrap-up codes.
  func readCodes() {
    section.entries("reasonCodes", .identifier, placeholder: "CODE") { (id: ReasonCodeID, entry) in
      let label = entry.value("label", .textOrNothing, default: id.rawValue, "Text of the code for people.")
      let kind = entry.value(
        "kind",
        ValueKind<ReasonCodeKind>.choice,
        default: .notReady,
        "Which state change the code explains."
      )
      entry.finish()
      reasonCodes.append(ReasonCode(id: id, label: label, kind: kind))
    }
    section.entries("wrapUpCodes", .identifier, placeholder: "CODE") { (id: WrapUpCodeID, entry) in
      let category = entry.value("category", .textOrNothing, default: "", "Groups codes for people.")
      let label = entry.value("label", .textOrNothing, default: id.rawValue, "Text of the code for people.")
      entry.finish()
      wrapUpCodes.append(WrapUpCode(id: id, category: category, label: label))
    }
  }
}
