// SPDX-License-Identifier: Apache-2.0

package import ContactEngine
package import ContactModel

extension SampleAccount {
  /// What makes the channel `phone` one with calls: its provider `pbx`, and telephones for everybody but carol.
  package static func voice(ringsOnOffer: Bool = false) -> [ConfigurationChange] {
    var phone = channel("phone", .voice, "8001", "voice", .push(queue: "voice", priority: 5))
    phone.outbound = OutboundRule(answerLimit: .seconds(45))
    phone.voice = VoiceRule(provider: "pbx", ringsOnOffer: ringsOnOffer, answerLimit: .seconds(15))
    var alice = agent("alice", teams: ["green"])
    alice.extension = "201"
    var bob = agent("bob", teams: ["green", "blue"])
    bob.extension = "202"
    var sam = supervisor("sam", of: ["green"])
    sam.extension = "209"
    return [
      .client(APIClient(id: "pbx", name: "PBX", scopes: [.calls])), .channel(phone), .agent(alice), .agent(bob),
      .agent(sam),
    ]
  }

  /// A report that a customer with a number calls.
  package static func call(
    _ id: CallID,
    from number: String? = "+49301",
    _ state: CallState = .ringing
  ) -> ReportCall {
    let identifier = number ?? "anonymous;call=\(id)"
    return ReportCall(
      channel: "phone",
      call: id,
      state: state,
      customer: Customer(
        id: CustomerID(rawValue: UInt128(identifier.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })),
        identifier: identifier
      ),
      callingNumber: number
    )
  }
}

extension EngineHarness {
  /// The provider reports where a call stands.
  @discardableResult
  package mutating func report(
    _ id: CallID,
    _ state: CallState,
    from number: String? = "+49301",
    _ change: (inout ReportCall) -> Void = { _ in }
  ) throws -> [Event] {
    var report = SampleAccount.call(id, from: number, state)
    change(&report)
    return try give(.reportCall(report), as: .pbx)
  }

  /// The provider reports where the telephone of an agent stands.
  @discardableResult
  package mutating func reportLeg(
    of agent: AgentID,
    _ state: CallLegState,
    _ reason: CallEndReason? = nil
  ) throws -> [Event] {
    try give(.reportCallLeg(legReport(of: agent, state, reason)), as: .pbx)
  }

  /// A report of the telephone of an agent.
  package func legReport(
    of agent: AgentID,
    _ state: CallLegState,
    _ reason: CallEndReason? = nil
  ) throws -> ReportCallLeg {
    guard let leg = leg(of: agent) else { throw Broken(description: "\(agent) has no leg") }
    return ReportCallLeg(channel: "phone", leg: leg.id, state: state, reason: reason)
  }

  /// The leg of an agent in any call.
  package func leg(of agent: AgentID) -> CallLeg? {
    centre.calls.values.lazy.flatMap(\.legs).first { $0.agent == agent }
  }

  /// The only call of the account.
  package var onlyCall: Call? { centre.calls.values.first }
}
