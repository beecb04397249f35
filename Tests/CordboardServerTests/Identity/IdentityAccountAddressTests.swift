// SPDX-License-Identifier: Apache-2.0

import CordboardServer
import DialectKit
import Testing

/// Tokens at an address that names the account.
@Suite struct IdentityAccountAddressTests {
  private let fixture = IssuerFixture()

  private func answer(_ form: String, account: String, type: String = "application/x-www-form-urlencoded") async
    -> HTTPReply
  {
    var message = HTTPMessage(method: "POST", path: "/", body: Array(form.utf8))
    message.headers = [HTTPHeader("content-type", type)]
    return await fixture.endpoint.token(message, account: account, from: "192.0.2.1")
  }

  @Test(arguments: [
    "", "grant_type=magic", "grant_type=client_credentials", "grant_type=client_credentials&client_id=cordboard",
    "grant_type=client_credentials&client_id=nobody&client_secret=x",
    "grant_type=password&username=nobody&password=x", "grant_type=password&username=nobody",
    "grant_type=password&client_id=nobody&client_secret=x&username=alice&password=x",
    "grant_type=refresh_token&refresh_token=x", "grant_type=refresh_token",
  ])
  func `an account that there is not is answered like one that does not know who asks`(form: String) async {
    for account in ["NOSUCH", "no such account", "N\(String(repeating: "O", count: 1_000))"] {
      let (there, missing) = (await answer(form, account: "DEMOCO"), await answer(form, account: account))
      #expect(missing.status == there.status && missing.body == there.body)
      func headers(_ reply: HTTPReply, _ account: String) -> [String] {
        reply.headers.map { "\($0.name): \($0.value.replacing(account, with: "ACCOUNT"))" }
      }
      #expect(headers(missing, account) == headers(there, "DEMOCO"))
    }
  }

  @Test func `right credentials get tokens of the account alone`() async {
    let form = "grant_type=client_credentials&client_id=integration&client_secret=demo"
    #expect(await answer(form, account: "DEMOCO").status == 200)
    #expect(await answer(form, account: "NOSUCH").status == 401)
    #expect(await answer(form, account: "DEMOCO", type: "text/plain").status == 400)
  }
}
