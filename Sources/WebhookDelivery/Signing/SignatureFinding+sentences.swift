// SPDX-License-Identifier: Apache-2.0

extension SignatureFinding: CustomStringConvertible {
  /// A sentence for whoever looks for a mistake: what was found and what to do. It never has a part of a secret.
  package var description: String {
    switch self {
    case .right(let secret, let count):
      "The signature is right\(count > 1 ? " for secret \(secret + 1) of \(count)" : "")."
    case .missingHeader(let name):
      "There is no header \(name); give all headers of the request as they came, and look whether a proxy removed it."
    case .otherScheme(let header, let isRight):
      "There is a header \(header) of another scheme, whose signature is \(isRight ? "right" : "not right either"); "
        + (isRight ? "verify with that scheme." : "find out which scheme the sender uses.")
    case .malformedTimestamp(let text):
      "The timestamp \(quoted(text)) is not a number of seconds since 1970; the sender must send one."
    case .timestampInMilliseconds:
      "The timestamp counts milliseconds; the sender must send seconds since 1970."
    case .tooOld(let seconds, let tolerance):
      "The timestamp is \(seconds) seconds before now, and \(tolerance) are allowed; it is an old request sent again, the "
        + "time to verify at is not that of its arrival, or a clock is wrong."
    case .tooNew(let seconds, let tolerance):
      "The timestamp is \(seconds) seconds after now, and \(tolerance) are allowed; a clock is wrong."
    case .noVersion:
      "The signature has no version before it; it must begin with v1, or v1a, and a comma."
    case .noHash:
      "The signature does not say how it was made; it must begin with sha1= or sha256=."
    case .unknownVersion(let version):
      "A signature has the version \(quoted(version)), which nobody here knows; only v1 and v1a count."
    case .unreadable:
      "A signature is neither base64 nor hexadecimal digits; look whether it was cut or changed on its way."
    case .wrongLength(let bytes):
      "A signature has \(bytes) bytes, as none of the known hashes; look whether it was cut on its way."
    case .otherKindOfKey(let secret, let key):
      "Secret \(secret + 1) is \(key == .symmetric ? "for v1" : "an Ed25519 key for v1a"), and there is no signature of that "
        + "version; \(key == .symmetric ? "give the whpk_ key" : "give the whsec_ secret") of the sender."
    case .unusableSecret(let secret, let problem):
      "Secret \(secret + 1) cannot be used: \(problem)."
    case .oldSecret(let secret):
      "It was made with secret \(secret + 1), an old one; put the current one in its place before the old one ends."
    case .key(let secret, let mishap): mishap.sentence(secret: secret + 1)
    case .body(let mishap): mishap.sentence
    case .message(let mishap): mishap.sentence
    case .hexadecimal:
      "The signature would be right in base64, and it is written in hexadecimal digits."
    case .addressBase64:
      "The signature would be right, but it is written in base64 with - and _; it must be written with + and /."
    case .digest(let used, let expected):
      "The signature was made with HMAC-\(used.name), and it should be HMAC-\(expected.name)."
    case .noMatch(let secrets):
      "The signature is right for none of \(secrets == 1 ? "the one secret" : "the \(secrets) secrets") and none of the usual "
        + "mistakes: the secret is another one, or the body is not, byte by byte, what was sent."
    }
  }

  private func quoted(_ text: String) -> String {
    "\u{201c}\(text.count > 40 ? text.prefix(40) + "…" : text[...])\u{201d}"
  }
}

extension SignatureFinding.KeyMishap {
  fileprivate func sentence(secret: Int) -> String {
    let start = "The signature is right when secret \(secret) "
    return switch self {
    case .wholeText:
      start + "is used as text, prefix and all; the key must be what is behind whsec_, decoded from base64."
    case .textBehindPrefix:
      start + "is used as text without its prefix; what is behind whsec_ must be decoded from base64."
    case .textWithLineBreak:
      start + "is used as text with a line break at its end; remove that where the secret is read."
    case .prefixDecoded:
      start + "is decoded from base64 together with its prefix; remove whsec_ before it is decoded."
    case .decoded:
      start + "is decoded from base64; its text as it is must be the key."
    case .hexadecimal:
      start + "is read as hexadecimal digits; it must not be."
    case .trimmed:
      start + "has no spaces or line breaks around it; remove them where it is kept."
    }
  }
}

extension SignatureFinding.BodyMishap {
  fileprivate var sentence: String {
    let end = " verify the bytes that came in, before anything reads or changes them."
    return switch self {
    case .noTrailingLineBreak:
      "The signature is right for the body without the line break at its end, which was added on the way;" + end
    case .trailingLineBreak:
      "The signature is right for the body with a line break at its end, which was removed on the way;" + end
    case .lineFeeds:
      "The signature is right for the body with lines that end with LF; they were changed to CR LF;" + end
    case .carriageReturns:
      "The signature is right for the body with lines that end with CR LF; they were changed to LF;" + end
    case .noByteOrderMark:
      "The signature is right for the body without the byte order mark at its start;" + end
    case .compact:
      "The signature is right for the same JSON without white space: the body was written anew;" + end
    case .rewritten:
      "The signature is right for the same JSON in its shortest form: the body was written anew with other escapes;"
        + end
    case .spaced:
      "The signature is right for the same JSON with a space behind commas and colons: the body was written anew;" + end
    case .asciiEscaped, .asciiEscapedSpaced, .slashesEscaped:
      "The signature is right for the same JSON with other escapes: the body was written anew;" + end
    case .questionMarks:
      "The signature is right for the body as ASCII, with a question mark for every other character; who signs or verifies "
        + "must take the bytes in UTF-8."
    case .empty:
      "The signature is right for an empty body; who signs or verifies reads the body after somebody else has taken it."
    }
  }
}

extension SignatureFinding.MessageMishap {
  fileprivate var sentence: String {
    switch self {
    case .bodyAlone:
      "The signature is right for the body alone; what is signed must be id, point, timestamp, point, body."
    case .noID:
      "The signature is right for timestamp and body; what is signed must begin with the id and a point."
    case .noTimestamp:
      "The signature is right for id and body; the timestamp and a point must stand between them."
    case .otherSeparators:
      "The signature is right for id, timestamp and body without a point between each two of them."
    case .standardScheme:
      "The signature is right for id, timestamp and body as Standard Webhooks sign them; this scheme signs the body alone."
    case .otherID(let place):
      "The signature was made with another id, \(place); it must be the one of the header webhook-id."
    case .otherTimestamp(let place):
      "The signature was made with another timestamp, \(place); it must be the one of the header webhook-timestamp."
    }
  }
}

extension WebhookDigest {
  fileprivate var name: String {
    switch self {
    case .sha1: "SHA1"
    case .sha256: "SHA256"
    case .sha512: "SHA512"
    }
  }
}
