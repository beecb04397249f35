// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// A channel with the places its checks point at.
struct ConfiguredChannel {
  let channel: Channel
  let identifierPlace: ConfigurationPlace
  let domainPlace: ConfigurationPlace
  let hasOwnDomain: Bool
}

extension AccountReader {
  /// Media routing domains.
  func readDomains() {
    section.entries("mediaRoutingDomains", .identifier, placeholder: "DOMAIN") { (id: MediaRoutingDomainID, entry) in
      let name = entry.value("name", .textOrNothing, default: id.rawValue, "Name of the domain for people.")
      let maxRequests = entry.required(
        "maxRequests",
        .integer(0...10_000),
        "How many work items of this kind an agent can have at once."
      )
      let interruptible = entry.value(
        "interruptible",
        .boolean,
        default: true,
        "Whether work on a domain that is not interruptible suspends this one."
      )
      entry.finish()
      domains.append(
        MediaRoutingDomain(id: id, name: name, maxRequests: maxRequests ?? 1, interruptible: interruptible)
      )
    }
  }

  /// Pull lists.
  func readPullLists() {
    section.entries("pullLists", .identifier, placeholder: "LIST") { (id: PullListID, entry) in
      let name = entry.value("name", .textOrNothing, default: id.rawValue, "Name of the list for people.")
      let description = entry.value("description", .textOrNothing, default: "", "What the list is for.")
      entry.finish()
      pullLists.append(PullList(id: id, name: name, description: description))
    }
  }

  /// Queues.
  func readQueues() {
    section.entries("queues", .identifier, placeholder: "QUEUE") { (id: QueueID, entry) in
      let name = entry.value("name", .textOrNothing, default: id.rawValue, "Name of the queue for people.")
      let domain = entry.required(
        "mediaRoutingDomain",
        ValueKind<MediaRoutingDomainID>.identifier,
        "The kind of work that waits here."
      )
      if let domain { refer(to: .mediaRoutingDomain(domain), at: entry.place(of: "mediaRoutingDomain")) }
      let members = readMembers(entry)
      let strategy = entry.value(
        "strategy",
        ValueKind<SelectionStrategy>.choice,
        default: .longestAvailable,
        "Which of several available agents gets a work item."
      )
      let deadline = entry.value(
        "offerDeadline",
        .duration(.milliseconds(100) ... .seconds(3_600)),
        default: .seconds(20),
        "How long an agent has to answer an offer."
      )
      let timeLimit = entry.optional(
        "timeLimit",
        .duration(.seconds(1) ... .seconds(30 * 86_400)),
        "How long the search for an agent may take; without it, a work item waits for ever."
      )
      let wrapUp = readWrapUp(entry)
      let maxWaiting = entry.optional(
        "maxWaiting",
        .integer(1...100_000_000),
        "How many work items may wait; without it, only the account's limits count."
      )
      let response = readResponse(entry)
      entry.finish()
      queues.append(
        Queue(
          id: id,
          name: name,
          mediaRoutingDomain: domain ?? "",
          members: members,
          strategy: strategy,
          offerDeadline: deadline,
          timeLimit: timeLimit,
          wrapUp: wrapUp,
          maxWaiting: maxWaiting,
          response: response
        )
      )
    }
  }

  private func readMembers(_ queue: ConfigurationSection) -> QueueMembers {
    guard let section = queue.section("members") else {
      return QueueMembers(everyone: true, teams: [], agents: [])
    }
    let everyone = section.value(
      "everyone",
      .boolean,
      default: false,
      "Whether all agents serve the queue. Without members at all, everyone does."
    )
    let teams = section.list("teams", ValueKind<TeamID>.identifier, "Teams whose agents serve the queue.")
    let agents = section.list("agents", ValueKind<AgentID>.identifier, "Agents who serve the queue.")
    section.finish()
    for team in teams { refer(to: .team(team.value), at: team.place) }
    for agent in agents { refer(to: .agent(agent.value), at: agent.place) }
    return QueueMembers(everyone: everyone, teams: teams.map(\.value), agents: agents.map(\.value))
  }

