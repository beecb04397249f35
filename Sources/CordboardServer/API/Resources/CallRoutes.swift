// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit

/// What the provider of a voice channel reports: where its calls, and the legs it was told to connect, stand. What it is
/// told are facts of the topic `channel:ID`.
enum CallRoutes {
  static let all = [
    APIRoute("GET", "/channels/{channel}/calls", list),
    APIRoute("GET", "/channels/{channel}/calls/{call}", show),
    APIRoute("PUT", "/channels/{channel}/calls/{call}", report),
    APIRoute("POST", "/channels/{channel}/reconcile-calls", reconcile),
    APIRoute("PUT", "/channels/{channel}/call-legs/{leg}", reportLeg),
  ]

  static func list(_ call: APICall) async throws(Problem) -> APIAnswer {
    let channel: ChannelID = try call.id("channel")
    try call.query().finish()
    return try await renderAll(channel, call)
  }

  static func show(_ call: APICall) async throws(Problem) -> APIAnswer {
    let channel: ChannelID = try call.id("channel")
    let id: CallID = try call.id("call")
    try call.query().finish()
    let principal = call.principal
    let (view, position) = try await call.ask { centre, position throws(Rejection) in
      try checkReading(channel, principal, centre)
      guard let found = centre.call(id, on: channel) else { throw .unknownCall(id) }
      return (CallView(found.call, of: found.conversation), position)
    }
    return .object(at: position) { $0.member("call", view) }
  }

  static func report(_ call: APICall) async throws(Problem) -> APIAnswer {
    let channel: ChannelID = try call.id("channel")
    let id: CallID = try call.id("call")
    var body = try call.body()
    var report = ReportCall(channel: channel, call: id, state: try body.choice("state"))
    report.callingNumber = try body.optionalString("callingNumber", maximumBytes: 1_024)
    report.dialledNumber = try body.optionalString("dialledNumber", maximumBytes: 1_024)
    let name = try body.optionalString("displayName", maximumBytes: 1_024)
    report.conversation = try body.optionalUniqueIdentifier("conversation")
    report.leg = try body.optionalUniqueIdentifier("leg")
    report.reason = try body.optionalChoice("reason")
    report.detail = try body.optionalString("detail", maximumBytes: 4_096)
    report.attributes = try body.attributes()
    try body.finish()
    // Callers who hide their number are strangers to each other.
    var identifier = report.callingNumber ?? ""
    if identifier.isEmpty { identifier = "anonymous;call=\(id)" }
    let person = CustomerID(identifier: identifier, on: .voice, in: call.account)
    report.customer = Customer(id: person, identifier: identifier, displayName: name)
    let state = report.state
    let outcome = try await call.perform(.reportCall(report))
    let (view, position) = try await call.ask { centre, position throws(Rejection) in
      (centre.call(id, on: channel).map { CallView($0.call, of: $0.conversation) }, position)
    }
    return APIAnswer.object(at: position) { json in
      if let view {
        json.member("call", view)
      } else {
        // Over for so long that only its id is remembered.
        json.key("call")
        json.object { json in
          json.member("id", id)
          json.member("channel", channel)
          json.member("state", state)
        }
      }
    }.after(outcome)
  }

  static func reportLeg(_ call: APICall) async throws(Problem) -> APIAnswer {
    let channel: ChannelID = try call.id("channel")
    var body = try call.body()
    let report = ReportCallLeg(
      channel: channel,
      leg: try call.uniqueID("leg"),
      state: try body.choice("state"),
      reason: try body.optionalChoice("reason"),
      providerLeg: try body.optionalString("providerLeg", maximumBytes: 1_024)
    )
    try body.finish()
    return .nothing(after: try await call.perform(.reportCallLeg(report)))
  }

  /// The most calls a provider can name at once.
  private static let callsNamed = 10_000

  static func reconcile(_ call: APICall) async throws(Problem) -> APIAnswer {
    let channel: ChannelID = try call.id("channel")
    var body = try call.body()
    // An empty list ends every call: nobody says that by leaving it out.
    guard body.raw("calls") != nil else { throw .invalid(body.place("calls"), "is missing") }
    var live: [CallID] = []
    for (value, pointer) in try body.array("calls", maximum: callsNamed) {
      live.append(try JSONReader.identifier(value, at: pointer))
    }
    try body.finish()
    let outcome = try await call.perform(.reconcileCalls(channel, live))
    return try await renderAll(channel, besides: live, call).after(outcome)
  }

  // MARK: Answering

  /// The calls of a channel that are not over for everybody and, of those that the provider named, the ones that are.
  private static func renderAll(
    _ channel: ChannelID,
    besides named: [CallID]? = nil,
    _ call: APICall
  ) async throws(Problem) -> APIAnswer {
    let principal = call.principal
    let (views, over, position) = try await call.ask { centre, position throws(Rejection) in
      try checkReading(channel, principal, centre)
      let views = centre.calls(on: channel).map { CallView($0.call, of: $0.conversation) }
      let known = Set(views.filter { !$0.call.state.isFinal }.compactMap(\.call.id))
      return (views, named.map { $0.filter { !known.contains($0) } }, position)
    }
    return .object(at: position) { json in
      json.array("calls", views) { $0.object($1) }
      if let over { json.array("over", over) { $0.string($1.rawValue) } }
    }
  }

  private static func checkReading(
    _ channel: ChannelID,
    _ principal: Principal,
    _ centre: borrowing ContactCentre
  ) throws(Rejection) {
    guard centre.maySeeCalls(of: channel, principal) else {
      guard principal.permissions.contains(.reportCalls), !centre.hasChannel(channel) else {
        throw .notPermitted("see the calls of channel \(channel); its provider may")
      }
      throw .unknownChannel(channel)
    }
    guard centre.hasChannel(channel) else { throw .unknownChannel(channel) }
  }
}

extension JSONReader {
  /// The member `attributes`: an object of strings; nothing if there is none.
  mutating func attributes() throws(Problem) -> [Attribute] {
    guard var object = try optionalObject("attributes") else { return [] }
    var attributes: [Attribute] = []
    for member in object.takeAll() {
      guard case .string(let text) = member.value else {
        throw .invalid(object.place(member.name), "must be a string, not \(member.value.kindName)")
      }
      attributes.append(Attribute(name: member.name, value: text))
    }
    return attributes
  }
}
