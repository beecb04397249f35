// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// What a connector asked for with a conversation and is told again with its state. The core keeps it as attributes, which
/// others may set, too; what is not as the wire has it is not told.
package struct ConversationWishes: Hashable, Sendable {
  /// How urgent it is.
  package enum Urgency: String, CaseIterable, Hashable, Sendable {
    /// As the connector's own time says.
    case custom = "CUSTOM"
    /// As any other.
    case normal = "NORMAL"
    /// More than others.
    case prioritized = "PRIORITIZED"
    /// More than all others.
    case urgent = "URGENT"
  }

  /// The names of the attributes.
  enum Name {
    static let urgency = "ttrType"
    static let campaign = "campaignId"
    static let engagement = "engagementId"
    static let language = "lang"
  }

  /// How urgent it is.
  package var urgency = Urgency.normal
  /// The campaign that brought the customer.
  package var campaign: Int64?
  /// The engagement of the campaign.
  package var engagement: Int64?
  /// The customer's language.
  package var language: String?

  /// Creates the value for a conversation of which nothing is known.
  package init() {}

  /// Takes what attributes say.
  package mutating func take(_ attributes: [Attribute]) {
    for attribute in attributes {
      switch attribute.name {
      case Name.urgency: urgency = Urgency(rawValue: attribute.value) ?? .normal
      case Name.campaign: campaign = Int64(attribute.value)
      case Name.engagement: engagement = Int64(attribute.value)
      case Name.language: language = attribute.value.isEmpty ? nil : attribute.value
      default: continue
      }
    }
  }

  /// Forgets what attributes said that are gone.
  package mutating func remove(_ names: [String]) { take(names.map { Attribute(name: $0, value: "") }) }
}
