// SPDX-License-Identifier: Apache-2.0

package import Bayeux

/// The channels of Bayeux on which agents are told things (reference A7). `me` is whoever listens.
package enum GenesysTopic: String, Hashable, Sendable, CaseIterable {
  case interactions = "/v2/me/interactions"
  case channels = "/v2/me/channels"
  case devices = "/v2/me/devices"
  /// Chats and e-mails as the second generation of the API tells them.
  case chats = "/v2/me/chats"
  case emails = "/v2/me/emails"

  /// Those of the first generation.
  package static let first: Set<GenesysTopic> = [.interactions, .channels, .devices]

  init(_ medium: Medium) {
    self =
      switch medium {
      case .chat: .chats
      case .email: .emails
      }
  }

  /// As a channel of Bayeux.
  package var channel: BayeuxChannel {
    // SAFETY: the names above are channels; a test makes each.
    BayeuxChannel(rawValue)!
  }

  /// Whether there is such a topic, served or not: clients subscribe to all they know of.
  static func isKnown(_ channel: BayeuxChannel) -> Bool {
    channel.name.hasPrefix("/v2/") || channel.name == "/notifications/services"
  }
}
