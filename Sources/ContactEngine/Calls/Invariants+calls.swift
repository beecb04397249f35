// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension ContactCentre {
  /// Checks that the provider of a conversation's call was told everything, and that a telephone rings for a time only.
  func violations(ofCallIn id: ConversationID) -> [Violation] {
    guard let call = calls[id] else { return [] }
    var found: [Violation] = []
    func violated(_ detail: String) {
      found.append(Violation(invariant: .callsAgree, detail: "\(id): \(detail)"))
    }
    guard let conversation = conversations[id] else {
      violated("has a call and is closed")
      return found
    }
    for order in orders(for: call, in: conversation) { violated("the provider was not told: \(order)") }
    for leg in call.legs where leg.state != .answered && leg.answerBy == nil {
      violated("\(leg.id) of \(leg.agent) may ring for ever")
    }
    if Set(call.legs.map(\.agent)).count != call.legs.count { violated("an agent has two telephones") }
    if let time = call.answerBy, !deadlines.isArmed(.callLegs(id), at: time) { violated("its legs have no deadline") }
    return found
  }
}
