// SPDX-License-Identifier: Apache-2.0

/// What says that no person wrote a message. Answering such a message by a program makes loops (RFC 3834).
public enum MailAutomation: Hashable, Sendable {
  /// An answer by a program: somebody is away, something was received.
  case answer
  /// A message by a program that answers nothing.
  case generated
  /// To a list of people.
  case list
  /// In large numbers.
  case bulk
  /// A report about another message: it could not be delivered, or was read.
  case report

  /// Reads what a message says about itself.
  ///
  /// - Parameter envelopeSender: The sender that the transfer named, without angle brackets; empty for none, which only
  ///   reports have (RFC 5321, section 4.5.5). Nil if it is not known: then the Return-Path field counts.
  /// - Returns: Nil if a person seems to have written it.
  public init?(of message: InternetMessage, envelopeSender: String? = nil) {
    let header = message.header
    let type = message.root.contentType
    if type.name == "multipart/report" {
      self = .report
      return
    }
    let submitted = header["Auto-Submitted"].map { $0.prefix { $0 != ";" && $0 != " " }.lowercasedASCII }
    if submitted?.hasPrefix("auto-replied") == true {
      self = .answer
      return
    }
    if header["X-Autoreply"] != nil || header["X-Autorespond"] != nil || header["X-Auto-Reply"] != nil {
      self = .answer
      return
    }
    let sender = envelopeSender ?? header["Return-Path"].map { $0.filter { $0 != "<" && $0 != ">" }.trimmed }
    let isFromNobody = sender.map { $0.isEmpty || $0.lowercasedASCII.hasPrefix("mailer-daemon@") } ?? false
    switch header["Precedence"]?.lowercasedASCII {
    case "auto_reply": self = .answer
    case "list": self = .list
    case "bulk", "junk": self = isFromNobody ? .report : .bulk
    default:
      if header["List-Id"] != nil || header["List-Post"] != nil || header["List-Unsubscribe"] != nil {
        self = .list
      } else if let submitted, submitted != "no", !submitted.isEmpty {
        self = .generated
      } else if isFromNobody {
        self = .report
      } else {
        return nil
      }
    }
  }
}

extension InternetMessage {
  /// Whether a program may answer it: a person wrote it, and nobody asked for silence.
  public func mayBeAnsweredByProgram(envelopeSender: String? = nil) -> Bool {
    guard MailAutomation(of: self, envelopeSender: envelopeSender) == nil else { return false }
    let suppressed = (header["X-Auto-Response-Suppress"] ?? "").lowercasedASCII.split(separator: ",").map(\.trimmed)
    return !suppressed.contains { $0 == "all" || $0 == "autoreply" || $0 == "oof" }
  }

  /// How many servers it went through. A hundred are a loop (RFC 5321, section 6.3).
  public var hops: Int { header.fields.count { $0.name.isSameField(as: "Received") } }
}
