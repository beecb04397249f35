// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Logging
import Synchronization
import Testing

@testable import CordboardServer

extension FrontTests {
  /// Desks on real sockets: who is let in, and what the server's part answers.
  struct Expertflow {
    /// Tokens that are the names of their holders, whose rights tests change. The lock guards the rights.
    private final class ChangingTokens: TokenAuthenticator {
      let roles = Mutex<[String: [Role]]>(["alice": [.agent], "bob": [.agent], "ada": [.administrator]])

      func cached(_ token: String) -> TokenHolder? {
        guard let roles = roles.withLock({ $0[token] }) else { return nil }
        let actor = Actor.agent(AgentID(rawValue: token))
        return TokenHolder(
          principal: Principal(actor: actor, account: "DEMOCO", permissions: Permissions(roles: roles)),
          expires: Timestamp(milliseconds: .max)
        )
      }

      func authenticate(_ token: String) async throws(Problem) -> TokenHolder {
        throw Problem(AuthenticationFailure.invalid)
      }
    }

    /// Desks, and what they are tested against.
    private struct Office {
      let front: FrontHarness
      let centre: TestAPI
      let tokens: ChangingTokens
      let service: ExpertflowService

      /// A desk that asks to be let in.
      func desk(_ auth: String) async throws -> Desk {
        let desk = try await Desk(front, .webSocket)
        try await desk.send("40\(auth)")
        return desk
      }

      /// A desk that is in, and was told so.
      func desk(of name: String) async throws -> Desk {
        let desk = try await desk(#"{"agent":"\#(name)","token":"\#(name)"}"#)
        #expect(try await desk.next().hasPrefix("40{"))
        return desk
      }
    }

    private func withOffice(_ body: (Office) async throws -> Void) async throws {
      let centre = try await TestAPI()
      let tokens = ChangingTokens()
      var settings = ServerSettings()
      settings.expertflow.followedLists = 1
      let service = ExpertflowService(
        settings,
        gateway: centre.partition,
        journal: centre.journal,
        logins: .test(tokens: tokens),
        native: centre.api,
        throttle: nil,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      )
      try await withFront(mounts: service.mounts, over: centre) { front in
        try await body(Office(front: front, centre: centre, tokens: tokens, service: service))
      }
    }

    /// The next packet that names an event.
    private func next(_ event: String, at desk: Desk) async throws -> String {
      while true {
        let packet = try await desk.next()
        if packet.hasPrefix("42[\"\(event)\"") { return packet }
      }
    }

    @Test(arguments: [
      ("", "LOGIN_REQUIRED"), (#"{"agent":"alice"}"#, "LOGIN_REQUIRED"), (#"{"token":"nonsense"}"#, "LOGIN_REQUIRED"),
      (#"{"agent":"bob","token":"alice"}"#, "OTHER_AGENT"), (#"{"agent":{"id":"bob"},"token":"alice"}"#, "OTHER_AGENT"),
      (#"{"agent":"ada","token":"ada"}"#, "NOT_AN_AGENT"),
    ])
    func `who is not the agent of a login is refused, and may try again`(auth: String, key: String) async throws {
      try await withOffice { office in
        let desk = try await office.desk(auth)
        let refusal = try await desk.next()
        #expect(refusal.hasPrefix(#"44{"message":"login-failed","data":{"content":{"key":"\#(key)""#), "\(refusal)")
        try await desk.send(#"40{"agent":"alice","token":"alice"}"#)
        #expect(try await desk.next().hasPrefix("40{"))
      }
    }

    @Test func `what is asked of a conversation that is none of the agent's is refused`() async throws {
      try await withOffice { office in
        let desk = try await office.desk(of: "alice")
        let unknown = #""conversationId":"01900000-0000-7000-8000-000000000001""#
        for (event, json, text) in [
          ("topicSubscription", "{\(unknown)}", "not offered to you"),
          ("closeWrapup", "{\(unknown),\"cimEvent\":null}", "is over"),
          ("topicUnsubscription", "{\(unknown),\"agentId\":\"bob\"}", "agentId is not yours"),
          ("consultTransferRequest", "{\(unknown)}", "you consult nobody"),
          ("pauseConversation", #"{"conversationId":"x"}"#, "is the id of no conversation"),
          ("subscribePullModeList", #"{"listId":"nothing"}"#, "there is no pull list"),
        ] {
          try await desk.send(#"42["\#(event)",\#(json)]"#)
          let told = try await next("errors", at: desk)
          #expect(told.contains(#""task":"\#(event)""#) && told.contains(text), "\(told)")
        }
      }
    }

    @Test func `a desk follows as many lists as it may, and no more`() async throws {
      try await withOffice { office in
        let list = PullList(id: "second", name: "Second", description: "")
        let context = CommandContext(principal: .system("DEMOCO"))
        _ = try await office.centre.partition.perform(.configure([.pullList(list)]), in: context)
        let desk = try await office.desk(of: "alice")
        #expect(try await next("onPullModeSubscribedList", at: desk).hasSuffix(",[]]"))
        try await desk.send(#"42["subscribePullModeList",{"listId":"callbacks"}]"#)
        #expect(try await next("onPullModeSubscribedList", at: desk).contains("callbacks"))
        try await desk.send(#"42["subscribePullModeList",{"listId":"second"}]"#)
        #expect(try await next("errors", at: desk).contains("you follow 1 lists"))
        try await desk.send(#"42["unsubscribePullModeList",{"listId":"callbacks"}]"#)
        #expect(try await next("onPullModeSubscribedList", at: desk).hasSuffix(",[]]"))
        try await desk.send(#"42["subscribePullModeList",{"listId":"second"}]"#)
        #expect(try await next("onPullModeSubscribedList", at: desk).contains("second"))
      }
    }

    @Test func `a message that names a file of another conversation is refused, others are not`() async throws {
      try await withOffice { office in
        let desk = try await office.desk(of: "alice")
        let address = office.centre.files.address(
          of: try #require(FileID("01900000-0000-7000-8000-000000000009")),
          in: "DEMOCO"
        )
        func publish(_ id: String, _ url: String) async throws {
          try await desk.send(
            #"42["publishCimEvent",{"conversationId":"01900000-0000-7000-8000-000000000001","cimEvent":"#
              + #"{"name":"AGENT_MESSAGE","type":"MESSAGE","data":{"id":"\#(id)","header":{"sender":{"type":"AGENT"}},"#
              + #""body":{"type":"IMAGE","attachment":{"mediaUrl":"\#(url)"}}}}}]"#
          )
        }
        try await publish("one", address)
        try await publish("two", "https://example.com/files/a.png")
        #expect(try await next("errors", at: desk).contains("names a file that is none of this conversation"))
        // What waited for it goes on, as far as the centre, which knows no such conversation.
        let told = try await next("errors", at: desk)
        #expect(told.contains("does not exist or is closed"), "\(told)")
      }
    }

    @Test func `a desk ends with the rights of its login, and with another desk of its agent`() async throws {
      try await withOffice { office in
        let (alice, bob) = (try await office.desk(of: "alice"), try await office.desk(of: "bob"))
        office.tokens.roles.withLock { $0["alice"] = nil }
        for agent in ["alice", "bob"] as [AgentID] { office.service.rightsChanged(agent, of: "DEMOCO") }
        _ = try await alice.client.closeCode()
        // Nothing changed for the other.
        let again = try await office.desk(of: "bob")
        #expect(try await next("socketSessionRemoved", at: bob).contains(#""agentId":"bob""#))
        _ = again
      }
    }
  }
}
