// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardServer
import DequeModule

/// Drives one contact centre by commands on a clock of its own and measures what the engine takes. Commands are made
/// before the clock that measures runs, and their facts are read after it stopped.
struct CentreDriver {
  private(set) var centre: ContactCentre
  private(set) var spent = Spent()
  private(set) var envelopes: [Envelope] = []
  let account: BenchAccount
  var maker: CommandMaker
  /// What the agents of the busy side and of the idle side work on, the oldest first.
  private(set) var busyWork: Deque<ActiveWork> = []
  private(set) var idleWork: Deque<ActiveWork> = []
  private var offered: [OfferMade] = []
  private var identifiers = IdentifierSource(seed: 7)
  private var now: Timestamp
  private var ticks = 0
  private var busyChannel = 0
  private var idleChannel = 0
  private let busyChannels: [ChannelID]
  private let idleChannels: [ChannelID]
  /// Whether facts are kept for ``takeCollected()``.
  var collects = false
  private var collected: [Envelope] = []

  init(account: BenchAccount, epoch: UInt32 = 1) {
    self.account = account
    maker = CommandMaker(account)
    centre = ContactCentre(account: BenchAccount.id, epoch: epoch)
    // Work goes on in the present when a partition takes over.
    now = SystemWallClock().now()
    busyChannels = account.channels(.busy)
    idleChannels = account.channels(.idle)
  }

  /// The facts since the last call.
  mutating func takeCollected() -> [Envelope] {
    defer { collected = [] }
    return collected
  }

  mutating func forgetTimes() { spent = Spent() }

  /// Gives commands and measures them; facts of the stretch before are dropped within the measured time, as a
  /// partition does.
  mutating func run(_ commands: [GivenCommand]) {
    spent.measure(commands.count) {
      envelopes.removeAll(keepingCapacity: true)
      for given in commands {
        ticks += 1
        // A millisecond for twenty commands: a partition under full load.
        if ticks % 20 == 0 { now = now.advanced(by: .milliseconds(1)) }
        do throws(Rejection) {
          _ = try centre.handle(
            given.command,
            in: given.context,
            at: now,
            identifiers: &identifiers,
            into: &envelopes
          )
        } catch {
          fail("\(given.command) was refused: \(error)")
        }
      }
    }
    for envelope in envelopes {
      if case .offerMade(let offer) = envelope.event { offered.append(offer) }
    }
    if collects { collected += envelopes }
  }

  /// Configures the account and brings its agents to work.
  mutating func configure() {
    run([GivenCommand(.configure(account.changes), CommandMaker.system)])
    var commands: [GivenCommand] = []
    for number in 0..<account.agentCount where account.isLoggedIn(number) {
      let agent = account.agent(number)
      commands.append(GivenCommand(.logIn(agent), CommandMaker.system))
      guard account.isReady(number) else { continue }
      commands.append(GivenCommand(.setAgentState(agent, ready: true, reason: nil), CommandMaker.system))
      for domain in ["chat", "email"] as [MediaRoutingDomainID] {
        commands.append(GivenCommand(.setMediaState(agent, domain, ready: true), CommandMaker.system))
      }
    }
    run(commands)
  }

  /// Lets customers come on the busy side until so many wait and no agent there is free.
  mutating func fill(waiting: Int) {
    while centre.counts.waiting < waiting {
      start(min(1_000, waiting - centre.counts.waiting), on: .busy)
      acceptAll()
    }
  }

  mutating func start(_ count: Int, on side: BenchAccount.Side) {
    var commands: [GivenCommand] = []
    commands.reserveCapacity(count)
    for _ in 0..<count {
      switch side {
      case .busy:
        commands.append(maker.start(on: busyChannels[busyChannel]))
        busyChannel = (busyChannel + 1) % busyChannels.count
      case .idle:
        commands.append(maker.start(on: idleChannels[idleChannel]))
        idleChannel = (idleChannel + 1) % idleChannels.count
      }
    }
    run(commands)
  }

  /// Accepts every offer, also those that accepting leads to, and returns what the agents work on now.
  @discardableResult
  mutating func acceptAll() -> [ActiveWork] {
    var begun: [ActiveWork] = []
    while !offered.isEmpty {
      let offers = offered
      offered = []
      run(offers.map { maker.accept($0) })
      begun += offers.map { ActiveWork($0) }
    }
    for work in begun {
      if isBusySide(work.agent) { busyWork.append(work) } else { idleWork.append(work) }
    }
    return begun
  }

  private func isBusySide(_ agent: AgentID) -> Bool {
    guard let number = Int(agent.rawValue.dropFirst(6)) else { return true }
    return account.side(ofTeam: account.team(of: number)) == .busy
  }

  /// So many customers of each side are served: whoever has waited longest on the busy side, and whoever comes on the
  /// idle side. With messages, a conversation has two from each, and every tenth agent changes what it is ready for.
  mutating func serve(_ count: Int, messages: Bool) {
    start(count, on: .busy)
    start(count, on: .idle)
    finish(busyWork.prefix(count))
    busyWork.removeFirst(min(count, busyWork.count))
    let begun = acceptAll()
    if messages { talk(begun) }
    finish(idleWork.prefix(idleWork.count))
    idleWork.removeAll()
    acceptAll()
  }

  private mutating func finish(_ works: Deque<ActiveWork>.SubSequence) {
    run(works.map { maker.leave($0) })
    run(works.map { maker.complete($0) })
  }

  private mutating func talk(_ works: [ActiveWork]) {
    for _ in 0..<2 {
      run(works.map { maker.agentSays($0.agent, in: $0.conversation) })
      run(works.map { maker.customerSays(in: $0.conversation) })
    }
    run(works.map { maker.setAttribute(in: $0.conversation) })
    let changing = works.enumerated().filter { $0.offset % 10 == 0 }.map(\.element.agent)
    run(changing.map { maker.setEmail($0, ready: false) })
    run(changing.map { maker.setEmail($0, ready: true) })
  }
}
