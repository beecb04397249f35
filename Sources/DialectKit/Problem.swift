// SPDX-License-Identifier: Apache-2.0

public import ContactModel

/// An error of HTTP as a document (RFC 9457, `application/problem+json`): what the native API and the drivers below
/// every dialect answer alike.
public struct Problem: Error, Hashable, Sendable {
  /// The HTTP status.
  public var status: Int
  /// The name of the error, stable across versions.
  public var code: String
  /// What is wrong and what to do about it, for a person.
  public var detail: String
  /// The path of the request.
  public var instance: String?
  /// Where in the request's body, as a JSON pointer.
  public var pointer: String?
  /// The byte of the request's body at which it stopped being JSON.
  public var offset: Int?
  /// Where in a text, when several things are wrong.
  public var places: [Place] = []
  /// When to try again.
  public var retryAfter: Duration?
  /// Further headers.
  public var headers: [HTTPHeader]

  /// A place in a text that was sent, and what is wrong there.
  public struct Place: Hashable, Sendable {
    /// The line, from 1.
    public var line: Int?
    /// The column, from 1.
    public var column: Int?
    /// What is wrong there.
    public var detail: String

    /// Creates a place.
    public init(line: Int? = nil, column: Int? = nil, detail: String) {
      self.line = line
      self.column = column
      self.detail = detail
    }
  }

  /// Creates a problem.
  public init(
    status: Int,
    code: String,
    detail: String,
    instance: String? = nil,
    retryAfter: Duration? = nil,
    headers: [HTTPHeader] = []
  ) {
    self.status = status
    self.code = code
    self.detail = detail
    self.instance = instance
    self.retryAfter = retryAfter
    self.headers = headers
  }

  /// What a rejected command is in HTTP.
  public init(_ rejection: Rejection, instance: String? = nil) {
    let (status, retryAfter) = Self.status(of: rejection.category)
    self.init(
      status: status,
      code: rejection.code,
      detail: rejection.detail,
      instance: instance,
      retryAfter: retryAfter
    )
  }

  /// What the end of a session, or the refusal of one, is for a request.
  public init(_ reason: ConnectionCloseReason) {
    let status = reason.status
    let mayTryAgain = status == 503 || status == 429
    self.init(
      status: status,
      code: "\(reason)",
      detail: reason.text,
      retryAfter: mayTryAgain ? .seconds(1) : nil
    )
  }

  /// The one table from the sort of a rejection to a status and, where trying again helps, a time.
  private static func status(of category: Rejection.Category) -> (status: Int, retryAfter: Duration?) {
    switch category {
    case .notFound: (404, nil)
    case .gone: (410, nil)
    case .conflict: (409, nil)
    case .forbidden: (403, nil)
    case .invalid: (422, nil)
    case .mismatch: (422, nil)
    case .limit: (429, .seconds(5))
    case .unavailable: (503, .seconds(1))
    }
  }

  /// The status in words.
  public var title: String { HTTPReply.reasonPhrase(of: status) }

  /// The problem as an answer.
  public var reply: HTTPReply {
    var json = JSONWriter()
    json.object { json in
      json.member("type", "urn:cordboard:problem:\(code)")
      json.member("title", title)
      json.member("status", status)
      json.member("detail", detail)
      if let instance { json.member("instance", instance) }
      json.member("code", code)
      if let pointer {
        json.array("errors", [pointer]) { json, pointer in
          json.object { json in
            json.member("pointer", pointer)
            json.member("detail", detail)
          }
        }
      }
      if !places.isEmpty {
        json.array("errors", places) { json, place in
          json.object { json in
            json.member("line", place.line)
            json.member("column", place.column)
            json.member("detail", place.detail)
          }
        }
      }
      json.member("offset", offset)
    }
    var all = [HTTPHeader("Content-Type", "application/problem+json"), HTTPHeader("Cache-Control", "no-store")]
    if let retryAfter { all.append(HTTPHeader("Retry-After", retryAfter.retryAfterText)) }
    return HTTPReply(status: status, headers: all + headers, body: json.finish())
  }
}

extension Duration {
  /// Whole seconds, rounded up, at least one: the value of a Retry-After header (RFC 9110, section 10.2.3).
  package var retryAfterText: String {
    String(max(1, (wholeMilliseconds + 999) / 1_000))
  }
}
