// SPDX-License-Identifier: Apache-2.0

/// The content of ``Command/reportCall(_:)``: how a customer's call stands.
public struct ReportCall: Hashable, Sendable {
  /// The channel.
  public var channel: ChannelID
  /// The call, in the provider's words.
  public var call: CallID
  /// How it stands; never dialling.
  public var state: CallState
  /// Who calls. Needed when an inbound call is first reported.
  public var customer: Customer?
  /// The number of whoever calls.
  public var callingNumber: String?
  /// The number that was called.
  public var dialledNumber: String?
  /// The conversation for which the provider was told to dial; for the first report of such a call.
  public var conversation: ConversationID?
  /// Whose telephone put the customer on hold or took it off hold.
  public var leg: CallLegID?
  /// Why it ended; without it, somebody hung up.
  public var reason: CallEndReason?
  /// Why or where to, in the provider's words.
  public var detail: String?
  /// Key-values of the conversation that begins with an inbound call.
  public var attributes: [Attribute]

  /// Creates the content.
  public init(
    channel: ChannelID,
    call: CallID,
    state: CallState,
    customer: Customer? = nil,
    callingNumber: String? = nil,
    dialledNumber: String? = nil,
    conversation: ConversationID? = nil,
    leg: CallLegID? = nil,
    reason: CallEndReason? = nil,
    detail: String? = nil,
    attributes: [Attribute] = []
  ) {
    self.channel = channel
    self.call = call
    self.state = state
    self.customer = customer
    self.callingNumber = callingNumber
    self.dialledNumber = dialledNumber
    self.conversation = conversation
    self.leg = leg
    self.reason = reason
    self.detail = detail
    self.attributes = attributes
  }
}

/// The content of ``Command/reportCallLeg(_:)``: how an agent's telephone stands.
public struct ReportCallLeg: Hashable, Sendable {
  /// The channel.
  public var channel: ChannelID
  /// The leg the provider was told to connect.
  public var leg: CallLegID
  /// How it stands; never requested.
  public var state: CallLegState
  /// Why it ended; without it, the agent hung up.
  public var reason: CallEndReason?
  /// The leg in the provider's words.
  public var providerLeg: String?

  /// Creates the content.
  public init(
    channel: ChannelID,
    leg: CallLegID,
    state: CallLegState,
    reason: CallEndReason? = nil,
    providerLeg: String? = nil
  ) {
    self.channel = channel
    self.leg = leg
    self.state = state
    self.reason = reason
    self.providerLeg = providerLeg
  }
}
