// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Foundation
import GenesysDialect
import InternetMessage
import Logging
import MailTransfer
import Testing

@testable import CordboardServer

/// A mail from its arrival over a desktop's work to the answer at the relay.
@Suite(.timeLimit(.minutes(10))) struct GenesysMailLineTests {
  /// The agent of the bench, by any token.
  private final class Tokens: TokenAuthenticator {
    func cached(_ token: String) -> TokenHolder? {
      let principal = Principal(actor: .agent("alice"), account: MailBench.account, permissions: .work)
      return TokenHolder(principal: principal, expires: Timestamp(milliseconds: .max))
    }

    func authenticate(_ token: String) async throws(Problem) -> TokenHolder {
      throw Problem(AuthenticationFailure.invalid)
    }
  }

  private struct Desktop {
    let bench: MailBench
    let api: GenesysAPI

    init() async throws {
      bench = try await MailBench()
      let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      let agents = AgentLogins(
        program: GenesysService.program,
        accountSetting: "genesys.account",
        issuer: nil,
        tokens: Tokens(),
        account: "",
        accounts: { [] },
        isSecure: false,
        lifetime: .seconds(43_200)
      )
      api = GenesysAPI(
        gateway: bench.partition,
        journal: bench.journal,
        logins: GenesysLogins(agents, clock: bench.clock),
        office: GenesysOffice(gateway: bench.partition, journal: bench.journal, logger: logger),
        door: GenesysDoor(origins: .none, checksCSRF: false),
        settings: GenesysSettings(),
        throttle: nil,
        version: "1",
        customers: nil,
        native: nil
      )
    }

    @discardableResult
    func ask(_ method: String, _ path: String, _ body: String = "") async throws -> JSONValue {
      let query = path.split(separator: "?", maxSplits: 1).map(String.init)
      let request = APIRequest(
        method: method,
        path: "/api/v2\(query[0])",
        query: query.count > 1 ? query[1] : nil,
        headers: [HTTPHeader("authorization", "Bearer alice")],
        body: Array(body.utf8)
      )
      let asked = try #require(request)
      let reply = await api.respond(to: asked, from: "192.0.2.1")
      let json = try #require(reply.json)
      #expect(json["statusCode"] == .number("0"), "\(method) \(path) \(body): \(json)")
      return json
    }

    /// The e-mails and drafts of the agent.
    func emails() async throws -> [JSONValue] {
      try await ask("GET", "/me/emails?fields=*")["emails"]?.arrayValue ?? []
    }

    func draft() async throws -> String {
      let draft = try await emails().first { $0["state"] == .string("Composing") }
      return try #require(draft?["id"]?.stringValue)
    }
  }

  /// The customer's mail, accepted, and its id.
  private func accepted(_ mail: String) async throws -> (Desktop, String, OutboundMail) {
    let desktop = try await Desktop()
    let outbound = desktop.bench.outbound()
    _ = try await OutboundLine(MailBench.account, outbound)
    outbound.start([MailBench.account])
    try await desktop.ask("POST", "/me", #"{"operationName":"StartContactCenterSession","channels":["email"]}"#)
    try await desktop.ask("POST", "/me/channels/email", #"{"operationName":"Ready"}"#)
    #expect(await desktop.bench.receive(mail, to: "help@centre.example") == ["250 2.0.0"])
    let invited = try await desktop.emails().first
    let id = try #require(invited?["id"]?.stringValue)
    try await desktop.ask("POST", "/me/emails/\(id)", #"{"operationName":"Accept"}"#)
    return (desktop, id, outbound)
  }

  @Test func `a mail is shown as it came, and answered to everybody, in its thread`() async throws {
    let (desktop, id, outbound) = try await accepted(InboundMailTests.mail)
    let first = try await desktop.emails().first
    let email = try #require(first)
    #expect(email["from"] == .string("Jo@x.example") && email["subject"] == .string("Größe"))
    #expect(email["to"] == .array([.string("help@centre.example")]) && email["cc"] == .array([.string("bo@x.example")]))
    #expect(email["bodyAsPlainText"] == .string("Passt Größe 5?"))
    #expect(email["attachments"]?.arrayValue?.first?["name"] == .string("photo.png"))
    #expect(email["userData"]?["FromPersonal"] == .string("Jo Doe"))
    #expect(email["userData"]?["Header_Message-ID"] == .string("<1@x.example>"))
    let reply = #"{"operationName":"ReplyAll","quoteOriginal":true,"replyToStartLine":"You wrote:"}"#
    try await desktop.ask("POST", "/me/emails/\(id)", reply)
    let draft = try await desktop.draft()
    try await desktop.ask("PUT", "/me/emails/\(draft)", #"{"bodyAsPlainText":"It fits."}"#)
    try await desktop.ask("POST", "/me/emails/\(draft)", #"{"operationName":"Send"}"#)
    let (mail, message) = try await desktop.bench.nextMail()
    #expect(mail.recipients.map(\.address) == ["Jo@x.example", "bo@x.example"])
    #expect(message.to.map(\.text) == ["\"Jo Doe\" <Jo@x.example>"] && message.copies.count == 1)
    #expect(message.subject == "Re: Größe" && message.content().text == "It fits.")
    #expect(message.ancestors.map(\.rawValue) == ["1@x.example"])
    #expect(try await desktop.emails().count == 1)
    await outbound.stop()
  }

  @Test func `an answer of HTML goes out as both, and blind copies are nobody else's to read`() async throws {
    let (desktop, id, outbound) = try await accepted("From: jo@x.example\nMessage-ID: <7@x.example>\n\nHi\n")
    try await desktop.ask("POST", "/me/emails/\(id)", #"{"operationName":"Reply","body":"<p>See <b>this</b></p>"}"#)
    let send = #"{"operationName":"Send","email":{"subject":"Hello","bcc":["boss@y.example"]}}"#
    try await desktop.ask("POST", "/me/emails/\(try await desktop.draft())", send)
    let (mail, message) = try await desktop.bench.nextMail()
    #expect(mail.recipients.map(\.address) == ["jo@x.example", "boss@y.example"])
    #expect(message.header["Bcc"] == nil && !String(decoding: mail.content, as: UTF8.self).contains("boss@y.example"))
    #expect(message.subject == "Hello" && message.content().text == "See this")
    #expect(message.content().html == "<p>See <b>this</b></p>")
    await outbound.stop()
  }

  @Test func `a draft that is sent twice at once goes out once`() async throws {
    let (desktop, id, outbound) = try await accepted("From: jo@x.example\nMessage-ID: <7@x.example>\n\nHi\n")
    try await desktop.ask("POST", "/me/emails/\(id)", #"{"operationName":"Reply","bodyAsPlainText":"Yes"}"#)
    let caller = try await desktop.api.logins.caller([HTTPHeader("authorization", "Bearer alice")], from: "192.0.2.1")
    // Both requests read the draft before either is done.
    var orders: [Order] = []
    for _ in 0..<2 {
      let send = try InteractionOperation.read(Array(#"{"operationName":"Send"}"#.utf8))
      orders.append(try await desktop.api.order(send, on: try await desktop.draft(), caller))
    }
    for order in orders {
      guard case .commands(let commands) = order else { throw StatusProblem(.internalError, "not a command") }
      try await desktop.api.perform(commands, caller)
    }
    _ = try await desktop.bench.nextMail()
    #expect(try await desktop.bench.said().filter { $0.contains(" EMAIL: Yes") }.count == 1)
    await outbound.stop()
  }

  @Test func `an answer to all goes to no address of the centre's own`() async throws {
    let mail = "From: jo@x.example\nTo: help@centre.example\nCc: Sales@centre.example, bo@x.example\n\nHi\n"
    let (desktop, id, outbound) = try await accepted(mail)
    try await desktop.bench.give(.configure([.channel(MailBench.channel("sales", .email, "sales@centre.example"))]))
    try await desktop.ask("POST", "/me/emails/\(id)", #"{"operationName":"ReplyAll","body":"Yes"}"#)
    try await desktop.ask("POST", "/me/emails/\(try await desktop.draft())", #"{"operationName":"Send"}"#)
    let (sent, _) = try await desktop.bench.nextMail()
    #expect(sent.recipients.map(\.address) == ["jo@x.example", "bo@x.example"])
    await outbound.stop()
  }

  @Test func `a mail is passed on with its files, and what comes back is in the conversation`() async throws {
    let (desktop, id, outbound) = try await accepted(InboundMailTests.mail)
    let forward = #"{"operationName":"Forward","bodyAsPlainText":"Please look.","to":["Ann <ann@y.example>"]}"#
    try await desktop.ask("POST", "/me/emails/\(id)", forward)
    try await desktop.ask("POST", "/me/emails/\(try await desktop.draft())", #"{"operationName":"Send"}"#)
    let (mail, message) = try await desktop.bench.nextMail()
    #expect(mail.recipients.map(\.address) == ["ann@y.example"] && message.subject == "Fwd: Größe")
    let text = message.content().text
    #expect(text.hasPrefix("Please look.\n---------- Forwarded message ----------\nFrom: \"Jo Doe\" <Jo@x.example>"))
    #expect(text.hasSuffix("Passt Größe 5?"))
    #expect(message.content().attachments.map(\.name) == ["photo.png", "message.eml"])
    let identifier = try #require(message.identifier).written
    let answer = "From: ann@y.example\nMessage-ID: <8@y.example>\nIn-Reply-To: \(identifier)\n\nIt does.\n"
    #expect(await desktop.bench.receive(answer, to: "help@centre.example") == ["250 2.0.0"])
    #expect(try await desktop.bench.said().last == "customer EMAIL: It does.")
    #expect(try await desktop.emails().first?["bodyAsPlainText"] == .string("It does."))
    await outbound.stop()
  }
}
