// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import LivePersonDialect
import Testing

/// What applications ask for, and the book of them.
@Suite struct InstallationTests {
  private static let content = "ms.MessagingEventNotification.ContentEvent"

  /// An application with something in the place of a member.
  private static func application(
    _ extra: String = "",
    endpoint: String = #""endpoint":"https://hooks.example.com/lp?app=1","max_retries":3"#,
    retry: String = ""
  ) throws -> JSONValue {
    try JSONValue(
      #"{"client_name":"Archive",\#(extra)"capabilities":{"webhooks":{\#(retry)"\#(content)":{\#(endpoint)}},"#
        + #""engagement":{"design_engagement":true,"entry_point":["section"]}}}"#
    )
  }

  private func problems(_ json: JSONValue, _ judge: (EndpointAddress) -> String? = LivePersonApplication.httpsOnly)
    -> [String]
  {
    do throws(InstallationError) {
      _ = try LivePersonApplication(json, judging: judge)
      return []
    } catch {
      for violation in error.violations { #expect(!violation.detail.isEmpty) }
      return error.violations.map(\.pointer)
    }
  }

  @Test func `a whole application is read`() throws {
    let json = try JSONValue(
      #"""
      {"client_name":"Archive","description":"keeps it","enabled":true,"grant_types":["client_credentials"],
      "scope":"msg.consumer","logo_uri":"","redirect_uris":["https://a.example/"],"unknown":[1,{"a":null}],
      "capabilities":{"cordboard":{"channel":"bridge"},"webhooks":{"retry":{"retention_time":86400},
      "ms.MessagingEventNotification.ContentEvent":{"endpoint":"https://hooks.example.com/lp?app=1","max_retries":3,
      "headers":[{"header_name":"X-Team","header_value":"blue"}],"note":"ours"},
      "ms.MessagingEventNotification.ChatStateEvent":{"endpoint":"https://hooks.example.com/","max_retries":0},
      "cqm.ExConversationChangeNotification":{"endpoint":"https://hooks.example.com/"}},"engagement":{"goal":[]}}}
      """#
    )
    let application = try LivePersonApplication(json)
    #expect(application.name == "Archive")
    #expect(application.isEnabled)
    #expect(application.scope == "msg.consumer")
    #expect(application.grantTypes == ["client_credentials"])
    #expect(application.retentionSeconds == 86_400)
    #expect(application.channel == "bridge")
    #expect(Set(application.endpoints.keys) == [.content, .chatState, .conversationChange])
    let content = try #require(application.endpoints[.content])
    #expect(content.address.text == "https://hooks.example.com/lp?app=1")
    #expect(content.headers == [LivePersonEndpoint.Header(name: "X-Team", value: "blue")])
    #expect([content.maxRetries, application.endpoints[.chatState]?.maxRetries] == [3, 0])
    #expect(application.endpoints[.conversationChange]?.maxRetries == nil)
  }

  @Test(arguments: [
    (#"{}"#, ["/client_name"]), (#"[]"#, [""]), (#"{"client_name":" "}"#, ["/client_name"]),
    (#"{"client_name":7}"#, ["/client_name"]),
    (#"{"client_name":"a","description":7,"logo_uri":[],"scope":{}}"#, ["/description", "/logo_uri", "/scope"]),
    (#"{"client_name":"a","redirect_uris":"x"}"#, ["/redirect_uris"]),
    (#"{"client_name":"a","redirect_uris":["x",7]}"#, ["/redirect_uris/1"]),
    (#"{"client_name":"a","grant_types":["client_credentials","password"]}"#, ["/grant_types/1"]),
    (#"{"client_name":"a","enabled":"yes"}"#, ["/enabled"]),
    (#"{"client_name":"a","capabilities":[]}"#, ["/capabilities"]),
    (#"{"client_name":"a","capabilities":{"webhooks":1}}"#, ["/capabilities/webhooks"]),
    (#"{"client_name":"a","capabilities":{"webhooks":{"retry":1}}}"#, ["/capabilities/webhooks/retry"]),
    (#"{"client_name":"a","capabilities":{"cordboard":1}}"#, ["/capabilities/cordboard"]),
    (#"{"client_name":"a","capabilities":{"cordboard":{"channel":7}}}"#, ["/capabilities/cordboard/channel"]),
    (#"{"client_name":"a","capabilities":{"cordboard":{"channel":""}}}"#, ["/capabilities/cordboard/channel"]),
    (
      #"{"client_name":"a","capabilities":{"webhooks":{"ms.MessagingEventNotification.AccpetStatusEvent":{}}}}"#,
      ["/capabilities/webhooks/ms.MessagingEventNotification.AccpetStatusEvent"]
    ),
    (#"{"client_name":"a","capabilities":{"webhooks":{"a/b~":{}}}}"#, ["/capabilities/webhooks/a~1b~0"]),
  ])
  func `what is wrong is named by its place`(json: String, expected: [String]) throws {
    #expect(problems(try JSONValue(json)) == expected)
  }

  @Test(arguments: [
    ("client_name", 128), ("description", 256), ("logo_uri", 1_024), ("scope", 128),
  ])
  func `texts have a length`(name: String, most: Int) throws {
    func json(_ count: Int) -> JSONValue {
      let other = JSONMember("client_name", .string("a"))
      return .object([other, JSONMember(name, .string(String(repeating: "é", count: count)))])
    }
    #expect(problems(json(most)).isEmpty)
    #expect(problems(json(most + 1)) == ["/\(name)"])
    let address = JSONValue.array([.string(String(repeating: "a", count: 129))])
    let redirect = JSONValue.object([JSONMember("client_name", .string("a")), JSONMember("redirect_uris", address)])
    #expect(problems(redirect) == ["/redirect_uris/0"])
  }

  @Test(arguments: [
    (#""retention_time":0"#, 0, true), (#""retention_time":1"#, 0, false), (#""retention_time":2"#, 2, true),
    (#""retention_time":259200"#, 259_200, true), (#""retention_time":259201"#, 0, false),
    (#""retention_time":-5"#, 0, false), (#""retention_time":1.5"#, 0, false), (#""retention_time":"60""#, 0, false),
    (#""retention_time":null"#, 0, true), ("", 0, true),
  ])
  func `the time for which notifications are kept has bounds`(retry: String, seconds: Int, isGood: Bool) throws {
    let json = try Self.application(retry: #""retry":{\#(retry)},"#)
    #expect(problems(json) == (isGood ? [] : ["/capabilities/webhooks/retry/retention_time"]))
    if isGood { #expect(try LivePersonApplication(json).retentionSeconds == seconds) }
  }

  @Test(arguments: [
    ("0", true), ("5", true), ("6", false), ("-1", false), ("2.5", false), (#""3""#, false), ("null", true),
  ])
  func `the number of tries has bounds`(number: String, isGood: Bool) throws {
    let json = try Self.application(endpoint: #""endpoint":"https://a.example/","max_retries":\#(number)"#)
    #expect(problems(json) == (isGood ? [] : ["/capabilities/webhooks/\(Self.content)/max_retries"]))
  }

  @Test(arguments: [
    ("https://a.example", true), ("HTTPS://A.example:8443/x?y=1&z=%20", true), ("https://[2001:db8::1]/x", true),
    ("https://192.0.2.1/", true), ("http://a.example/", false), ("ftp://a.example/", false), ("a.example", false),
    ("", false), ("https://", false), ("https:///x", false), ("https://user:word@a.example/", false),
    ("https://a.example/#part", false), ("https://a.example:0/", false), ("https://a.example:70000/", false),
    ("https://a.example:/", false), ("https://a.example:8x/", false), ("https://a b.example/", false),
    ("https://a\\\\@b.example/", false), ("https://ä.example/", false),
    ("https://[::1", false), ("https://[zz]/", false), ("https://[::1]x/", false),
  ])
  func `an endpoint is an absolute address with https`(address: String, isGood: Bool) throws {
    let json = try Self.application(endpoint: #""endpoint":"\#(address)""#)
    #expect(problems(json) == (isGood ? [] : ["/capabilities/webhooks/\(Self.content)/endpoint"]), "\(address)")
  }

  @Test func `an endpoint that is missing, none, or too long is refused`() throws {
    let place = "/capabilities/webhooks/\(Self.content)"
    #expect(problems(try Self.application(endpoint: "")) == ["\(place)/endpoint"])
    #expect(problems(try Self.application(endpoint: #""endpoint":[]"#)) == ["\(place)/endpoint"])
    let long = "https://a.example/" + String(repeating: "a", count: EndpointAddress.mostBytes)
    #expect(problems(try Self.application(endpoint: #""endpoint":"\#(long)""#)) == ["\(place)/endpoint"])
    let whole = #"{"client_name":"a","capabilities":{"webhooks":{"\#(Self.content)":"https://a.example/"}}}"#
    #expect(problems(try JSONValue(whole)) == [place])
  }

  @Test func `who runs the server decides about hosts, and about http alone`() throws {
    func judge(_ address: EndpointAddress) -> String? {
      if address.isSecure { return address.host == "blocked.example" ? "is blocked here" : nil }
      return address.host == "localhost" && address.port == 8_080 ? nil : "must start with https://"
    }
    func endpoint(_ text: String) throws -> JSONValue { try Self.application(endpoint: #""endpoint":"\#(text)""#) }
    #expect(problems(try endpoint("http://LOCALHOST:8080/x"), judge).isEmpty)
    #expect(problems(try endpoint("http://localhost/x"), judge).count == 1)
    #expect(problems(try endpoint("https://blocked.example/"), judge).count == 1)
    let blocked = try endpoint("https://blocked.example/")
    do throws(InstallationError) {
      _ = try LivePersonApplication(blocked, judging: judge)
    } catch {
      #expect(error.violations.first?.detail == "is blocked here")
    }
  }

  @Test(arguments: [
    ("X-Team", "blue", ""), ("Authorization", "Bearer a.b-c", ""), ("x", "", ""), ("X-Tab", "a\\tb", "header_value"),
    ("X-É", "a", "header_name"), ("", "a", "header_name"), ("X Y", "a", "header_name"), ("X:", "a", "header_name"),
    ("Content-Type", "a", "header_name"), ("content-length", "1", "header_name"), ("HOST", "a", "header_name"),
    ("X-Liveperson-Signature", "a", "header_name"), ("Transfer-Encoding", "a", "header_name"),
    ("webhook-id", "a", "header_name"), ("Webhook-Signature", "a", "header_name"), ("Date", "a", "header_name"),
    ("Expect", "100-continue", "header_name"), ("Proxy-Authorization", "a", "header_name"),
    ("X-A", "a\\r\\nX-B: c", "header_value"), ("X-A", "a\\u0000", "header_value"), ("X-A", "é", "header_value"),
  ])
  func `headers are real ones, and none that are the server's`(name: String, value: String, wrong: String) throws {
    let header = #"{"header_name":"\#(name)","header_value":"\#(value)"}"#
    let json = try Self.application(endpoint: #""endpoint":"https://a.example/","headers":[\#(header)]"#)
    let place = "/capabilities/webhooks/\(Self.content)/headers/0/\(wrong)"
    #expect(problems(json) == (wrong.isEmpty ? [] : [place]))
  }

  @Test(arguments: [
    (#"{}"#, [""]), (#"[{}]"#, ["/0/header_name"]), (#"[{"header_name":"A"}]"#, ["/0/header_value"]),
    (#"[{"header_name":"A","header_value":"1"},{"header_name":"a","header_value":"2"}]"#, ["/1/header_name"]),
  ])
  func `a list of headers that is none is refused`(headers: String, expected: [String]) throws {
    let json = try Self.application(endpoint: #""endpoint":"https://a.example/","headers":\#(headers)"#)
    #expect(problems(json) == expected.map { "/capabilities/webhooks/\(Self.content)/headers\($0)" })
  }

  @Test func `what is too large is refused, and errors are bounded`() throws {
    let large = JSONMember("unknown", .string(String(repeating: "a", count: LivePersonApplication.mostBytes)))
    #expect(problems(.object([JSONMember("client_name", .string("a")), large])) == [""])
    let many = JSONValue.array(Array(repeating: .number("1"), count: 100))
    let json = JSONValue.object([JSONMember("client_name", .string("a")), JSONMember("redirect_uris", many)])
    #expect(problems(json).count == InstallationError.mostViolations)
  }

  // MARK: Rules of delivery

  @Test(arguments: [
    (nil, 0, DeliveryRule.byNumber(retries: 0)), (0, 0, .byNumber(retries: 0)), (4, 0, .byNumber(retries: 4)),
    (nil, 60, .byTimeToLive(seconds: 60, isExempt: false)), (0, 60, .byTimeToLive(seconds: 60, isExempt: true)),
    (4, 60, .byTimeToLive(seconds: 60, isExempt: false)),
  ])
  func `keeping for a time comes before a number, and only a 0 that was said exempts`(
    retries: Int?,
    seconds: Int,
    expected: DeliveryRule
  ) throws {
    let number = retries.map { #","max_retries":\#($0)"# } ?? ""
    let application = try LivePersonApplication(
      Self.application(
        endpoint: #""endpoint":"https://a.example/"\#(number)"#,
        retry: #""retry":{"retention_time":\#(seconds)},"#
      )
    )
    #expect(application.rule(for: .content) == expected)
    #expect(application.rule(for: .richContent) == nil)
  }

  @Test func `an application that is off is told of nothing`() throws {
    #expect(try LivePersonApplication(Self.application(#""enabled":false,"#)).rule(for: .content) == nil)
  }

  // MARK: On the wire and stored

  private func installation(_ json: JSONValue, _ name: String = "1") throws -> LivePersonInstallation {
    LivePersonInstallation(
      id: "app-\(name)",
      clientID: "client-\(name)",
      clientSecret: "secret-\(name)",
      issuedAt: moment(1_700_000_000_000),
      application: try LivePersonApplication(json)
    )
  }

  @Test func `an installation is given back as it came, with what the server added`() throws {
    let json = try Self.application(#""unknown":[1,{"a":null}],"description":null,"#)
    let shown = try installation(json).json(showingSecret: true)
    for member in json.objectValue ?? [] { #expect(shown[member.name] == member.value) }
    #expect(shown["enabled"] == .bool(true))
    #expect(shown["client_id"] == .string("client-1"))
    #expect(shown["client_secret"] == .string("secret-1"))
    #expect(shown["id"] == .string("app-1"))
    #expect(shown["deleted"] == .bool(false))
    #expect(shown["client_id_issued_at"] == .number("1700000000"))
    #expect(shown["client_secret_expires_at"] == .number("0"))
    let hidden = try installation(json).json(showingSecret: false)
    #expect(hidden["client_secret"] == nil)
    #expect(!text(hidden.bytes).contains("secret-1"))
  }

  @Test func `what an application sends back of the server's own members changes nothing`() throws {
    let first = try installation(Self.application())
    let again = try LivePersonApplication(first.json(showingSecret: true))
    var changed = first
    changed.application = again
    #expect(changed.json(showingSecret: true).bytes.count == first.json(showingSecret: true).bytes.count)
    let forged = try LivePersonApplication(Self.application(#""client_id":"other","id":"other","deleted":true,"#))
    changed.application = forged
    #expect(changed.json(showingSecret: false)["client_id"] == .string("client-1"))
    #expect(text(changed.json(showingSecret: true).bytes).contains("other") == false)
  }

  @Test func `the stored form is read to the same, also where the address would be refused now`() throws {
    let first = try installation(Self.application())
    #expect(try LivePersonInstallation(stored: first.json(showingSecret: true)) != first, "enabled is said now")
    let stored = try LivePersonInstallation(stored: first.json(showingSecret: true))
    #expect(stored.json(showingSecret: true) == first.json(showingSecret: true))
    let open = try Self.application(endpoint: #""endpoint":"http://localhost/""#)
    let local = LivePersonInstallation(
      id: "a",
      clientID: "b",
      clientSecret: "c",
      issuedAt: moment(0),
      application: try LivePersonApplication(open) { _ in nil }
    )
    let read = try LivePersonInstallation(stored: local.json(showingSecret: true))
    #expect(read.application.endpoints[.content]?.address.isSecure == false)
    #expect(throws: InstallationError.self) { try LivePersonInstallation(stored: local.json(showingSecret: false)) }
  }

  @Test func `what was taken is read again, however large it is and whatever rules came since`() throws {
    let name = JSONMember("client_name", .string("a"))
    func padded(_ count: Int) -> JSONValue {
      .object([name, JSONMember("note", .string(String(repeating: "x", count: count)))])
    }
    let most = LivePersonApplication.mostBytes - padded(0).bytes.count
    #expect(problems(padded(most + 1)) == [""])
    let shown = try installation(padded(most)).json(showingSecret: true)
    #expect(shown.bytes.count > LivePersonApplication.mostBytes)
    #expect(try LivePersonInstallation(stored: shown).json(showingSecret: true) == shown)
    #expect(problems(shown).isEmpty, "what is shown may be sent back")
    let older = try JSONValue(
      #"""
      {"client_name":"a","id":"1","client_id":"c","client_secret":"s","capabilities":{"cordboard":{"channel":7},"webhooks":
      {"ms.MessagingEventNotification.ContentEvent":{"endpoint":"https://a.example/","headers":
      [{"header_name":"webhook-id","header_value":"x"},{"header_name":"X-A","header_value":"é"}]}}}}
      """#
    )
    let read = try LivePersonInstallation(stored: older).application
    #expect(read.channel == nil)
    #expect(read.endpoints[.content]?.headers == [LivePersonEndpoint.Header(name: "X-A", value: "é")])
  }

  // MARK: The book

  private func application(_ name: String) throws -> LivePersonApplication {
    try LivePersonApplication(.object([JSONMember("client_name", .string(name))]))
  }

  @Test func `the book keeps names apart, knows its bounds and is stored`() throws {
    var book = InstallationBook(most: 2)
    try book.create(application("a"), id: "1", clientID: "c1", clientSecret: "s1", at: moment(1_234))
    #expect(throws: InstallationBookError.nameTaken("a")) {
      try book.create(application("a"), id: "2", clientID: "c2", clientSecret: "s2", at: moment(0))
    }
    #expect(throws: InstallationBookError.identifierTaken) {
      try book.create(application("b"), id: "1", clientID: "c2", clientSecret: "s2", at: moment(0))
    }
    try book.create(application("b"), id: "2", clientID: "c2", clientSecret: "s2", at: moment(0))
    #expect(throws: InstallationBookError.full(most: 2)) {
      try book.create(application("c"), id: "3", clientID: "c3", clientSecret: "s3", at: moment(0))
    }
    #expect(throws: InstallationBookError.nameTaken("a")) { try book.update("2", to: application("a")) }
    #expect(throws: InstallationBookError.unknown("9")) { try book.update("9", to: application("z")) }
    try book.update("1", to: application("a"))
    try book.update("1", to: application("z"))
    #expect(book["1"]?.application.name == "z")
    #expect(book["1"]?.issuedAt == moment(1_000), "whole seconds, as it is written")
    #expect(book.installation(ofClient: "c2")?.clientSecret == "s2")
    let stored = try InstallationBook(stored: book.json, most: 2)
    #expect(stored.json == book.json)
    for installation in book.installations {
      #expect(!text(installation.json(showingSecret: false).bytes).contains("client_secret\""))
    }
    #expect(try book.delete("1").isDeleted)
    #expect(book.installations.map(\.id) == ["2"])
    #expect(throws: InstallationBookError.unknown("1")) { try book.delete("1") }
    try book.create(application("z"), id: "4", clientID: "c4", clientSecret: "s4", at: moment(0))
    #expect(throws: InstallationError.self) { try InstallationBook(stored: .object([])) }
  }
}
