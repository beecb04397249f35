// SPDX-License-Identifier: Apache-2.0

/// Who carries the calls of a voice channel, and how agents' telephones are called.
public struct VoiceRule: Hashable, Sendable {
  /// The API client that reports the calls and is told what to do with them.
  public var provider: ClientID
  /// Whether an agent's telephone rings as soon as it is offered the work, so that answering it accepts the offer;
  /// otherwise it rings once the offer is accepted.
  public var ringsOnOffer: Bool
  /// How long an agent's telephone may ring before the agent counts as not answering.
  public var answerLimit: Duration

  /// What ``answerLimit`` is where nobody says.
  public static let usualAnswerLimit = Duration.seconds(30)

  /// Creates the value from its parts.
  public init(provider: ClientID, ringsOnOffer: Bool = false, answerLimit: Duration = Self.usualAnswerLimit) {
    self.provider = provider
    self.ringsOnOffer = ringsOnOffer
    self.answerLimit = answerLimit
  }
}
