// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardServer
import DequeModule
import Synchronization

/// What the agents of a loaded contact centre do next. Each has work in hand, finishes it, starts the next customer's
/// wait, takes the work it is offered then, and talks. A lock guards everything; offers come in from the partition's
/// task, commands are taken by the feeder.
final class Desks: FactSink {
  /// Commands for one routed item: leave, complete, a new customer, accept, and four messages.
  static let commandsPerItem = 8

  private enum Step: Int {
    case leave, complete, start, accept, customerSays, agentSays, customerSaysMore, agentSaysMore
  }

  private struct Desk {
    var work: ActiveWork
    var step: Step
    /// Where it begins.
    var place: Step
  }

  private struct State {
    var maker: CommandMaker
    var desks: [Desk] = []
    /// Offers for agents, by agent.
    var offers: [AgentID: Deque<OfferMade>] = [:]
    /// Desks whose agent waits for an offer.
    var waiting: [AgentID: Deque<Int>] = [:]
    var ready: Deque<Int> = []
    /// Desks that reached their place.
    var placed: [Int] = []
    var hasBegun = false
    var channel = 0
  }

  private let state: Mutex<State>
  private let channels: [ChannelID]
  private let signal: @Sendable () -> Void

  init(_ works: Deque<ActiveWork>, account: BenchAccount, signal: @escaping @Sendable () -> Void = {}) {
    channels = account.channels(.busy)
    var state = State(maker: CommandMaker(account, firstSerial: 10_000_000))
    // An agent has several conversations; one desk each. Conversations are in hand at first, so that only some steps
    // can be begun with; desks whose place is at another one go on to it and wait there for the others.
    for (number, work) in works.enumerated() {
      let place = Step(rawValue: number % Self.commandsPerItem) ?? .leave
      let canBegin = ![.complete, .start, .accept].contains(place)
      state.desks.append(Desk(work: work, step: canBegin ? place : .leave, place: place))
      if canBegin { state.placed.append(number) } else { state.ready.append(number) }
    }
    self.state = Mutex(state)
    self.signal = signal
  }

  func publish(_ envelopes: [Envelope], account: AccountID, epoch: UInt32) {
    state.withLock { state in
      for envelope in envelopes {
        guard case .offerMade(let offer) = envelope.event else { continue }
        if let desk = state.waiting[offer.agent]?.popFirst() {
          state.offers[offer.agent, default: []].append(offer)
          state.ready.append(desk)
        } else {
          state.offers[offer.agent, default: []].append(offer)
        }
      }
    }
  }

  func publish(_ signal: Signal) {}

  /// Lets every desk work. Before, they only go to their places, so that afterwards as many are at each step and the mix
  /// of commands is the same at any moment.
  func begin() {
    state.withLock { state in
      state.hasBegun = true
      state.ready += state.placed.sorted()
      state.placed = []
    }
  }

  /// The next command and the desk it is for; nil when every desk waits.
  func next() -> (desk: Int, command: GivenCommand)? {
    state.withLock { state in
      while let desk = state.ready.popFirst() {
        if let command = Self.command(of: desk, &state, channels) { return (desk, command) }
      }
      return nil
    }
  }

  private static func command(of desk: Int, _ state: inout State, _ channels: [ChannelID]) -> GivenCommand? {
    let work = state.desks[desk].work
    switch state.desks[desk].step {
    case .leave: return state.maker.leave(work)
    case .complete: return state.maker.complete(work)
    case .start:
      state.channel = (state.channel + 1) % channels.count
      return state.maker.start(on: channels[state.channel])
    case .accept:
      guard let offer = state.offers[work.agent]?.popFirst() else {
        state.waiting[work.agent, default: []].append(desk)
        return nil
      }
      state.desks[desk].work = ActiveWork(offer)
      return state.maker.accept(offer)
    case .customerSays, .customerSaysMore: return state.maker.customerSays(in: work.conversation)
    case .agentSays, .agentSaysMore: return state.maker.agentSays(work.agent, in: work.conversation)
    }
  }

  /// The command of a desk was acknowledged.
  func settled(_ desk: Int) {
    state.withLock { state in
      let next = (state.desks[desk].step.rawValue + 1) % Self.commandsPerItem
      state.desks[desk].step = Step(rawValue: next) ?? .leave
      if !state.hasBegun, state.desks[desk].step == state.desks[desk].place {
        state.placed.append(desk)
      } else {
        state.ready.append(desk)
      }
    }
  }

  /// The command of a desk was refused: its work is over for this run.
  func refused(_ desk: Int) {}
}
