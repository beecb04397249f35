// SPDX-License-Identifier: Apache-2.0

/// One thing that was found about a signed request, as a value; ``description`` is the sentence.
package enum SignatureFinding: Hashable, Sendable {
  /// A signature is right for one of the secrets, by its place from 0; how many were given.
  case right(secret: Int, of: Int)

  // What is wrong with the request.

  /// A header of the scheme is not there.
  case missingHeader(String)
  /// A header of another scheme is there, and whether its signature is right for the body.
  case otherScheme(header: String, isRight: Bool)
  /// The timestamp is no number of seconds.
  case malformedTimestamp(String)
  /// The timestamp counts milliseconds.
  case timestampInMilliseconds
  /// The timestamp is further in the past than the tolerance; by how many seconds it is old, and how many it may be.
  case tooOld(seconds: Int64, tolerance: Int64)
  /// The timestamp is further in the future than the tolerance.
  case tooNew(seconds: Int64, tolerance: Int64)
  /// A signature has no version before it.
  case noVersion
  /// A signature does not say with which of the known hashes it was made.
  case noHash
  /// A signature has a version that the scheme does not have.
  case unknownVersion(String)
  /// A signature is neither base64 nor hexadecimal digits.
  case unreadable
  /// A signature has a number of bytes that no scheme here writes.
  case wrongLength(bytes: Int)
  /// No signature is of the kind that a secret verifies.
  case otherKindOfKey(secret: Int, key: WebhookSecret.Kind)

  // What is wrong with a secret.

  /// A secret is none.
  case unusableSecret(Int, WebhookSecret.Problem)

  // What the signature was made with instead of what is right.

  /// It is right with an old secret only.
  case oldSecret(Int)
  /// It is right for another key made of the secret.
  case key(secret: Int, KeyMishap)
  /// It is right for another body.
  case body(BodyMishap)
  /// It is right for other bytes before the body.
  case message(MessageMishap)
  /// It is in hexadecimal digits where base64 is right.
  case hexadecimal
  /// It is base64 for addresses, with - and _.
  case addressBase64
  /// It is right for another hash than it should be, or says it is.
  case digest(used: WebhookDigest, expected: WebhookDigest)
  /// It is right for nothing that was tried.
  case noMatch(secrets: Int)

  /// How a key was made wrongly of the text of a secret.
  package enum KeyMishap: Hashable, Sendable, CaseIterable {
    /// The whole text was the key, prefix and all.
    case wholeText
    /// The text behind the prefix was the key.
    case textBehindPrefix
    /// The text was the key with a line break at its end.
    case textWithLineBreak
    /// The prefix was decoded as if it were base64.
    case prefixDecoded
    /// The text was decoded as base64 where it is itself the key.
    case decoded
    /// The text was read as hexadecimal digits.
    case hexadecimal
    /// The text was trimmed where its spaces belong to it, or the other way round.
    case trimmed
  }

  /// In what the signed body differs from the one at hand.
  package enum BodyMishap: Hashable, Sendable, CaseIterable {
    /// It has no line break at its end.
    case noTrailingLineBreak
    /// It has a line break at its end.
    case trailingLineBreak
    /// Its lines end with LF.
    case lineFeeds
    /// Its lines end with CR and LF.
    case carriageReturns
    /// It has no byte order mark.
    case noByteOrderMark
    /// It is the same JSON without white space.
    case compact
    /// It is the same JSON without white space and needless escapes.
    case rewritten
    /// It is the same JSON with a space behind commas and colons.
    case spaced
    /// It is the same JSON with everything but ASCII escaped.
    case asciiEscaped
    /// It is that with a space behind commas and colons.
    case asciiEscapedSpaced
    /// It is that without spaces and with slashes escaped.
    case slashesEscaped
    /// It has a question mark for everything but ASCII.
    case questionMarks
    /// It is empty.
    case empty
  }

  /// What stood before the body when it was signed.
  package enum MessageMishap: Hashable, Sendable {
    /// Nothing: the body alone was signed.
    case bodyAlone
    /// The timestamp without the id.
    case noID
    /// The id without the timestamp.
    case noTimestamp
    /// Both, with nothing or something else between them.
    case otherSeparators
    /// Id and timestamp, where the body alone is right.
    case standardScheme
    /// Another id; where it was found.
    case otherID(String)
    /// Another timestamp; where it was found.
    case otherTimestamp(String)
  }
}
