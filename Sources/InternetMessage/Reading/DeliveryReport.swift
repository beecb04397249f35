// SPDX-License-Identifier: Apache-2.0

/// What became of a message that was sent, as another server reports it (RFC 3464).
public struct DeliveryReport: Hashable, Sendable {
  /// What became of it for one receiver.
  public struct Receiver: Hashable, Sendable {
    /// The address, as the report names it.
    public var address: String
    /// `failed`, `delayed`, `delivered`, `relayed` or `expanded`.
    public var action: String
    /// The enhanced status code, for instance `5.1.1`.
    public var status: String
    /// Why, in the words of the server; empty if it does not say.
    public var diagnostic: String
  }

  /// The message it is about, when the report has its header.
  public var about: MailIdentifier?
  /// The receivers, in order.
  public var receivers: [Receiver]
}

/// What became of a message at its receiver's, as their program says (RFC 8098).
public struct ReadingNotice: Hashable, Sendable {
  /// The message it is about, if it names one.
  public var about: MailIdentifier?
  /// Whether it was read, rather than thrown away.
  public var isRead: Bool
}

extension InternetMessage {
  /// The report that the message is; nil for any other message.
  public var deliveryReport: DeliveryReport? {
    guard root.contentType.name == "multipart/report" else { return nil }
    let types = ["message/delivery-status", "message/global-delivery-status"]
    guard let status = root.children.first(where: { types.contains($0.contentType.name) }) else { return nil }
    var reading = MessageReading(reader: reader)
    var receivers: [DeliveryReport.Receiver] = []
    // The body is groups of fields with empty lines between them; the first one is about the whole message.
    var rest = status.decoded().bytes[...]
    while !rest.isEmpty, receivers.count < reader.limits.addresses {
      let (fields, next) = MailHeader.read(rest, &reading)
      if let address = fields["Final-Recipient"] ?? fields["Original-Recipient"] {
        receivers.append(
          DeliveryReport.Receiver(
            address: Self.afterType(address),
            action: (fields["Action"] ?? "").lowercasedASCII,
            status: String((fields["Status"] ?? "").prefix { $0 != " " && $0 != "(" }),
            diagnostic: fields["Diagnostic-Code"].map(Self.afterType) ?? ""
          )
        )
      }
      guard next.startIndex > rest.startIndex else { break }
      rest = next
    }
    let headers = ["text/rfc822-headers", "message/global-headers"]
    let returned = root.children.last { $0.contentType.isMessage || headers.contains($0.contentType.name) }
    return DeliveryReport(about: returned.flatMap { identifier(in: $0) }, receivers: receivers)
  }

  /// The notice that a message was read, or thrown away; nil for any other message.
  public var readingNotice: ReadingNotice? {
    let type = "message/disposition-notification"
    guard root.contentType.name == "multipart/report",
      let part = root.children.first(where: { $0.contentType.name == type })
    else { return nil }
    var reading = MessageReading(reader: reader)
    let fields = MailHeader.read(part.decoded().bytes[...], &reading).header
    let words = (fields["Disposition"] ?? "").lowercasedASCII.split(separator: ";").last ?? ""
    return ReadingNotice(
      about: fields.identifiers("Original-Message-ID", limit: 1).first,
      isRead: words.trimmed.hasPrefix("displayed")
    )
  }

  /// The identifier of the message that is in a part.
  private func identifier(in part: MessagePart) -> MailIdentifier? {
    if let message = part.children.first { return message.header.messageIdentifier }
    var reading = MessageReading(reader: reader)
    return MailHeader.read(part.decoded().bytes[...], &reading).header.messageIdentifier
  }

  /// What is after the semicolon in `rfc822; jo@example.com`.
  private static func afterType(_ value: String) -> String {
    (value.firstIndex(of: ";").map { String(value[value.index(after: $0)...]) } ?? value).trimmed
  }
}
