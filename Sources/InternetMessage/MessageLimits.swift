// SPDX-License-Identifier: Apache-2.0

/// How much of a message is looked at. Nothing is refused for being past one: what is past it is left out, or stays an
/// attachment as it came, and a ``MessageDefect`` says so. How large a whole message may be is for whoever receives it.
public struct MessageLimits: Hashable, Sendable {
  /// Bytes of one header that are read.
  public var headerBytes = 256 * 1024
  /// Fields of one header that are read.
  public var headerFields = 1_000
  /// How deep parts may be in parts before they are left as they are.
  public var depth = 12
  /// Parts of a message that are looked at.
  public var parts = 500
  /// Mailboxes of one list of addresses that are read.
  public var addresses = 500
  /// Identifiers of one field that are read.
  public var identifiers = 200
  /// Bytes of readable text that are kept.
  public var textBytes = 512 * 1024
  /// Attachments that are listed.
  public var attachments = 200

  /// Creates the default limits.
  public init() {}
}

/// What was not as it should be in a message that was read all the same.
public enum MessageDefect: Hashable, Sendable {
  /// A header goes on past ``MessageLimits/headerBytes`` or ``MessageLimits/headerFields``.
  case headerTooLong
  /// A header ends without an empty line, at a line that is no field.
  case headerNotEnded
  /// A field that may be there once is there more often; the first one counts.
  case repeatedField(String)
  /// A multipart body whose type names no boundary; it is taken as text.
  case boundaryMissing
  /// A multipart body in which the boundary never comes, or the last one is missing.
  case partsNotEnded
  /// Parts in parts past ``MessageLimits/depth``, left as they are.
  case tooDeep
  /// More parts than ``MessageLimits/parts``; the others are left out.
  case tooManyParts
  /// A body that is not quite in its transfer encoding; what can be read of it is.
  case badTransferEncoding
  /// A charset that is not known, or bytes that are not of it: unreadable characters show as U+FFFD.
  case badCharset(String)
  /// The readable text is longer than ``MessageLimits/textBytes`` and is cut.
  case textCut
  /// More attachments than ``MessageLimits/attachments``; the others are left out.
  case tooManyAttachments
}
