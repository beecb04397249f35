// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Foundation

/// A request to the token endpoint, understood but not yet answered.
struct TokenRequest {
  /// How a program says which one it is.
  enum Program {
    /// It says nothing.
    case none
    /// It gives a name and no secret.
    case named(String)
    /// It gives a name and a secret.
    case withSecret(String, secret: String)
  }

  let form: FormParameters
  let program: Program

  init(_ message: HTTPMessage) throws(OAuthError) {
    let type = message.header("content-type")?.split(separator: ";").first.map { $0.trimmingSpaces().lowercased() }
    guard type == "application/x-www-form-urlencoded" else {
      throw OAuthError(.invalidRequest, "the request must be a form: application/x-www-form-urlencoded")
    }
    guard let form = FormParameters(message.body) else {
      throw OAuthError(.invalidRequest, "the form cannot be read, or it names a parameter twice")
    }
    self.form = form
    program = try Self.program(form, authorization: message.header("authorization"))
  }

  private static func program(_ form: FormParameters, authorization: String?) throws(OAuthError) -> Program {
    guard let authorization else {
      guard let name = form["client_id"] else {
        if form["client_secret"] != nil { throw OAuthError(.invalidClient, "client_secret came without client_id") }
        return .none
      }
      return form["client_secret"].map { .withSecret(name, secret: $0) } ?? .named(name)
    }
    guard let (name, secret) = basicCredentials(authorization) else {
      throw OAuthError(.invalidClient, "the Authorization header must be Basic with client_id and client_secret")
    }
    if form["client_secret"] != nil {
      throw OAuthError(.invalidRequest, "a client proves who it is in one way: by header or by form, not both")
    }
    if let other = form["client_id"], other != name {
      throw OAuthError(.invalidRequest, "the header and the form name different clients")
    }
    return .withSecret(name, secret: secret)
  }

  /// Name and secret of a Basic header, which encode both as in a form (RFC 6749, 2.3.1).
  private static func basicCredentials(_ header: String) -> (String, String)? {
    guard header.prefix(6).lowercased() == "basic ",
      let data = Data(base64Encoded: header.dropFirst(6).trimmingSpaces()),
      let colon = data.firstIndex(of: UInt8(ascii: ":")),
      let name = FormParameters.decode(data[..<colon]), !name.isEmpty,
      let secret = FormParameters.decode(data[data.index(after: colon)...])
    else { return nil }
    return (name, secret)
  }
}
