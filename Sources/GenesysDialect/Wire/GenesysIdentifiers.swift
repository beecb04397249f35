// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// The id of an interaction, a thread or a contact as Genesys writes them: 16 letters and digits (reference A7).
///
/// It is made of the core's id, the same each time and for every agent, and cannot be turned back: 12 of its characters
/// are free, and a core's id has more. Whoever names one means an interaction of its own, of which there are few, so it is
/// found among those.
package struct InteractionID: Hashable, Sendable, CustomStringConvertible {
  private static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
  private static let free = 12

  /// The text.
  package let description: String

  /// The interaction with the customer of a conversation.
  package init(_ conversation: ConversationID) {
    self.init(Self.number("interaction", conversation.description) & ~1)
  }

  /// The outbound interaction that a draft is; the message is the first that holds it.
  package init(draft message: MessageID, of conversation: ConversationID) {
    self.init(Self.number("draft", conversation.description, message.rawValue))
  }

  /// The thread of a conversation, whose id is the one after its interaction's.
  package init(threadOf conversation: ConversationID) {
    self.init(Self.number("interaction", conversation.description) | 1)
  }

  /// A customer in the list of contacts.
  package init(contact customer: CustomerID) {
    self.init(Self.number("contact", customer.description))
  }

  private static func number(_ parts: String...) -> UInt128 {
    NamedUUID.number(of: parts)
  }

  private init(_ number: UInt128) {
    var rest = number
    var text = Array(repeating: UInt8(ascii: "0"), count: 16)
    for place in 0..<Self.free {
      text[15 - place] = Self.digits[Int(rest % 62)]
      rest /= 62
    }
    description = String(decoding: text, as: UTF8.self)
  }
}

/// Other ids of the wire.
package enum GenesysIdentifier {
  /// Somebody in a chat: 16 hexadecimal digits, of which the fifth to the twelfth are the second in which it joined
  /// (reference A7).
  package static func chatUser(_ participant: ParticipantID, joined: Timestamp) -> String {
    let number = UInt64(truncatingIfNeeded: NamedUUID.number(of: ["chatUser", participant.description]))
    let seconds = UInt64(truncatingIfNeeded: joined.milliseconds / 1_000) & 0xffff_ffff
    return hexadecimal((number >> 48) << 48 | seconds << 16 | number & 0xffff)
  }

  private static func hexadecimal(_ number: UInt64) -> String {
    let text = String(number, radix: 16, uppercase: true)
    return String(repeating: "0", count: 16 - text.count) + text
  }

  /// An agent: 32 hexadecimal digits.
  package static func user(_ agent: AgentID, of account: AccountID) -> String {
    NamedUUID.make("user", account.rawValue, agent.rawValue).filter { $0 != "-" }
  }

  /// The telephone of an agent.
  static func device(_ agent: AgentID, of account: AccountID) -> String {
    NamedUUID.make("device", account.rawValue, agent.rawValue)
  }

  /// A state of an agent. The two that every Genesys has are known by these ids.
  static func state(_ name: String) -> String {
    switch name {
    case "Ready": "9430250E-0A1B-421F-B372-F29E69366DED"
    case "NotReady": "900D55CC-2BB0-431F-8BF9-D3525B383BE6"
    default: NamedUUID.make("agentState", name).uppercased()
    }
  }
}
