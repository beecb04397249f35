// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension ContactCentre {
  func configure(_ changes: [ConfigurationChange]) throws(Rejection) -> Decision {
    var events: [Event] = []
    if let only = changes.first, changes.count == 1 {
      try check(only, against: configuration)
      if !configuration.isAsAsked(only) { events.append(configuration.changed(by: only)) }
      return Decision(events: events)
    }
    // Later changes may build on earlier ones.
    var draft = configuration
    for change in changes {
      try check(change, against: draft)
      guard !draft.isAsAsked(change) else { continue }
      events.append(draft.changed(by: change))
      draft.apply(change)
    }
    return Decision(events: events)
  }

  private func check(_ change: ConfigurationChange, against known: AccountConfiguration) throws(Rejection) {
    switch change {
    case .account(let value): try check(value)
    case .mediaRoutingDomain(let value):
      try check("maxRequests", value.maxRequests, within: 0...1_000)
    case .team, .reasonCode, .wrapUpCode, .pullList, .client: break
    case .agent(let value):
      if let address = value.extension { try check(address: address) }
      for team in value.teams + value.supervisedTeams where known.teams[team] == nil { throw .unknownTeam(team) }
      for (index, capacity) in value.capacities.enumerated() {
        let domain = capacity.mediaRoutingDomain
        guard known.mediaRoutingDomains[domain] != nil else { throw .unknownMediaRoutingDomain(domain) }
        try check("capacities.\(domain)", capacity.maxRequests, within: 0...1_000)
        if value.capacities[..<index].contains(where: { $0.mediaRoutingDomain == domain }) {
          throw .invalid("capacities.\(domain)", "is there twice")
        }
      }
    case .credential(let value):
      switch value.subject {
      case .agent(let id): guard known.agents[id] != nil else { throw .unknownAgent(id) }
      case .client(let id): guard known.clients[id] != nil else { throw .notConfigured(.client(id)) }
      }
    case .queue(let value): try check(value, against: known)
    case .channel(let value): try check(value, against: known)
    case .removed(let key):
      guard known.contains(key) else { throw .notConfigured(key) }
      if let user = user(of: key, in: known) { throw .stillUsed(key, by: user) }
    }
  }

  private func check(_ name: String, _ value: Int, within range: ClosedRange<Int>) throws(Rejection) {
    guard range.contains(value) else {
      throw .invalid(name, "must be from \(range.lowerBound) to \(range.upperBound), not \(value)")
    }
  }

  /// Durations are kept in milliseconds; a bound keeps every deadline far from the end of the calendar.
  func check(
    _ name: String,
    _ duration: Duration,
    atLeast least: Duration = .milliseconds(1)
  ) throws(Rejection) {
    guard (least...Self.longestDuration).contains(duration), duration == .milliseconds(duration.wholeMilliseconds)
    else {
      throw .invalid(name, "must be whole milliseconds, from \(least) to \(Self.longestDuration)")
    }
  }

  /// The longest lease, hold, deadline or limit: 366 days.
  private static var longestDuration: Duration { .seconds(366 * 86_400) }

  private func check(_ settings: AccountSettings) throws(Rejection) {
    guard !settings.realm.isEmpty, settings.realm.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != 0x2f }) else {
      throw .invalid("realm", "must be visible ASCII without slashes or spaces")
    }
    try check("disconnectLease", settings.disconnectLease)
    try check("rejectHold", settings.rejectHold)
    try check("answerDeadline", settings.answerDeadline)
    if let grace = settings.requeueAfterLease { try check("requeueAfterLease", grace, atLeast: .zero) }
    if let age = settings.conversationRetention, !AccountSettings.retentionBounds.contains(age) {
      throw .invalid("conversationRetention", "must be from one day to 100 years")
    }
    let limits = settings.limits
    try check("limits.openConversations", limits.openConversations, within: 1...100_000_000)
    try check("limits.messagesPerConversation", limits.messagesPerConversation, within: 1...1_000_000)
    try check("limits.messageBytes", limits.messageBytes, within: 1...16_777_216)
    try check("limits.attributesPerConversation", limits.attributesPerConversation, within: 0...10_000)
    try check("limits.attributeBytes", limits.attributeBytes, within: 1...1_048_576)
    try check("limits.rememberedCommands", limits.rememberedCommands, within: 0...10_000_000)
    try check("limits.sessionsPerConversation", limits.sessionsPerConversation, within: 1...10_000)
    try check("limits.itemsPerWorkbin", limits.itemsPerWorkbin, within: 1...1_000_000)
    try check("limits.devicesPerAgent", limits.devicesPerAgent, within: 1...1_000)
  }

  private func check(_ queue: Queue, against known: AccountConfiguration) throws(Rejection) {
    guard known.mediaRoutingDomains[queue.mediaRoutingDomain] != nil else {
      throw .unknownMediaRoutingDomain(queue.mediaRoutingDomain)
    }
    for team in queue.members.teams where known.teams[team] == nil { throw .unknownTeam(team) }
    for agent in queue.members.agents where known.agents[agent] == nil { throw .unknownAgent(agent) }
    try check("offerDeadline", queue.offerDeadline)
    if let limit = queue.timeLimit { try check("timeLimit", limit) }
    if let limit = queue.wrapUp?.limit { try check("wrapUp.limit", limit) }
    if let longest = queue.wrapUp?.longest {
      try check("wrapUp.longest", longest)
      guard let limit = queue.wrapUp?.limit, limit <= longest else {
        throw .invalid("wrapUp.longest", "needs a limit and must be at least that")
      }
    }
    if let rule = queue.response { try check(rule) }
    if let most = queue.maxWaiting { try check("maxWaiting", most, within: 1...100_000_000) }
    if let before = configuration.queues[queue.id], before.mediaRoutingDomain != queue.mediaRoutingDomain,
      openWork[.queue(queue.id), default: 0] > 0
    {
      throw .stillUsed(.queue(queue.id), by: "work on media routing domain \(before.mediaRoutingDomain)")
    }
  }

  private func check(_ channel: Channel, against known: AccountConfiguration) throws(Rejection) {
    guard known.mediaRoutingDomains[channel.mediaRoutingDomain] != nil else {
      throw .unknownMediaRoutingDomain(channel.mediaRoutingDomain)
    }
    guard !channel.serviceIdentifier.isEmpty else { throw .invalid("serviceIdentifier", "must not be empty") }
    let twin = known.channels.values.first {
      $0.id != channel.id && $0.type == channel.type && $0.serviceIdentifier == channel.serviceIdentifier
    }
    if let twin { throw .invalid("serviceIdentifier", "is the one of channel \(twin.id)") }
    if let rule = channel.response { try check(rule) }
    if let rule = channel.inactivity {
      try check("inactivity.closeAfter", rule.closeAfter)
      if let warning = rule.warnAfter {
        try check("inactivity.warnAfter", warning)
        guard warning < rule.closeAfter else { throw .invalid("inactivity.warnAfter", "must be less than closeAfter") }
      }
    }
    if let limit = channel.outbound?.answerLimit { try check("outbound.answerLimit", limit) }
    if let rule = channel.survey { try check(rule) }
    if let rule = channel.voice { try check(rule, of: channel, against: known) }
    switch channel.routing {
    case .pull(let list):
      guard known.pullLists[list] != nil else { throw .unknownPullList(list) }
    case .push(let id, let priority):
      guard let queue = known.queues[id] else { throw .unknownQueue(id) }
      guard queue.mediaRoutingDomain == channel.mediaRoutingDomain else {
        throw .invalid(
          "routing.queue",
          "queue \(id) serves \(queue.mediaRoutingDomain), not \(channel.mediaRoutingDomain)"
        )
      }
      try check("routing.priority", priority, within: 0...100)
    }
  }

  private func check(_ rule: SurveyRule) throws(Rejection) {
    try check("survey.limit", rule.limit)
    try check("survey.questions", rule.questions.count, within: 1...SurveyRule.mostQuestions)
    for (index, question) in rule.questions.enumerated() {
      let bytes = question.id.utf8
      guard (1...64).contains(bytes.count), bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else {
        throw .invalid("survey.questions.\(index).id", "must be 1 to 64 bytes of visible characters without spaces")
      }
      guard !question.text.isEmpty else { throw .invalid("survey.questions.\(index).text", "must not be empty") }
      try check("survey.questions.\(index).text", question.text)
      if rule.questions[..<index].contains(where: { $0.id == question.id }) {
        throw .invalid("survey.questions.\(index).id", "is there twice")
      }
    }
  }

  private func check(_ rule: ResponseRule) throws(Rejection) {
    if let first = rule.first { try check("response.first", first) }
    if let each = rule.each { try check("response.each", each) }
  }

  /// What still depends on something that is to be removed; nil if nothing does.
  func user(
    of key: ConfigurationKey,
    in known: AccountConfiguration,
    besidesWork: Bool = false
  ) -> String? {
    switch key {
    case .mediaRoutingDomain(let id):
      if let queue = known.queues.values.first(where: { $0.mediaRoutingDomain == id }) { return "queue \(queue.id)" }
      if let channel = known.channels.values.first(where: { $0.mediaRoutingDomain == id }) {
        return "channel \(channel.id)"
      }
      if let agent = known.agents.values.first(where: { $0.capacities.contains { $0.mediaRoutingDomain == id } }) {
        return "agent \(agent.id)"
      }
      return openWork(on: .domain(id))
    case .team(let id):
      if let queue = known.queues.values.first(where: { $0.members.teams.contains(id) }) { return "queue \(queue.id)" }
      if let agent = known.agents.values.first(where: { $0.teams.contains(id) || $0.supervisedTeams.contains(id) }) {
        return "agent \(agent.id)"
      }
      return openWork(on: .workbin(.team(id))).map { "\($0) in its workbin" }
    case .agent(let id):
      if let presence = agents[id], presence.state != .loggedOut { return "its own login" }
      if let queue = known.queuesNaming[id]?.min() { return "queue \(queue)" }
      return openWork(on: .workbin(.agent(id))).map { "\($0) in its workbin" }
    case .queue(let id):
      if let channel = known.channels.values.first(where: { $0.routing.queue == id }) { return "channel \(channel.id)" }
      return besidesWork ? nil : openWork(on: .queue(id))
    case .pullList(let id):
      if let channel = known.channels.values.first(where: { $0.routing.list == id }) { return "channel \(channel.id)" }
      return openWork(on: .list(id))
    case .channel(let id):
      return openSessions.keys.contains { $0.channel == id } ? "open conversations" : nil
    case .client(let id):
      return known.channels.values.first { $0.voice?.provider == id }.map { "channel \($0.id)" }
    case .reasonCode, .wrapUpCode: return nil
    }
  }

  private func openWork(on dependency: WorkDependency) -> String? {
    openWork[dependency].map { "\($0) open work items" }
  }
}

extension ChannelRouting {
  /// The queue of work that is pushed.
  package var queue: QueueID? {
    if case .push(let queue, _) = self { queue } else { nil }
  }

  /// The place of its work in the queue.
  var priority: Int {
    if case .push(_, let priority) = self { priority } else { 0 }
  }

  /// The list of work that is pulled.
  package var list: PullListID? {
    if case .pull(let list) = self { list } else { nil }
  }
}
