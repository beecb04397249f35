// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension SampleEvents {
  /// The samples of a kind of fact about who waits for whom.
  static func responses(_ kind: Event.Kind) -> [Event] {
    switch kind {
    case .customerAwaited:
      [
        .customerAwaited(CustomerAwaited(conversation: conversation, warnAt: time(60), deadline: time(90))),
        .customerAwaited(CustomerAwaited(conversation: conversation, deadline: time(90))),
      ]
    case .customerInactive: [.customerInactive(CustomerInactive(conversation: conversation, deadline: time(90)))]
    case .slaStarted:
      [
        .slaStarted(
          SLAStarted(
            conversation: conversation,
            response: .first,
            queue: "support",
            agent: "alice",
            since: time(0),
            deadline: time(30)
          )
        ),
        .slaStarted(SLAStarted(conversation: conversation, response: .each, since: time(0), deadline: time(30))),
      ]
    case .slaStopped:
      SLAStopReason.allCases.map { reason in
        .slaStopped(
          SLAStopped(
            conversation: conversation,
            response: reason == .dismissed ? .each : .first,
            queue: reason == .ended ? nil : "support",
            agent: reason == .ended ? nil : "alice",
            reason: reason,
            wasBreached: reason == .answered
          )
        )
      }
    case .slaBreached:
      [
        .slaBreached(
          SLABreached(conversation: conversation, response: .first, queue: "support", agent: "alice", since: time(0))
        ),
        .slaBreached(SLABreached(conversation: conversation, response: .each, since: time(0))),
      ]
    default: []
    }
  }
}
