// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import NativeDialect

extension Queue: ConfigurationResource {
  static var path: String { "queues" }
  static var singular: String { "queue" }
  static var plural: String { "queues" }
  static var isForDesktops: Bool { false }
  static func all(in configuration: ContactEngine.AccountConfiguration) -> [QueueID: Queue] { configuration.queues }
  static func key(_ id: QueueID) -> ConfigurationKey { .queue(id) }
  var change: ConfigurationChange { .queue(self) }

  init(id: QueueID, _ body: inout JSONReader) throws(Problem) {
    let name = try body.string("name", maximumBytes: 1_024)
    let domain: MediaRoutingDomainID = try body.identifier("mediaRoutingDomain")
    var members = try body.object("members")
    let served = QueueMembers(
      everyone: try members.bool("everyone", default: false),
      teams: try members.identifiers("teams"),
      agents: try members.identifiers("agents")
    )
    try members.finish()
    var wrapUp: WrapUpRule?
    if var rule = try body.optionalObject("wrapUp") {
      wrapUp = WrapUpRule(
        limit: try rule.optionalSeconds("limitSeconds"),
        longest: try rule.optionalSeconds("longestSeconds")
      )
      try rule.finish()
    }
    self.init(
      id: id,
      name: name,
      mediaRoutingDomain: domain,
      members: served,
      strategy: try body.optionalChoice("strategy") ?? .longestAvailable,
      offerDeadline: try body.seconds("offerDeadlineSeconds"),
      timeLimit: try body.optionalSeconds("timeLimitSeconds"),
      wrapUp: wrapUp,
      maxWaiting: try body.optionalInteger("maxWaiting"),
      response: try ResponseRule(optional: &body)
    )
  }
}

extension Channel: ConfigurationResource {
  static var path: String { "channels" }
  static var singular: String { "channel" }
  static var plural: String { "channels" }
  static var isForDesktops: Bool { false }
  static func all(in configuration: ContactEngine.AccountConfiguration) -> [ChannelID: Channel] {
    configuration.channels
  }
  static func key(_ id: ChannelID) -> ConfigurationKey { .channel(id) }
  var change: ConfigurationChange { .channel(self) }

  init(id: ChannelID, _ body: inout JSONReader) throws(Problem) {
    let type: ChannelType = try body.choice("type")
    let address = try body.string("serviceIdentifier", maximumBytes: 1_024)
    let domain: MediaRoutingDomainID = try body.identifier("mediaRoutingDomain")
    var object = try body.object("routing")
    let queue: QueueID? = try object.optionalIdentifier("queue")
    let list: PullListID? = try object.optionalIdentifier("pullList")
    let routing: ChannelRouting
    switch (queue, list) {
    case (.some(let queue), nil):
      routing = .push(queue: queue, priority: try object.optionalInteger("priority") ?? 0)
    case (nil, .some(let list)): routing = .pull(list: list)
    case (.some, .some), (nil, nil): throw .invalid(object.pointer, "needs either a queue or a pullList")
    }
    try object.finish()
    self.init(
      id: id,
      type: type,
      serviceIdentifier: address,
      mediaRoutingDomain: domain,
      routing: routing,
      response: try ResponseRule(optional: &body),
      inactivity: try InactivityRule(optional: &body),
      survey: try SurveyRule(optional: &body),
      outbound: try OutboundRule(optional: &body),
      voice: try VoiceRule(optional: &body)
    )
  }
}

extension ResponseRule {
  /// Reads the member `response`, if there is one.
  init?(optional body: inout JSONReader) throws(Problem) {
    guard var rule = try body.optionalObject("response") else { return nil }
    self.init(first: try rule.optionalSeconds("firstSeconds"), each: try rule.optionalSeconds("eachSeconds"))
    try rule.finish()
  }
}

extension InactivityRule {
  /// Reads the member `inactivity`, if there is one.
  init?(optional body: inout JSONReader) throws(Problem) {
    guard var rule = try body.optionalObject("inactivity") else { return nil }
    self.init(
      warnAfter: try rule.optionalSeconds("warnAfterSeconds"),
      closeAfter: try rule.seconds("closeAfterSeconds")
    )
    try rule.finish()
  }
}

extension AccountSettings {
  /// Reads settings; the caller refuses what is left over.
  init(_ body: inout JSONReader) throws(Problem) {
    var limits = try body.object("limits")
    let bounds = AccountLimits(
      openConversations: try limits.integer("openConversations"),
      messagesPerConversation: try limits.integer("messagesPerConversation"),
      messageBytes: try limits.integer("messageBytes"),
      attributesPerConversation: try limits.integer("attributesPerConversation"),
      attributeBytes: try limits.integer("attributeBytes"),
      rememberedCommands: try limits.integer("rememberedCommands"),
      sessionsPerConversation: try limits.optionalInteger("sessionsPerConversation")
        ?? AccountLimits.usualSessionsPerConversation,
      itemsPerWorkbin: try limits.optionalInteger("itemsPerWorkbin") ?? AccountLimits.usualItemsPerWorkbin,
      devicesPerAgent: try limits.optionalInteger("devicesPerAgent") ?? AccountLimits.usualDevicesPerAgent
    )
    try limits.finish()
    self.init(
      name: try body.string("name", maximumBytes: 1_024),
      realm: try body.string("realm", maximumBytes: 128),
      disconnectLease: try body.seconds("disconnectLeaseSeconds"),
      requeueAfterLease: try body.optionalSeconds("requeueAfterLeaseSeconds"),
      rejectHold: try body.seconds("rejectHoldSeconds"),
      answerDeadline: try body.optionalSeconds("answerDeadlineSeconds") ?? .defaultAnswerDeadline,
      logoutPolicy: try body.choice("logoutPolicy"),
      readyAllMedia: try body.bool("readyAllMedia"),
      limits: bounds,
      conversationRetention: try body.optionalSeconds("conversationRetentionSeconds")
    )
  }
}

extension SurveyRule {
  /// Reads the member `survey`, if there is one.
  init?(optional body: inout JSONReader) throws(Problem) {
    guard var rule = try body.optionalObject("survey") else { return nil }
    var questions: [SurveyQuestion] = []
    for (value, pointer) in try rule.array("questions", maximum: Self.mostQuestions) {
      var question = try JSONReader(value, at: pointer)
      questions.append(
        SurveyQuestion(
          id: try question.string("id", maximumBytes: 64),
          text: try question.string("text", maximumBytes: 65_536),
          kind: try question.choice("kind")
        )
      )
      try question.finish()
    }
    self.init(questions: questions, limit: try rule.seconds("limitSeconds"))
    try rule.finish()
  }
}

extension OutboundRule {
  /// Reads the member `outbound`, if there is one.
  init?(optional body: inout JSONReader) throws(Problem) {
    guard var rule = try body.optionalObject("outbound") else { return nil }
    self.init(answerLimit: try rule.optionalSeconds("answerLimitSeconds"))
    try rule.finish()
  }
}

extension VoiceRule {
  /// Reads the member `voice`, if there is one.
  init?(optional body: inout JSONReader) throws(Problem) {
    guard var rule = try body.optionalObject("voice") else { return nil }
    self.init(
      provider: try rule.identifier("provider"),
      ringsOnOffer: try rule.bool("ringsOnOffer", default: false),
      answerLimit: try rule.optionalSeconds("answerLimitSeconds") ?? Self.usualAnswerLimit
    )
    try rule.finish()
  }
}
