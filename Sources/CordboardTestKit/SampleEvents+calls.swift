// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension SampleEvents {
  private static let leg = CallLegID(rawValue: 0x0190_0000_0000_7000_8000_0000_0000_00aa)

  /// The samples of a kind of fact about calls.
  static func calls(_ kind: Event.Kind) -> [Event] {
    switch kind {
    case .callStarted:
      [
        .callStarted(
          CallStarted(
            conversation: conversation,
            channel: "phone",
            session: session,
            call: "sip-7@pbx",
            direction: .inbound,
            callingNumber: "+49 30 1234",
            dialledNumber: "8001",
            state: .ringing
          )
        ),
        .callStarted(
          CallStarted(
            conversation: conversation,
            channel: "phone",
            session: session,
            direction: .outbound,
            state: .dialling
          )
        ),
      ]
    case .callStateChanged:
      CallState.allCases.map { state in
        .callStateChanged(
          CallStateChanged(
            conversation: conversation,
            channel: "phone",
            call: "sip-7@pbx",
            state: state,
            previous: .answered,
            reason: state == .ended ? .hungUp : nil
          )
        )
      }
    case .callLegStateChanged:
      CallLegState.allCases.map { state in
        .callLegStateChanged(
          CallLegStateChanged(
            conversation: conversation,
            channel: "phone",
            leg: leg,
            agent: "alice",
            mode: state == .ended ? .listen : .talk,
            state: state,
            reason: state == .ended ? .busy : nil,
            providerLeg: state == .ringing ? "PJSIP/201-1" : nil
          )
        )
      }
    case .callInstructed:
      CallInstruction.allCases.map { .callInstructed(instructed($0)) } + [.callInstructed(connected)]
    default: []
    }
  }

  private static func instructed(_ instruction: CallInstruction) -> CallInstructed {
    CallInstructed(
      conversation: conversation,
      channel: "phone",
      call: instruction == .dial ? nil : "sip-7@pbx",
      instruction: instruction,
      number: instruction == .dial || instruction == .transfer ? "+49 30 99" : nil
    )
  }

  private static let connected = CallInstructed(
    conversation: conversation,
    channel: "phone",
    call: "sip-7@pbx",
    instruction: .connect,
    leg: leg,
    agent: "alice",
    extension: "201",
    dialog: dialog,
    mode: .whisper,
    watched: "bob",
    answerBy: time(30),
    assistance: AssistanceID(rawValue: 5)
  )
}
