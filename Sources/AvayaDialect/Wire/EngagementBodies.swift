// SPDX-License-Identifier: Apache-2.0

import ContactModel
package import DialectKit

/// Names and what is known under them, as two bodies have them.
struct CustomerIdentifiers: Hashable, Sendable {
  /// A telephone number, if the customer came by voice.
  var phoneNumber: String?
  /// A mail address, if it came by e-mail.
  var emailAddress: String?
  /// The customer's id in the core.
  var accountId: String

  func write(to json: inout JSONWriter) {
    json.key("customerIdentifiers")
    json.object { json in
      if let phoneNumber { json.array("phoneNumbers", [phoneNumber]) { $0.string($1) } }
      if let emailAddress { json.array("emailAddresses", [emailAddress]) { $0.string($1) } }
      json.array("accountIds", [accountId]) { $0.string($1) }
    }
  }
}

/// Key-values of an engagement: a map of strings (D.3, 12). Left out while there are none.
struct EngagementParameters: Hashable, Sendable {
  var attributes: [Attribute] = []

  func write(to json: inout JSONWriter) {
    guard !attributes.isEmpty else { return }
    json.key("engagementParameters")
    json.object { json in
      for attribute in attributes {
        json.key(attribute.name)
        json.string(attribute.value)
      }
    }
  }
}

/// `InboundEngagementCreated`.
package struct InboundEngagementBody: Hashable, Sendable, JSONRepresentable {
  var appearance: Appearance
  var externalParticipantId: String
  /// The numbers of a call; nil on other media.
  var callingNumber: String?
  var dialledNumber: String?
  var customerIdentifiers: CustomerIdentifiers
  var parameters: EngagementParameters

  /// Writes the members.
  package func write(to json: inout JSONWriter) {
    json.member("engagementId", appearance.engagementId)
    json.member("channelProviderId", appearance.medium.channelProviderId)
    json.member("connectionId", appearance.connectionId)
    json.member("externalParticipantId", externalParticipantId)
    json.member("dialogId", appearance.dialogId)
    json.member("callingNumber", callingNumber)
    json.member("dialledNumber", dialledNumber)
    json.member("channelId", appearance.medium.channelId)
    customerIdentifiers.write(to: &json)
    json.member("providerEngagementId", appearance.providerEngagementId)
    parameters.write(to: &json)
  }
}

/// `OutboundEngagementCreated`.
package struct OutboundEngagementBody: Hashable, Sendable, JSONRepresentable {
  var engagementId: String
  /// Who reaches the customer; nil if nobody does yet.
  var agentId: String?
  var dialogId: String
  var destinationAddress: String
  var medium: Medium
  var customerIdentifiers: CustomerIdentifiers
  var parameters: EngagementParameters

  /// Writes the members.
  package func write(to json: inout JSONWriter) {
    json.member("engagementId", engagementId)
    json.member("agentId", agentId)
    json.member("dialogId", dialogId)
    json.member("destinationAddress", destinationAddress)
    medium.write(to: &json)
    customerIdentifiers.write(to: &json)
    parameters.write(to: &json)
  }
}

/// `EngagementPrerouted`.
package struct EngagementPreroutedBody: Hashable, Sendable, JSONRepresentable {
  var engagementId: String
  var dialogId: String
  /// What led to the queue: the channel the customer came to, which holds the rule.
  var orchestrationFlow: String
  /// Flat attributes: `System.Outbound` for an engagement the centre began (seed 003, `attributeList`).
  var attributeList: [String]
  var parameters: EngagementParameters
  /// On e-mail: whether the mail is one that nobody asked for. The core has no such mails, so false.
  var adhocEmail: Bool?
  var medium: Medium
  var queueId: String
  var queueName: String
  var priority: Int
  var customerIdentifiers: CustomerIdentifiers
  var externalParticipantId: String
  var sourceAddress: String
  var destinationAddress: String
  var subject: String?

  /// Writes the members.
  package func write(to json: inout JSONWriter) {
    json.member("engagementId", engagementId)
    json.member("dialogId", dialogId)
    json.member("orchestrationFlow", orchestrationFlow)
    if !attributeList.isEmpty { json.array("attributeList", attributeList) { $0.string($1) } }
    parameters.write(to: &json)
    if let adhocEmail { json.member("adhocEmail", adhocEmail) }
    medium.write(to: &json)
    json.member("channelIdentifier", medium.channelId)
    json.key("queue")
    json.object { json in
      json.member("queueId", queueId)
      json.member("queueName", queueName)
      json.member("priority", priority)
    }
    customerIdentifiers.write(to: &json)
    json.member("externalParticipantId", externalParticipantId)
    json.member("sourceAddress", sourceAddress)
    json.member("destinationAddress", destinationAddress)
    json.member("subject", subject)
  }
}

/// Where a transfer goes.
struct TransferDestination: Hashable, Sendable {
  /// The names of the kinds.
  enum Kind: String, Hashable, Sendable {
    case queue = "QUEUE"
    case user = "USER"
    case automation = "AUTOMATION"
    case external = "EXTERNAL"
  }

  var kind: Kind
  var address: String
}

/// `SingleStepTransfer`.
package struct SingleStepTransferBody: Hashable, Sendable, JSONRepresentable {
  /// nil if a bot asked.
  var initiatingAgentId: String?
  var destination: TransferDestination
  /// The queue asked, or the one that gets the engagement when the agent asked does not.
  var queueId: String?
  var queueName: String?
  var appearance: Appearance
  /// What the provider calls the dialog. Providers of the core report none, so it is made from the dialog.
  var providerDialogId: String
  var correlationId: String

  /// Writes the members.
  package func write(to json: inout JSONWriter) {
    json.member("engagementId", appearance.engagementId)
    json.member("initiatingAgentId", initiatingAgentId)
    json.member("transferTo", destination.kind.rawValue)
    json.member("destination", destination.address)
    json.member("queueId", queueId)
    json.member("queueName", queueName)
    json.member("channelProviderId", appearance.medium.channelProviderId)
    json.member("connectionId", appearance.connectionId)
    json.member("dialogId", appearance.dialogId)
    json.member("providerDialogId", providerDialogId)
    json.member("channelId", appearance.medium.channelId)
    json.member("correlationId", correlationId)
  }
}

/// `SingleStepTransferError`.
package struct SingleStepTransferErrorBody: Hashable, Sendable, JSONRepresentable {
  /// The two sorts of errors.
  package enum ErrorType: String, Hashable, Sendable {
    case cancelled = "CANCELLED"
    case failed = "FAILED"
  }

  var engagementId: String
  var initiatingAgentId: String?
  var destination: TransferDestination
  var errorType: ErrorType
  var dialogId: String
  var medium: Medium
  /// That of the transfer.
  var correlationId: String
  var title: String
  var detail: String

  /// Writes the members.
  package func write(to json: inout JSONWriter) {
    json.member("engagementId", engagementId)
    json.member("initiatingAgentId", initiatingAgentId)
    json.member("transferTo", destination.kind.rawValue)
    json.member("errorType", errorType.rawValue)
    json.member("destination", destination.address)
    json.member("dialogId", dialogId)
    medium.write(to: &json)
    json.member("correlationId", correlationId)
    json.member("title", title)
    json.member("detail", detail)
  }
}
