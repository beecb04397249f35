// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import DialectKit
import Testing

@testable import CordboardServer

/// What the provider of a voice channel does over the API.
@Suite struct APICallTests {
  private static func arrange() async throws -> TestAPI {
    let api = try await TestAPI()
    func channel(_ id: ChannelID, _ address: String, _ provider: ClientID) -> Channel {
      Channel(
        id: id,
        type: .voice,
        serviceIdentifier: address,
        mediaRoutingDomain: "voice",
        routing: .push(queue: "voice", priority: 0),
        outbound: OutboundRule(),
        voice: VoiceRule(provider: provider)
      )
    }
    var alice = SampleAccount.agent("alice", teams: ["service"])
    alice.extension = "201"
    let changes: [ConfigurationChange] = [
      .mediaRoutingDomain(MediaRoutingDomain(id: "voice", name: "Voice", maxRequests: 1, interruptible: false)),
      .queue(
        Queue(
          id: "voice",
          name: "Voice",
          mediaRoutingDomain: "voice",
          members: QueueMembers(everyone: true, teams: [], agents: []),
          strategy: .longestAvailable,
          offerDeadline: .seconds(20)
        )
      ),
      .client(APIClient(id: "pbx", name: "PBX", scopes: [.calls])),
      .client(APIClient(id: "otherPBX", name: "Other", scopes: [.calls])),
      .channel(channel("phone", "8001", "pbx")), .channel(channel("fax", "8002", "otherPBX")), .agent(alice),
    ]
    _ = try await api.partition.perform(
      .configure(changes),
      in: CommandContext(principal: .system("DEMOCO"))
    )
    try await api.makeReady(.alice)
    try await api.send("PUT", "/agents/alice/media/voice", #"{"state":"READY"}"#)
    return api
  }

  private static let ringing = #"{"state":"ringing","callingNumber":"+49301","attributes":{"ucid":"00017"}}"#

  @Test func `a call is reported, shown to its agent, and ended`() async throws {
    let api = try await Self.arrange()
    let started = try await api.send("PUT", "/channels/phone/calls/c%2F1", Self.ringing, as: .pbx)
    #expect(started.status == 200)
    #expect(started["call"]?["id"] == .string("c/1"))
    #expect(started["call"]?["state"] == .string("ringing"))
    #expect(started["call"]?["dialledNumber"] == .string("8001"))
    let conversation = try #require(started["call"]?["conversation"]?.stringValue)
    let again = try await api.send("PUT", "/channels/phone/calls/c%2F1", Self.ringing, as: .pbx)
    #expect(again["call"] == started["call"] && again["position"] == started["position"])
    try await api.send("POST", "/offers/\(try await api.offer(to: .alice))/accept")
    let told = try await api.send("GET", "/events?topics=channel:phone&kinds=callInstructed", as: .pbx)
    let order = try #require(told["events"]?.arrayValue?.first?["data"])
    #expect(order["instruction"] == .string("connect"))
    #expect(order["extension"] == .string("201"))
    let leg = try #require(order["leg"]?.stringValue)
    let answered = #"{"state":"answered","providerLeg":"SIP/201-1"}"#
    #expect(try await api.send("PUT", "/channels/phone/call-legs/\(leg)", answered, as: .pbx).status == 204)
    try await api.send("PUT", "/channels/phone/calls/c%2F1", #"{"state":"answered"}"#, as: .pbx)
    let seen = try await api.send("GET", "/conversations/\(conversation)")
    let call = try #require(seen["conversation"]?["call"])
    #expect(call["callingNumber"] == .string("+49301"))
    #expect(call["legs"]?.arrayValue?.first?["providerLeg"] == .string("SIP/201-1"))
    #expect(seen["conversation"]?["attributes"]?["ucid"] == .string("00017"))
    let listed = try await api.send("GET", "/channels/phone/calls", as: .pbx)
    #expect(listed["calls"]?.arrayValue?.count == 1)
    let ended = try await api.send(
      "PUT",
      "/channels/phone/calls/c%2F1",
      #"{"state":"ended","reason":"hungUp"}"#,
      as: .pbx
    )
    #expect(ended["call"]?["state"] == .string("ended"))
    // The call is over and its conversation closed: what is left is its history.
    let closed = try await api.send("GET", "/conversations/\(conversation)")
    #expect(closed["conversation"]?["state"] == .string("closed"))
    #expect(closed["conversation"]?["call"]?["state"] == .string("ended"))
    let late = try await api.send("PUT", "/channels/phone/calls/c%2F1", #"{"state":"ended"}"#, as: .pbx)
    #expect(late.status == 200 && late["call"]?["state"] == .string("ended"))
    #expect(try await api.send("PUT", "/channels/phone/calls/c%2F1", Self.ringing, as: .pbx).problem == "callEnded")
    #expect(
      try await api.send("PUT", "/channels/phone/call-legs/\(leg)", answered, as: .pbx).problem == "unknownCallLeg"
    )
  }

  @Test func `a provider that was away says what it has`() async throws {
    let api = try await Self.arrange()
    for id in ["a", "b"] { try await api.send("PUT", "/channels/phone/calls/\(id)", Self.ringing, as: .pbx) }
    let answer = try await api.send("POST", "/channels/phone/reconcile-calls", #"{"calls":["b","z"]}"#, as: .pbx)
    #expect(answer["calls"]?.arrayValue?.map { $0["id"] } == [.string("b")])
    #expect(answer["over"] == .array([.string("z")]))
    let again = try await api.send("POST", "/channels/phone/reconcile-calls", #"{"calls":["b"]}"#, as: .pbx)
    #expect(again["position"] == answer["position"])
    let nothing = try await api.send("POST", "/channels/phone/reconcile-calls", "{}", as: .pbx)
    #expect(nothing.problem == "invalid" && nothing.pointer == "/calls")
  }

  @Test func `an agent calls a customer, and the provider says whose call it is`() async throws {
    let api = try await Self.arrange()
    let body = #"{"direction":"outbound","channel":"phone","customer":{"identifier":"+4977"}}"#
    let started = try await api.send("POST", "/conversations", body)
    let conversation = try #require(started["conversation"]?["id"]?.stringValue)
    let told = try await api.send("GET", "/events?topics=channel:phone&kinds=callInstructed", as: .pbx)
    let orders = told["events"]?.arrayValue?.map { $0["data"]?["instruction"] }
    #expect(orders == [.string("connect"), .string("dial")])
    let report = #"{"state":"ringing","conversation":"\#(conversation)"}"#
    let bound = try await api.send("PUT", "/channels/phone/calls/out-1", report, as: .pbx)
    #expect(bound["call"]?["conversation"] == .string(conversation))
    #expect(try await api.send("PUT", "/channels/phone/calls/out-2", report, as: .pbx).problem == "otherCall")
  }

  @Test func `others neither report nor see the calls of a channel`() async throws {
    let api = try await Self.arrange()
    let path = "/channels/phone/calls/c1"
    try await api.send("PUT", path, Self.ringing, as: .pbx)
    for sender in [.otherPBX, .alice, .integration, .reader, .sam, .ada] as [TestAPI.Sender] {
      #expect(try await api.send("PUT", path, Self.ringing, as: sender).problem == "notPermitted", "\(sender)")
      let empty = #"{"calls":[]}"#
      #expect(
        try await api.send("POST", "/channels/phone/reconcile-calls", empty, as: sender).problem == "notPermitted"
      )
    }
    for sender in [.otherPBX, .alice, .integration, .sam] as [TestAPI.Sender] {
      let status = try await api.send("GET", path, as: sender).status
      #expect(status == 403 || status == 404, "\(sender)")
      #expect(try await api.send("GET", "/channels/phone/calls", as: sender).status == status)
      #expect(try await api.send("GET", "/events?topics=channel:phone", as: sender).status == 403)
    }
    #expect(try await api.send("GET", "/channels/phone/calls", as: .ada)["calls"]?.arrayValue?.count == 1)
    #expect(try await api.send("GET", path, as: .stranger).status == 403)
    #expect(try await api.send("GET", "/channels/nowhere/calls", as: .pbx).problem == "unknownChannel")
    #expect(try await api.send("GET", "/channels/phone/calls/none", as: .pbx).problem == "unknownCall")
    #expect(try await api.send("PUT", "/channels/nowhere/calls/c1", Self.ringing, as: .pbx).problem == "unknownChannel")
    #expect(try await api.send("PUT", "/channels/fax/calls/c1", Self.ringing, as: .pbx).problem == "notPermitted")
    #expect(try await api.send("GET", "/events", as: .pbx).status == 403)
  }
}
