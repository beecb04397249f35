// SPDX-License-Identifier: Apache-2.0

/// What a server answers (RFC 5321, section 4.2), with the enhanced status code of RFC 3463.
public struct TransferReply: Hashable, Sendable {
  /// Three digits; the first one says what became of it: 2 done, 3 go on, 4 not now, 5 never.
  public var code: Int
  /// For instance `5.1.1`; nil for none.
  public var status: String?
  /// What a person reads, line by line.
  public var lines: [String]

  /// Creates a reply of one line.
  public init(_ code: Int, _ status: String?, _ text: String) {
    self.init(code, status, lines: [text])
  }

  /// Creates the value from its parts.
  public init(_ code: Int, _ status: String?, lines: [String]) {
    self.code = code
    self.status = status
    self.lines = lines
  }

  /// Whether it was done.
  public var isPositive: Bool { code / 100 == 2 }
  /// Whether trying again later may help.
  public var isTemporary: Bool { code / 100 == 4 }
  /// Whether trying again would not help.
  public var isPermanent: Bool { code / 100 == 5 }

  /// The code, the status and the first line.
  public var summary: String {
    "\(code) " + (status.map { "\($0) " } ?? "") + (lines.first ?? "")
  }

  /// The reply as it is sent. Nothing in its text ends a line.
  public var written: [UInt8] {
    let prefix = status.map { "\($0) " } ?? ""
    var bytes: [UInt8] = []
    let lines = lines.isEmpty ? [""] : lines
    for (index, line) in lines.enumerated() {
      let text = String(decoding: line.utf8.prefix(480).map { $0 < 32 || $0 == 127 ? 32 : $0 }, as: UTF8.self)
      bytes += Array("\(code)\(index < lines.count - 1 ? "-" : " ")\(prefix)\(text)\r\n".utf8)
    }
    return bytes
  }
}

/// Puts the replies of a server together out of its lines.
struct ReplyInput {
  private var code: Int?
  private var lines: [String] = []
  private static let lineLimit = 100

  enum Line {
    case reply(TransferReply)
    case more
    case invalid
  }

  mutating func take(_ line: ArraySlice<UInt8>) -> Line {
    let digits = line.prefix(3)
    guard digits.count == 3, digits.allSatisfy({ $0 >= 48 && $0 <= 57 }), (50...53).contains(digits[digits.startIndex])
    else { return .invalid }
    let number = digits.reduce(0) { $0 * 10 + Int($1 - 48) }
    let rest = line.dropFirst(3)
    guard rest.isEmpty || rest.first == 32 || rest.first == 45, code == nil || code == number,
      lines.count < Self.lineLimit
    else { return .invalid }
    lines.append(String(decoding: rest.dropFirst().map { $0 < 32 || $0 == 127 ? 32 : $0 }, as: UTF8.self))
    if rest.first == 45 {
      code = number
      return .more
    }
    defer { self = ReplyInput() }
    return .reply(Self.reply(number, lines))
  }

  /// Takes the enhanced status from the beginning of the lines, if they have one.
  private static func reply(_ code: Int, _ lines: [String]) -> TransferReply {
    let first = lines.first?.prefix { $0 != " " } ?? ""
    let parts = first.split(separator: ".", omittingEmptySubsequences: false)
    let isStatus =
      parts.count == 3 && parts[0] == "\(code / 100)"
      && parts.allSatisfy { part in
        (1...3).contains(part.utf8.count) && part.utf8.allSatisfy { $0 >= 48 && $0 <= 57 }
      }
    guard isStatus else { return TransferReply(code, nil, lines: lines) }
    return TransferReply(
      code,
      String(first),
      lines: lines.map { line in
        guard line.hasPrefix(first) else { return line }
        let text = line.dropFirst(first.count)
        return String(text.first == " " ? text.dropFirst() : text)
      }
    )
  }
}
