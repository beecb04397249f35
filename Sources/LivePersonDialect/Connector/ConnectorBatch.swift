// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// The start of a conversation, in the array form: `userprofile.SetUserProfile`, then `cm.ConsumerRequestConversation`. Source:
/// developer centre, Connector API, "Send API: Create conversation".
package struct ConnectorBatch: Hashable, Sendable {
  /// The id of the first request.
  package let profileRequest: String
  /// The id of the second request.
  package let conversationRequest: String
  /// What people call the customer.
  package let displayName: String?
  /// What else is known of the customer and the conversation: plain values of the profile under their section's name, and the
  /// queue, campaign and language that were asked for.
  package let attributes: [Attribute]

  /// The most attributes that are taken over.
  package static let mostAttributes = 10
  /// The most bytes of the value of one; longer ones are left out.
  package static let mostAttributeBytes = 256

  /// Reads the body of `POST …/conversation`.
  ///
  /// - Parameter account: The account of the path; a request for another brand is refused.
  package init(_ body: [UInt8], account: AccountID) throws(ConnectorError) {
    let json = try ConnectorReader.parse(body)
    guard let requests = json.arrayValue else {
      throw .invalid("the body must be an array of two requests, not \(json.kindName)")
    }
    guard requests.count == 2, requests.allSatisfy({ $0.objectValue != nil }) else {
      throw .invalid("the body must have userprofile.SetUserProfile, then cm.ConsumerRequestConversation")
    }
    let profile = ConnectorReader(requests[0], "[0].")
    let start = ConnectorReader(requests[1], "[1].")
    for (request, type) in [(profile, "userprofile.SetUserProfile"), (start, "cm.ConsumerRequestConversation")] {
      guard try request.text("kind") == "req" else { throw .invalid("\(request.path)kind must be req") }
      guard try request.text("type") == type else { throw .invalid("\(request.path)type must be \(type)") }
    }
    profileRequest = try profile.requestID()
    conversationRequest = try start.requestID()
    let person = ProfileReader(profile.value("body") ?? .object([]))
    displayName = person.displayName
    var attributes = person.attributes
    if let wanted = start.value("body") {
      let wanted = ConnectorReader(wanted, "[1].body.")
      if let brand = try wanted.optionalText("brandId"), brand != account.rawValue {
        throw .invalid("[1].body.brandId must be \(account), as in the path")
      }
      if let channel = try wanted.optionalText("channelType"), channel != "MESSAGING" {
        throw .invalid("[1].body.channelType must be MESSAGING")
      }
      if let skill = try wanted.optionalText("skillId"), skill != "-1" {
        attributes.append(Attribute(name: "skillId", value: skill))
      }
      if let urgency = try wanted.optionalText("ttrDefName") {
        attributes.append(Attribute(name: ConversationWishes.Name.urgency, value: urgency))
      }
      for name in [ConversationWishes.Name.campaign, ConversationWishes.Name.engagement] {
        guard let text = ProfileReader.text(wanted.json["campaignInfo"]?[name]) else { continue }
        attributes.append(Attribute(name: name, value: text))
      }
      if let language = ProfileReader.text(wanted.json["conversationContext"]?["lang"]) {
        attributes.append(Attribute(name: ConversationWishes.Name.language, value: language))
      }
    }
    let fitting = attributes.filter { $0.value.utf8.count <= Self.mostAttributeBytes && !$0.value.isEmpty }
    self.attributes = Array(fitting.suffix(Self.mostAttributes))
  }

  /// The command it becomes.
  ///
  /// - Parameters:
  ///   - channel: The channel of the application; it decides about the queue.
  ///   - customer: Who the customer's token says it is.
  package func command(on channel: ChannelID, for customer: Customer) -> Command {
    var customer = customer
    customer.displayName = displayName ?? customer.displayName
    return .startConversation(StartConversation(channel: channel, customer: customer, attributes: attributes))
  }
}

/// Reads a customer's profile, in its two forms.
private struct ProfileReader {
  let displayName: String?
  let attributes: [Attribute]

  init(_ body: JSONValue) {
    var first = body["firstName"]?.stringValue
    var last = body["lastName"]?.stringValue
    var attributes: [Attribute] = []
    let sections = body["authenticatedData"]?["lp_sdes"]?.arrayValue ?? body["lp_sdes"]?.arrayValue ?? []
    for section in sections.prefix(8) {
      guard let type = section["type"]?.stringValue, let content = section[type] ?? section["info"] else { continue }
      for member in (content.objectValue ?? []).prefix(32) {
        guard let text = Self.text(member.value) else { continue }
        switch (type, member.name) {
        case ("personal", "firstname"): first = text
        case ("personal", "lastname"): last = text
        default:
          let name = "\(type).\(member.name)"
          guard name.utf8.count <= 64, !attributes.contains(where: { $0.name == name }) else { continue }
          attributes.append(Attribute(name: name, value: text))
        }
      }
    }
    let name = [first, last].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
    displayName = name.isEmpty ? nil : String(name.prefix(256))
    self.attributes = attributes
  }

  static func text(_ value: JSONValue?) -> String? {
    switch value {
    case .string(let text), .number(let text): text
    case .bool(let flag): flag ? "true" : "false"
    case .null, .array, .object, nil: nil
    }
  }
}
