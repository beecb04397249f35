// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import InternetMessage

/// The key-values of an interaction as a Genesys has them: what its routing noted, then what belongs to its medium, then
/// the attributes of the conversation, which take the place of others of their name (reference A7).
struct UserData {
  private(set) var members: [JSONMember] = []
  private var places: [String: Int] = [:]

  /// What routing notes, for which the core has a queue and an agent.
  static func routing(queue: String, agent: String, account: String) -> UserData {
    var data = UserData()
    data.set("RTargetTypeSelected", "2")
    for name in ["RTargetObjectSelected", "RTargetRequested", "RTargetAgentGroup"] { data.set(name, queue) }
    for name in ["RTargetAgentSelected", "RTargetPlaceSelected"] { data.set(name, agent) }
    for name in [
      "RTargetObjSelDBID", "RTargetRuleSelected", "RVQID", "RVQDBID", "RStrategyDBID", "RRequestedSkillCombination",
      "CBR-actual_volume", "CBR-Interaction_cost", "CBR-contract_DBIDs", "CBR-IT-path_DBIDs",
    ] { data.set(name, "") }
    data.set("RTenant", account)
    data.set("RStrategyName", queue)
    data.set("RRequestedSkills", .null)
    data.set("CustomerSegment", "default")
    data.set("ServiceType", "default")
    data.set("ServiceObjective", .number("0"))
    data.set("PegAG\(queue)", .number("1"))
    return data
  }

  mutating func set(_ name: String, _ value: String) { set(name, .string(value)) }

  mutating func set(_ name: String, _ value: JSONValue) {
    if let place = places[name] {
      members[place].value = value
    } else {
      places[name] = members.count
      members.append(JSONMember(name, value))
    }
  }

  /// What belongs to chats.
  mutating func setChat(server: String, subject: String) {
    set("IdentifyCreateContact", "3")
    set("ChatServerAppName", server)
    for name in ["ChatServerHost", "ChatServerPort", "ChatServerDBID"] { set(name, "") }
    set("Subject", subject)
  }

  /// What belongs to e-mails.
  mutating func setEmail(_ mail: Mail, customer: Customer, mailbox: String) {
    let address = mail.from?.address.written ?? customer.identifier
    set("To", mail.to.first?.address.written ?? mailbox)
    set("Mailbox", String(mailbox.prefix { $0 != "@" }))
    set("FromAddress", address)
    set("FromPersonal", mail.from?.name ?? "")
    set("EmailAddress", address)
    if let name = customer.displayName { set("FirstName", name) }
    set("ContactId", InteractionID(contact: customer.id).description)
    set("Subject", mail.subject)
    set("Origination_Source", "Email")
    set("_ContainsAttachment", mail.attachments.isEmpty ? "false" : "true")
    set("_AttachmentsSize", String(mail.attachments.reduce(0) { $0 + $1.size }))
    set("_AttachmentFileNames", mail.attachments.map(\.name).joined(separator: ";"))
    set("_AutoReplyCount", .number("0"))
    set("Header_Content-Type", mail.contentType ?? "text/plain")
    set("Header_Date", mail.date ?? "")
    set("Header_MIME-Version", "1.0")
    set("Header_Message-ID", mail.messageID.map { "<\($0)>" } ?? "")
  }
}
