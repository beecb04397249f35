// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit

/// Random reports of a provider: mostly what makes sense, sometimes not.
extension RandomRun {
  mutating func call() -> Command {
    let calls = harness.centre.calls.keys.sorted().compactMap { id in harness.centre.calls[id].map { (id, $0) } }
    if chance(55), let leg = pick(calls.flatMap(\.1.legs)) { return report(leg) }
    if chance(3) {
      return .reconcileCalls("phone", calls.compactMap(\.1.id).filter { _ in chance(90) })
    }
    if chance(60), let (id, call) = pick(calls) { return report(call, of: id) }
    let number = chance(80) ? "+49\(below(30))" : nil
    let id = CallID(rawValue: "call-\(chance(95) ? harness.log.count : below(50))")
    return .reportCall(SampleAccount.call(id, from: number, chance(80) ? .ringing : state()))
  }

  private mutating func report(_ leg: CallLeg) -> Command {
    let ends: [CallEndReason?] = [nil, .hungUp, .busy, .noAnswer, .declined, .failed]
    let state: CallLegState = pick([.ringing, .answered, .answered, .answered, .ended]) ?? .answered
    let id = chance(97) ? leg.id : CallLegID(rawValue: 4)
    return .reportCallLeg(
      ReportCallLeg(
        channel: chance(98) ? "phone" : "web",
        leg: id,
        state: state,
        reason: state == .ended || chance(2) ? pick(ends) ?? nil : nil,
        providerLeg: chance(20) ? "leg-\(below(9))" : nil
      )
    )
  }

  private mutating func report(_ call: Call, of id: ConversationID) -> Command {
    let next: CallState = chance(85) ? pick([.answered, .answered, .held, .ended, .transferred]) ?? .ended : state()
    var report = SampleAccount.call(call.id ?? CallID(rawValue: "call-\(harness.log.count)"), next)
    if call.id == nil || chance(2) { report.conversation = id }
    if chance(30) { report.leg = pick(call.legs)?.id }
    if next == .ended { report.reason = chance(50) ? pick(CallEndReason.allCases) : nil }
    return .reportCall(report)
  }

  private mutating func state() -> CallState { pick(CallState.allCases) ?? .ended }
}
