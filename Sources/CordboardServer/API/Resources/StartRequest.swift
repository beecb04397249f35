// SPDX-License-Identifier: Apache-2.0

import ContactEngine
package import ContactModel
import Crypto
import DialectKit

/// The body of a request to start a conversation.
struct StartRequest: Sendable {
  private let channel: ChannelReference
  private let customer: CustomerAddress
  private let subject: String?
  private let attributes: [Attribute]
  private let message: NewMessage?
  private let direction: ConversationDirection
  private let agent: AgentID?

  init(_ body: inout JSONReader) throws(Problem) {
    channel = try ChannelReference(&body)
    customer = try CustomerAddress(&body)
    subject = try body.optionalString("subject", maximumBytes: 4_096)
    attributes = try body.attributes()
    if var object = try body.optionalObject("message") {
      message = try NewMessage(&object)
      try object.finish()
    } else {
      message = nil
    }
    direction = try body.optionalChoice("direction") ?? .inbound
    agent = try body.optionalIdentifier("agent")
    if agent != nil, direction == .inbound {
      throw .invalid(body.place("agent"), "is given though the customer begins; agents begin outbound conversations")
    }
  }

  /// The command, once it is known which channel is meant.
  func resolved(_ call: APICall) async throws(Problem) -> Command {
    let found = try await channel.found(call)
    let known = customer.customer(on: found.type, call)
    switch direction {
    case .inbound:
      return .startConversation(
        StartConversation(
          channel: found.id,
          customer: known,
          subject: subject,
          attributes: attributes,
          message: message
        )
      )
    case .outbound:
      return .startOutbound(
        StartOutbound(
          channel: found.id,
          customer: known,
          agent: agent ?? call.agent,
          subject: subject,
          attributes: attributes,
          message: message
        )
      )
    }
  }
}

extension CustomerID {
  /// The identifier of a customer: the same for one address on one type of channel in one account, whoever computes it.
  /// A UUID of version 8 (RFC 9562) from the first bits of a SHA-256.
  package init(identifier: String, on type: ChannelType, in account: AccountID) {
    var bits: UInt128 = 0
    for byte in SHA256.hash(data: Array("\(account)\n\(type.name)\n\(identifier)".utf8)).prefix(16) {
      bits = bits << 8 | UInt128(byte)
    }
    bits &= ~(UInt128(0xf) << 76 | UInt128(3) << 62)
    self.init(rawValue: bits | UInt128(8) << 76 | UInt128(2) << 62)
  }
}

extension NewMessage {
  /// Reads a message; the caller refuses what is left over.
  init(_ body: inout JSONReader) throws(Problem) {
    var content = try body.object("body")
    let kind = try content.optionalString("type", maximumBytes: 64) ?? "PLAIN"
    guard !kind.isEmpty else { throw .invalid(content.place("type"), "must not be empty") }
    let text = try content.optionalString("text", maximumBytes: 16_777_216)
    let raw = content.raw("content")
    let detail = content.take("content")
    if kind == "PLAIN" {
      guard text != nil else { throw .invalid(content.place("text"), "is missing; a PLAIN message is its text") }
      guard detail == nil else { throw .invalid(content.place("content"), "belongs to types other than PLAIN") }
    } else if let detail, detail.objectValue == nil {
      throw .invalid(content.place("content"), "must be an object, not \(detail.kindName)")
    } else if detail == nil, text == nil {
      throw .invalid(content.pointer, "needs a text, a content, or both")
    }
    if let detail, let problem = KnownBodies.problem(of: kind, detail) {
      throw .invalid(content.place("content") + problem.pointer, problem.detail)
    }
    try content.finish()
    let audience: MessageAudience = try body.optionalChoice("audience") ?? .everyone
    guard audience.isChoice else { throw .invalid(body.place("audience"), MessageAudience.choiceRule) }
    self.init(
      id: try body.optionalIdentifier("id"),
      body: MessageBody(kind: kind, text: text, content: detail.flatMap { _ in raw }),
      audience: audience,
      replyTo: try body.optionalIdentifier("replyTo")
    )
  }
}
