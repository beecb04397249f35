// SPDX-License-Identifier: Apache-2.0

/// A whole HTTP request as a value.
public struct HTTPMessage: Hashable, Sendable {
  /// The method in upper case.
  public var method: String
  /// The path without the query, percent-decoded.
  public var path: String
  /// The query, percent-decoded, in order.
  public var query: [QueryItem]
  /// The headers, names in lower case, in order.
  public var headers: [HTTPHeader]
  /// The body.
  public var body: [UInt8]

  /// Creates a request.
  public init(method: String, path: String, query: [QueryItem] = [], headers: [HTTPHeader] = [], body: [UInt8] = []) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
  }

  /// The first query item with a name.
  public func queryValue(_ name: String) -> String? {
    query.first { $0.name == name }?.value
  }

  /// The first header with a name in lower case.
  public func header(_ name: String) -> String? {
    headers.first { $0.name == name }?.value
  }
}

/// One part of a query.
public struct QueryItem: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The value; empty when there is none.
  public var value: String

  /// Creates an item.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// One header field.
public struct HTTPHeader: Hashable, Sendable {
  /// The name, in lower case in requests.
  public var name: String
  /// The value.
  public var value: String

  /// Creates a field.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// A whole HTTP response as a value.
public struct HTTPReply: Hashable, Sendable {
  /// The status code.
  public var status: Int
  /// The headers.
  public var headers: [HTTPHeader]
  /// The body.
  public var body: [UInt8]

  /// Creates a response.
  public init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// A status in words (RFC 9110, section 15); empty for one nobody here answers with.
  public static func reasonPhrase(of status: Int) -> String {
    switch status {
    case 200: "OK"
    case 201: "Created"
    case 202: "Accepted"
    case 204: "No Content"
    case 206: "Partial Content"
    case 304: "Not Modified"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 406: "Not Acceptable"
    case 408: "Request Timeout"
    case 409: "Conflict"
    case 410: "Gone"
    case 411: "Length Required"
    case 412: "Precondition Failed"
    case 413: "Content Too Large"
    case 415: "Unsupported Media Type"
    case 416: "Range Not Satisfiable"
    case 417: "Expectation Failed"
    case 422: "Unprocessable Content"
    case 426: "Upgrade Required"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 501: "Not Implemented"
    case 502: "Bad Gateway"
    case 503: "Service Unavailable"
    case 504: "Gateway Timeout"
    default: ""
    }
  }
}
