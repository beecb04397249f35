// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import Yams

/// Writes the live configuration of an account as ``AccountReader`` reads it: what is written and read again is equal.
/// Every value is written, also one that is the default, so that the file means the same to later versions.
struct AccountWriter {
  /// Whether the hashes of passwords and secrets are written, too.
  let withSecrets: Bool

  /// The account as a YAML file of its own.
  func text(_ account: AccountID, _ configuration: ContactEngine.AccountConfiguration) throws -> String {
    let root = mapping([
      (SettingsFile.accountsName, mapping([(account.rawValue, node(configuration))]))
    ])
    return try Yams.serialize(node: root, width: -1, allowUnicode: true, sortKeys: false)
  }

  private func node(_ configuration: ContactEngine.AccountConfiguration) -> Node {
    var members = settings(configuration.settings)
    func add<ID: NamedIdentifier, Value>(_ name: String, _ all: [ID: Value], _ write: (Value) -> Node) {
      if all.isEmpty { return }
      members.append((name, mapping(all.sorted { $0.key < $1.key }.map { ($0.key.rawValue, write($0.value)) })))
    }
    add("mediaRoutingDomains", configuration.mediaRoutingDomains) { domain in
      mapping([
        ("name", text(domain.name)), ("maxRequests", plain(domain.maxRequests)),
        ("interruptible", plain(domain.interruptible)),
      ])
    }
    add("teams", configuration.teams) { mapping([("name", text($0.name))]) }
    add("reasonCodes", configuration.reasonCodes) { code in
      mapping([("label", text(code.label)), ("kind", plain(code.kind.name))])
    }
    add("wrapUpCodes", configuration.wrapUpCodes) { code in
      mapping([("category", text(code.category)), ("label", text(code.label))])
    }
    add("agents", configuration.agents) { node($0, verifier(.agent($0.id), configuration)) }
    add("clients", configuration.clients) { client in
      var members = [("name", text(client.name)), ("scopes", names(client.scopes))]
      if let hash = verifier(.client(client.id), configuration) { members.append(("secretHash", text(hash))) }
      return mapping(members)
    }
    add("pullLists", configuration.pullLists) { list in
      mapping([("name", text(list.name)), ("description", text(list.description))])
    }
    add("queues", configuration.queues) { node($0) }
    add("channels", configuration.channels) { node($0) }
    return mapping(members)
  }

  private func verifier(
    _ subject: CredentialSubject,
    _ configuration: ContactEngine.AccountConfiguration
  ) -> String? {
    withSecrets ? configuration.credentials[subject]?.verifier : nil
  }

  private func settings(_ settings: AccountSettings) -> [(String, Node)] {
    let limits = settings.limits
    var members = [
      ("name", text(settings.name)), ("realm", text(settings.realm)),
      ("disconnectLease", plain(settings.disconnectLease)),
    ]
    if let grace = settings.requeueAfterLease { members.append(("requeueAfterLease", plain(grace))) }
    if let age = settings.conversationRetention { members.append(("conversationRetention", plain(age))) }
    return members + [
      ("rejectHold", plain(settings.rejectHold)), ("answerDeadline", plain(settings.answerDeadline)),
      ("logoutPolicy", plain(settings.logoutPolicy.name)), ("readyAllMedia", plain(settings.readyAllMedia)),
      (
        "limits",
        mapping([
          ("openConversations", plain(limits.openConversations)),
          ("messagesPerConversation", plain(limits.messagesPerConversation)),
          ("messageBytes", plain(ByteSize.text(limits.messageBytes))),
          ("attributesPerConversation", plain(limits.attributesPerConversation)),
          ("attributeBytes", plain(ByteSize.text(limits.attributeBytes))),
          ("rememberedCommands", plain(limits.rememberedCommands)),
          ("sessionsPerConversation", plain(limits.sessionsPerConversation)),
          ("itemsPerWorkbin", plain(limits.itemsPerWorkbin)), ("devicesPerAgent", plain(limits.devicesPerAgent)),
        ])
      ),
    ]
  }

