// SPDX-License-Identifier: Apache-2.0

/// The kind of medium a channel carries.
public enum ChannelType: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// Live text on a web page or in an app.
  case chat = 1
  /// Electronic mail.
  case email = 2
  /// A telephone call, as signalling.
  case voice = 3

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .chat: "chat"
    case .email: "email"
    case .voice: "voice"
    }
  }
}

/// Where customers come from.
public struct Channel: Hashable, Sendable {
  /// Unique in the account.
  public var id: ChannelID
  /// The medium.
  public var type: ChannelType
  /// The address customers use, unique per type in the account.
  public var serviceIdentifier: String
  /// The kind of work it makes.
  public var mediaRoutingDomain: MediaRoutingDomainID
  /// How its work finds an agent.
  public var routing: ChannelRouting
  /// How soon its customers are to be answered, where their queue does not say.
  public var response: ResponseRule?
  /// How long its customers may be inactive; none for ever.
  public var inactivity: InactivityRule?
  /// What its customers are asked after a conversation; none for nothing.
  public var survey: SurveyRule?
  /// How the centre reaches customers there; none for not at all.
  public var outbound: OutboundRule?
  /// Who carries its calls; for voice channels only. None where calls are not reported.
  public var voice: VoiceRule?

  /// Creates the value from its parts.
  public init(
    id: ChannelID,
    type: ChannelType,
    serviceIdentifier: String,
    mediaRoutingDomain: MediaRoutingDomainID,
    routing: ChannelRouting,
    response: ResponseRule? = nil,
    inactivity: InactivityRule? = nil,
    survey: SurveyRule? = nil,
    outbound: OutboundRule? = nil,
    voice: VoiceRule? = nil
  ) {
    self.id = id
    self.type = type
    self.serviceIdentifier = serviceIdentifier
    self.mediaRoutingDomain = mediaRoutingDomain
    self.routing = routing
    self.response = response
    self.inactivity = inactivity
    self.survey = survey
    self.outbound = outbound
    self.voice = voice
  }
}