  private func readWrapUp(_ queue: ConfigurationSection) -> WrapUpRule? {
    guard let section = queue.section("wrapUp") else { return nil }
    let limit = section.optional(
      "limit",
      .duration(.seconds(1) ... .seconds(86_400)),
      "How long after-contact work may last; without it, until the agent completes it. Without wrapUp at all, there is "
        + "no after-contact work."
    )
    let longest = section.optional(
      "longest",
      .duration(.seconds(1) ... .seconds(86_400)),
      "How long after-contact work may last in all when its agent extends it, at least limit; without it, nobody can."
    )
    section.finish()
    return WrapUpRule(limit: limit, longest: longest)
  }

  /// Channels.
  func readChannels() {
    section.entries("channels", .identifier, placeholder: "CHANNEL") { (id: ChannelID, entry) in
      let type = entry.required("type", ValueKind<ChannelType>.choice, "The medium.")
      let identifier = entry.required(
        "serviceIdentifier",
        .text,
        "The address customers use; unique among the channels of a type."
      )
      let domain = entry.optional(
        "mediaRoutingDomain",
        ValueKind<MediaRoutingDomainID>.identifier,
        "The kind of work it makes; without it, that of the queue."
      )
      let routing = readRouting(entry)
      let response = readResponse(entry)
      let inactivity = readInactivity(entry)
      let survey = readSurvey(entry)
      let outbound = readOutbound(entry)
      let voice = readVoice(entry)
      entry.finish()
      if let domain { refer(to: .mediaRoutingDomain(domain), at: entry.place(of: "mediaRoutingDomain")) }
      guard let type, let identifier, let routing else { return }
      var inherited = domain
      if inherited == nil, case .push(let queue, _) = routing {
        inherited = queues.first { $0.id == queue }?.mediaRoutingDomain
      }
      if inherited == nil, case .pull = routing {
        report.note("mediaRoutingDomain is missing; a channel with a pull list needs one", at: entry.place)
      }
      let channel = Channel(
        id: id,
        type: type,
        serviceIdentifier: identifier,
        mediaRoutingDomain: inherited ?? "",
        routing: routing,
        response: response,
        inactivity: inactivity,
        survey: survey,
        outbound: outbound,
        voice: voice
      )
      channels.append(
        ConfiguredChannel(
          channel: channel,
          identifierPlace: entry.place(of: "serviceIdentifier"),
          domainPlace: entry.place(of: "mediaRoutingDomain"),
          hasOwnDomain: domain != nil
        )
      )
    }
  }

  private func readRouting(_ channel: ConfigurationSection) -> ChannelRouting? {
    let queue = channel.optional(
      "queue",
      ValueKind<QueueID>.identifier,
      "The queue from which its work is offered to agents (push)."
    )
    let priority = channel.value(
      "priority",
      .integer(-1_000...1_000),
      default: 0,
      "Its place in the queue: higher is sooner."
    )
    let list = channel.optional(
      "pullList",
      ValueKind<PullListID>.identifier,
      "The list from which agents take its work themselves (pull); instead of a queue."
    )
    if let queue { refer(to: .queue(queue), at: channel.place(of: "queue")) }
    if let list { refer(to: .pullList(list), at: channel.place(of: "pullList")) }
    if report.isDescribing { return nil }
    switch (queue, list) {
    case (let queue?, nil): return .push(queue: queue, priority: priority)
    case (nil, let list?): return .pull(list: list)
    case (nil, nil):
      if !channel.has("queue"), !channel.has("pullList") {
        report.note("a channel needs a queue (push) or a pullList (pull)", at: channel.place)
      }
    case (_?, _?):
      report.note("a channel has a queue or a pullList, not both", at: channel.place(of: "pullList"))
    }
    return nil
  }

  /// Checks what concerns several channels, or a channel and its queue.
  func checkChannels() {
    var seen: [String: ChannelID] = [:]
    for configured in channels {
      let channel = configured.channel
      let address = "\(channel.type.name) \(channel.serviceIdentifier)"
      if let other = seen.updateValue(channel.id, forKey: address) {
        report.note(
          "\"\(channel.serviceIdentifier)\" is the address of channel \(other) already",
          at: configured.identifierPlace
        )
      }
      if configured.hasOwnDomain, case .push(let id, _) = channel.routing,
        let queue = queues.first(where: { $0.id == id }), queue.mediaRoutingDomain != channel.mediaRoutingDomain
      {
        report.note(
          "queue \(id) is for media routing domain \(queue.mediaRoutingDomain), not \(channel.mediaRoutingDomain)",
          at: configured.domainPlace
        )
      }
    }
  }
}
