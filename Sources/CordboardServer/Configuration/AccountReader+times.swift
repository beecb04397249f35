// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension AccountReader {
  /// How soon customers of a queue or channel are to be answered.
  func readResponse(_ entry: ConfigurationSection) -> ResponseRule? {
    guard let section = entry.section("response") else { return nil }
    let first = section.optional(
      "first",
      .duration(.seconds(1) ... .seconds(30 * 86_400)),
      "How soon a customer is to have the first response; without it, there is no limit. A queue's limits come before its "
        + "channel's."
    )
    let each = section.optional(
      "each",
      .duration(.seconds(1) ... .seconds(30 * 86_400)),
      "How soon a customer is to have each response after the first; without it, there is no limit."
    )
    section.finish()
    return ResponseRule(first: first, each: each)
  }

  /// How long customers of a channel may be inactive.
  func readInactivity(_ entry: ConfigurationSection) -> InactivityRule? {
    guard let section = entry.section("inactivity") else { return nil }
    let warnAfter = section.optional(
      "warnAfter",
      .duration(.seconds(1) ... .seconds(30 * 86_400)),
      "How long a customer may leave the centre's words unanswered until it counts as inactive; less than closeAfter."
    )
    let closeAfter = section.required(
      "closeAfter",
      .duration(.seconds(1) ... .seconds(30 * 86_400)),
      "How long a customer may leave the centre's words unanswered until the conversation is closed."
    )
    if let warnAfter, let closeAfter, warnAfter >= closeAfter {
      section.report.note("warnAfter must be less than closeAfter", at: section.place(of: "warnAfter"))
    }
    section.finish()
    return closeAfter.map { InactivityRule(warnAfter: warnAfter, closeAfter: $0) }
  }

  /// How the centre reaches customers of a channel.
  func readOutbound(_ entry: ConfigurationSection) -> OutboundRule? {
    guard let section = entry.section("outbound") else { return nil }
    let limit = section.optional(
      "answerLimit",
      .duration(.seconds(1) ... .seconds(30 * 86_400)),
      "How long a customer whom the centre wants to reach has to answer; without it, for ever. Without outbound at all, the "
        + "centre reaches nobody there."
    )
    section.finish()
    return OutboundRule(answerLimit: limit)
  }

  /// Who carries the calls of a voice channel.
  func readVoice(_ entry: ConfigurationSection) -> VoiceRule? {
    guard let section = entry.section("voice") else { return nil }
    let provider = section.required(
      "provider",
      ValueKind<ClientID>.identifier,
      "The API client, with the scope calls, that reports the calls and is told what to do with them. Without voice at all, "
        + "calls are not reported."
    )
    let ringsOnOffer = section.value(
      "ringsOnOffer",
      .boolean,
      default: false,
      "Whether an agent's telephone rings as soon as the agent is offered a call, and answering it accepts the offer; "
        + "otherwise it rings once the offer is accepted."
    )
    let answerLimit = section.value(
      "answerLimit",
      .duration(.seconds(1) ... .seconds(3_600)),
      default: VoiceRule.usualAnswerLimit,
      "How long an agent's telephone may ring before the agent counts as not answering."
    )
    section.finish()
    guard let provider else { return nil }
    refer(to: .client(provider), at: section.place(of: "provider"))
    return VoiceRule(provider: provider, ringsOnOffer: ringsOnOffer, answerLimit: answerLimit)
  }

  /// What customers of a channel are asked after a conversation.
  func readSurvey(_ entry: ConfigurationSection) -> SurveyRule? {
    guard let section = entry.section("survey") else { return nil }
    let limit = section.value(
      "limit",
      .duration(.seconds(1) ... .seconds(30 * 86_400)),
      default: .seconds(600),
      "How long a customer has for all the questions."
    )
    var questions: [SurveyQuestion] = []
    section.entries("questions", .identifier, placeholder: "QUESTION") { (id: ClientID, question) in
      let text = question.required("text", .text, "What the customer is asked.")
      let kind = question.value(
        "kind",
        ValueKind<SurveyQuestionKind>.choice,
        default: .text,
        "What is an answer: rating (1 to 5), yesNo, or text."
      )
      question.finish()
      if let text { questions.append(SurveyQuestion(id: id.rawValue, text: text, kind: kind)) }
    }
    if questions.isEmpty, !report.isDescribing {
      report.note("a survey needs questions", at: section.place)
    }
    section.finish()
    return questions.isEmpty ? nil : SurveyRule(questions: questions, limit: limit)
  }
}