  private func node(_ agent: Agent, _ verifier: String?) -> Node {
    var members = [
      ("firstName", text(agent.firstName)), ("lastName", text(agent.lastName)), ("roles", names(agent.roles)),
      ("teams", identifiers(agent.teams)), ("supervisedTeams", identifiers(agent.supervisedTeams)),
    ]
    if !agent.capacities.isEmpty {
      let capacities = agent.capacities.map { ($0.mediaRoutingDomain.rawValue, plain($0.maxRequests)) }
      members.append(("capacities", mapping(capacities)))
    }
    if let address = agent.extension { members.append(("extension", text(address))) }
    if let verifier { members.append(("passwordHash", text(verifier))) }
    return mapping(members)
  }

  private func node(_ queue: Queue) -> Node {
    var members = [
      ("name", text(queue.name)), ("mediaRoutingDomain", text(queue.mediaRoutingDomain.rawValue)),
      (
        "members",
        mapping([
          ("everyone", plain(queue.members.everyone)), ("teams", identifiers(queue.members.teams)),
          ("agents", identifiers(queue.members.agents)),
        ])
      ), ("strategy", plain(queue.strategy.name)), ("offerDeadline", plain(queue.offerDeadline)),
    ]
    if let limit = queue.timeLimit { members.append(("timeLimit", plain(limit))) }
    if let rule = queue.wrapUp {
      let times = [("limit", rule.limit.map { plain($0) }), ("longest", rule.longest.map { plain($0) })]
      members.append(("wrapUp", mapping(times)))
    }
    if let most = queue.maxWaiting { members.append(("maxWaiting", plain(most))) }
    if let rule = queue.response { members.append(("response", node(rule))) }
    return mapping(members)
  }

  private func node(_ channel: Channel) -> Node {
    var members = [
      ("type", plain(channel.type.name)), ("serviceIdentifier", text(channel.serviceIdentifier)),
      ("mediaRoutingDomain", text(channel.mediaRoutingDomain.rawValue)),
    ]
    switch channel.routing {
    case .push(let queue, let priority):
      members += [("queue", text(queue.rawValue)), ("priority", plain(priority))]
    case .pull(let list): members.append(("pullList", text(list.rawValue)))
    }
    if let rule = channel.response { members.append(("response", node(rule))) }
    if let rule = channel.inactivity {
      members.append(
        (
          "inactivity",
          mapping([("warnAfter", rule.warnAfter.map { plain($0) }), ("closeAfter", plain(rule.closeAfter))])
        )
      )
    }
    if let rule = channel.survey {
      let questions = rule.questions.map { question in
        (question.id, mapping([("text", text(question.text)), ("kind", plain(question.kind.name))]))
      }
      members.append(("survey", mapping([("limit", plain(rule.limit)), ("questions", mapping(questions))])))
    }
    if let rule = channel.outbound {
      members.append(("outbound", mapping([("answerLimit", rule.answerLimit.map { plain($0) })])))
    }
    if let rule = channel.voice {
      let voice = mapping([
        ("provider", text(rule.provider.rawValue)), ("ringsOnOffer", plain(rule.ringsOnOffer)),
        ("answerLimit", plain(rule.answerLimit)),
      ])
      members.append(("voice", voice))
    }
    return mapping(members)
  }

  private func node(_ rule: ResponseRule) -> Node {
    mapping([("first", rule.first.map { plain($0) }), ("each", rule.each.map { plain($0) })])
  }

  // MARK: Nodes

  /// Names with values; those without a value are left out.
  private func mapping(_ members: [(String, Node?)]) -> Node {
    Node(members.compactMap { name, value in value.map { (Node(name), $0) } })
  }

  /// Words of people: in quotation marks, so that none is taken for something else.
  private func text(_ text: String) -> Node { .scalar(Node.Scalar(text, .implicit, .doubleQuoted)) }

  private func plain(_ text: String) -> Node { Node(text) }
  private func plain(_ number: Int) -> Node { Node(String(number)) }
  private func plain(_ value: Bool) -> Node { Node(String(value)) }
  private func plain(_ duration: Duration) -> Node { Node(DurationText.text(duration)) }

  private func names(_ all: [some Named]) -> Node {
    .sequence(Node.Sequence(all.map { plain($0.name) }, .implicit, .flow))
  }

  private func identifiers(_ all: [some NamedIdentifier]) -> Node {
    .sequence(Node.Sequence(all.map { text($0.rawValue) }, .implicit, .flow))
  }
}
