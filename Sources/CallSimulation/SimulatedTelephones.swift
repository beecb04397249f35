// SPDX-License-Identifier: Apache-2.0

/// A telephone system without telephones: customers who call and lose patience, agents' telephones that ring and are
/// answered, mostly. A value without clock: what it is told and the time go in, what it reports comes out.
package struct SimulatedTelephones: Sendable {
  /// How it behaves.
  package struct Behaviour: Sendable {
    /// Calls that come in in a minute.
    package var callsPerMinute: Double
    /// The most calls at once; no more come in.
    package var callsAtOnce: Int
    /// Begins the ids of its calls, so that two runs do not meet.
    package var prefix: String

    /// Creates the value from its parts.
    package init(callsPerMinute: Double, callsAtOnce: Int, prefix: String) {
      self.callsPerMinute = callsPerMinute
      self.callsAtOnce = callsAtOnce
      self.prefix = prefix
    }
  }

  /// What it is told, in the words of the fact callInstructed.
  package struct Instruction: Hashable, Sendable {
    /// What to do.
    package var name: String
    /// The conversation.
    package var conversation: String
    /// The call, once it is known.
    package var call: String?
    /// The leg; nil for the customer.
    package var leg: String?
    /// The transfer.
    package var assistance: String?

    /// Creates the value from its parts.
    package init(
      _ name: String,
      conversation: String,
      call: String? = nil,
      leg: String? = nil,
      assistance: String? = nil
    ) {
      self.name = name
      self.conversation = conversation
      self.call = call
      self.leg = leg
      self.assistance = assistance
    }
  }

  /// What it reports.
  package enum Report: Hashable, Sendable {
    /// Where a call stands.
    case call(String, state: String, number: String? = nil, conversation: String? = nil, reason: String? = nil)
    /// Where a leg stands.
    case leg(String, state: String, reason: String? = nil)
    /// An address outside did not answer.
    case refusal(conversation: String, assistance: String)
  }

  private struct Call {
    var conversation: String?
    var isAnswered = false
    var isHeld = false
    var legs: Set<String> = []
  }

  private enum Turn: Hashable {
    case arrival
    case impatience(String)
    case goodbye(String)
    case ring(leg: String, conversation: String)
    case pickUp(leg: String, conversation: String)
    case transfer(call: String, conversation: String, assistance: String)
    case reach(call: String)
  }

  private let behaviour: Behaviour
  private var random: Dice
  private var calls: [String: Call] = [:]
  /// The call of each conversation.
  private var places: [String: String] = [:]
  /// Legs that are wanted, by the conversation they are for.
  private var legs: [String: String] = [:]
  /// What comes when, in milliseconds.
  private var turns: [(time: Int64, turn: Turn)] = []
  private var made = 0

  /// Creates a system whose first call comes at once.
  package init(_ behaviour: Behaviour, seed: UInt64, now: Int64) {
    self.behaviour = behaviour
    random = Dice(state: seed)
    schedule(.arrival, at: now)
  }

  /// How many calls there are.
  package var liveCalls: Int { calls.count }

  /// When it has something to report, in milliseconds; it always has something coming.
  package var next: Int64 { turns.map(\.time).min() ?? .max }

  /// What it reports at once when it is told something.
  package mutating func take(_ told: Instruction, at now: Int64) -> [Report] {
    if let call = told.call, calls[call] != nil {
      calls[call]?.conversation = told.conversation
      places[told.conversation] = call
    }
    if let leg = told.leg { return take(told.name, of: leg, in: told.conversation, at: now) }
    let call = told.call ?? places[told.conversation]
    switch told.name {
    case "dial":
      made += 1
      let id = "\(behaviour.prefix)-out-\(made)"
      calls[id] = Call(conversation: told.conversation)
      places[told.conversation] = id
      schedule(.reach(call: id), at: now + 3_000 + random.below(4_000))
      return [.call(id, state: "ringing", conversation: told.conversation)]
    case "hold", "resume":
      guard let call, calls[call]?.isAnswered == true, calls[call]?.isHeld == (told.name == "resume") else { return [] }
      calls[call]?.isHeld = told.name == "hold"
      return [.call(call, state: told.name == "hold" ? "held" : "answered")]
    case "hangUp":
      if let call { forget(call) }
      return []
    case "transfer":
      guard let call, let assistance = told.assistance else { return [] }
      let turn = Turn.transfer(call: call, conversation: told.conversation, assistance: assistance)
      schedule(turn, at: now + 1_000 + random.below(3_000))
      return []
    case "cancelTransfer":
      turns.removeAll { if case .transfer(_, _, told.assistance) = $0.turn { true } else { false } }
      return []
    default: return []
    }
  }

  private mutating func take(_ name: String, of leg: String, in conversation: String, at now: Int64) -> [Report] {
    switch name {
    case "connect":
      legs[leg] = conversation
      schedule(.ring(leg: leg, conversation: conversation), at: now + 200)
    case "hangUp":
      legs[leg] = nil
      if let call = places[conversation] { calls[call]?.legs.remove(leg) }
    default: break
    }
    return []
  }

  /// What it reports because its time has come.
  package mutating func due(at now: Int64) -> [Report] {
    var reports: [Report] = []
    while let index = turns.indices.filter({ turns[$0].time <= now }).min(by: { turns[$0].time < turns[$1].time }) {
      let turn = turns.remove(at: index).turn
      reports += happen(turn, at: now)
    }
    return reports
  }

  private mutating func happen(_ turn: Turn, at now: Int64) -> [Report] {
    switch turn {
    case .arrival:
      let gap = Int64(60_000 / behaviour.callsPerMinute)
      schedule(.arrival, at: now + gap / 2 + random.below(max(gap, 1)))
      return calls.count < behaviour.callsAtOnce ? [arrival(at: now)] : []
    case .impatience(let call):
      guard calls[call]?.isAnswered == false else { return [] }
      return end(call, "hungUp")
    case .goodbye(let call):
      guard calls[call]?.isAnswered == true else { return [] }
      // Now and then the agent hangs up first.
      guard random.below(100) < 30, let leg = calls[call]?.legs.sorted().first else { return end(call, "hungUp") }
      calls[call]?.legs.remove(leg)
      legs[leg] = nil
      return [.leg(leg, state: "ended", reason: "hungUp")]
    case .ring(let leg, let conversation):
      guard legs[leg] != nil else { return [] }
      if random.below(100) < 4 {
        legs[leg] = nil
        return [.leg(leg, state: "ended", reason: "busy")]
      }
      schedule(.pickUp(leg: leg, conversation: conversation), at: now + 500 + random.below(3_000))
      return [.leg(leg, state: "ringing")]
    case .pickUp(let leg, let conversation): return pickUp(leg, in: conversation, at: now)
    case .transfer(let call, let conversation, let assistance):
      guard calls[call] != nil else { return [] }
      if random.below(100) < 20 { return [.refusal(conversation: conversation, assistance: assistance)] }
      forget(call)
      return [.call(call, state: "transferred")]
    case .reach(let call):
      guard calls[call] != nil else { return [] }
      if random.below(100) < 30 { return end(call, random.below(2) == 0 ? "busy" : "noAnswer") }
      calls[call]?.isAnswered = true
      schedule(.goodbye(call), at: now + 5_000 + random.below(15_000))
      return [.call(call, state: "answered")]
    }
  }

  private mutating func arrival(at now: Int64) -> Report {
    made += 1
    let id = "\(behaviour.prefix)-\(made)"
    calls[id] = Call()
    schedule(.impatience(id), at: now + 20_000 + random.below(40_000))
    return .call(id, state: "ringing", number: "+4930\(1_000 + random.below(9_000))")
  }

  private mutating func pickUp(_ leg: String, in conversation: String, at now: Int64) -> [Report] {
    guard legs[leg] != nil else { return [] }
    if random.below(100) < 4 {
      legs[leg] = nil
      return [.leg(leg, state: "ended", reason: "noAnswer")]
    }
    var reports = [Report.leg(leg, state: "answered")]
    guard let call = places[conversation], calls[call] != nil else { return reports }
    calls[call]?.legs.insert(leg)
    // A customer who is to be reached answers by itself.
    guard calls[call]?.isAnswered == false, !call.contains("-out-") else { return reports }
    calls[call]?.isAnswered = true
    schedule(.goodbye(call), at: now + 5_000 + random.below(20_000))
    reports.append(.call(call, state: "answered"))
    return reports
  }

  private mutating func end(_ call: String, _ reason: String) -> [Report] {
    forget(call)
    return [.call(call, state: "ended", reason: reason)]
  }

  private mutating func forget(_ call: String) {
    if let conversation = calls[call]?.conversation { places[conversation] = nil }
    calls[call] = nil
    turns.removeAll { turn in
      switch turn.turn {
      case .impatience(call), .goodbye(call), .reach(call): true
      case .transfer(let other, _, _): other == call
      case .arrival, .impatience, .goodbye, .reach, .ring, .pickUp: false
      }
    }
  }

  private mutating func schedule(_ turn: Turn, at time: Int64) {
    turns.append((time, turn))
  }
}

/// A small generator, seeded so that every run is alike.
private struct Dice: Sendable {
  var state: UInt64

  mutating func below(_ bound: Int64) -> Int64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int64(state >> 33) % max(bound, 1)
  }
}
