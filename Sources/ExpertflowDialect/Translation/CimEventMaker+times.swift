// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// Times that run, and calls.
extension CimEventMaker {
  /// A time that began, or has come so far. It is one slice: nothing happens to it in between.
  func timer(_ name: CimEventName, since: Timestamp, to deadline: Timestamp, _ action: String) -> CimEvent {
    let total = deadline.milliseconds - since.milliseconds
    let passed = envelope.time.milliseconds - since.milliseconds
    return self(name, .notification) { json in
      json.member("totalDuration", total / 1_000)
      json.member("currentSliceDuration", total / 1_000)
      json.member("percentageCompleted", total > 0 ? min(100, passed * 100 / total) : 100)
      json.member("action", action)
    }
  }

  /// The customer was expected to say something, and is not any more.
  func endOfAwaiting() -> [CimEvent] {
    topic.customerAwaitedSince != nil ? [self(.customerSLAStopped, .notification) { _ in }] : []
  }

  /// The time of a hold is over.
  func holdIsOver() -> CimEvent {
    self(.holdTimer, .notification) { json in
      json.key("holdTimerDetails")
      topic.writeHold(to: &json)
    }
  }

  private var isVoice: Bool { directory.type(of: topic.session.session.channel) == .voice }

  func held() -> CimEvent {
    self(isVoice ? .callHold : .conversationPaused, .activity) { json in
      json.key("holdTimerDetails")
      topic.writeHold(to: &json)
    }
  }

  func resumed() -> CimEvent {
    self(isVoice ? .callResume : .conversationResumed, .activity) { _ in }
  }

  func callLeg(_ name: CimEventName, _ fact: CallLegStateChanged) -> CimEvent {
    self(name, .call) { json in
      json.member("leg", fact.leg.description)
      json.member("agentId", fact.agent)
      json.nullable("reasonCode", fact.reason?.name)
    }
  }
}
