// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit

@testable import CordboardServer

extension AssistanceTarget {
  fileprivate var isExternal: Bool { if case .external = self { true } else { false } }
}

/// Who may do what: one row for each route of the native API, and a body to try it with. A new route needs a row here.
struct AuthorizationRow: Sendable {
  /// What a route shows beside what the caller may see anyway.
  enum Also: Sendable {
    /// What waits on pull lists, to those who work.
    case listedWork
    /// Everything of a customer, to the agent who serves it now.
    case servedCustomers
  }

  typealias Body = @Sendable (inout AuthorizationDraw) -> String?

  let route: String
  /// Whose requests may succeed. What they succeed with is the oracle's business.
  let may: Set<Caller.Kind>
  let also: Also?
  let body: Body?
  let query: Body?
  /// How often it is tried, against others.
  let weight: Int
  let contentType: String

  init(
    _ route: String,
    _ may: Set<Caller.Kind>,
    also: Also? = nil,
    weight: Int = 3,
    type: String = "application/json",
    _ body: Body? = nil,
    query: Body? = nil
  ) {
    self.route = route
    self.may = may
    self.also = also
    self.body = body
    self.query = query
    self.weight = weight
    contentType = type
  }

  /// Whether a conversation is one the route is for; for most routes every one is.
  func fits(_ conversation: Conversation) -> Bool {
    if route.contains("survey") { return conversation.survey != nil }
    if route.contains("bot/leave") { return conversation.participants.contains { $0.bot != nil } }
    guard route.contains("{assistance}") else { return false }
    return conversation.assistances.contains { asked in
      switch asked.kind {
      case .transfer: route.contains("transfers") && (asked.target.isExternal || !route.contains("complete"))
      case .conference: route.contains("conferences")
      case .consult: route.contains("consults") && (asked.answeredBy != nil || route.contains("end"))
      }
    }
  }

  private static let anybody = Set(Caller.Kind.allCases).subtracting([.outsider])
  private static let workers: Set<Caller.Kind> = [.agent, .supervisor, .agents]
  private static let readers: Set<Caller.Kind> = workers.union([.administrator, .events, .conversations, .bots])
  private static let channel: Set<Caller.Kind> = [.conversations]
  private static let overseers: Set<Caller.Kind> = [.supervisor, .agents]
  private static let administration: Set<Caller.Kind> = [.administrator, .configuration]

  static let all =
    presence + calls + supervision + workbins + conversations + messages + files + assistance + work + views
    + configuration + webhooks

  private static let presence = [
    AuthorizationRow("GET /agents", anybody),
    AuthorizationRow("GET /agents/{agent}", workers.union([.administrator, .events])),
    AuthorizationRow("POST /agents/{agent}/login", workers) { _ in "{}" },
    AuthorizationRow("POST /agents/{agent}/logout", workers, weight: 1) { _ in "{}" },
    AuthorizationRow("PUT /agents/{agent}/state", workers) { draw in
      draw.object(("state", draw.one(of: "READY", "READY", "READY", "NOT_READY")))
    },
    AuthorizationRow("PUT /agents/{agent}/media/{mediaRoutingDomain}", workers) { draw in
      draw.object(("state", draw.one(of: "READY", "READY", "READY", "NOT_READY")))
    },
    AuthorizationRow("PUT /agents/{agent}/devices/{device}", workers),
    AuthorizationRow("DELETE /agents/{agent}/devices/{device}", workers, weight: 1),
  ]

  private static let supervisor: @Sendable (inout AuthorizationDraw) -> String? = { draw in
    draw.caller.kind == .agents ? draw.one(of: "red-lead", "blue-lead") : nil
  }

  private static let supervision = [
    AuthorizationRow("POST /agents/{agent}/force-state", overseers) { draw in
      draw.object(("supervisor", supervisor(&draw)), ("state", draw.one(of: "READY", "READY", "NOT_READY")))
    },
    AuthorizationRow("POST /agents/{agent}/force-logout", overseers, weight: 1) { draw in
      draw.object(("supervisor", supervisor(&draw)))
    },
    AuthorizationRow("POST /work-items/{workItem}/reassign", overseers, weight: 1) { draw in
      let target = draw.object(("queue", draw.text(draw.pick(AuthorizationWorld.queues) ?? "")))
      return draw.object(("supervisor", supervisor(&draw)), ("target", target))
    },
    AuthorizationRow("POST /work-items/{workItem}/wrap-up/end", overseers, weight: 1) { draw in
      draw.object(("supervisor", supervisor(&draw)))
    },
  ]

  private static let calls = [
    AuthorizationRow("GET /channels/{channel}/calls", [.calls, .administrator, .events]),
    AuthorizationRow("GET /channels/{channel}/calls/{call}", [.calls, .administrator, .events]),
    AuthorizationRow("PUT /channels/{channel}/calls/{call}", [.calls]) { draw in
      draw.object(("state", draw.one(of: "ringing", "answered", "ended")), ("callingNumber", draw.word()))
    },
    AuthorizationRow("POST /channels/{channel}/reconcile-calls", [.calls], weight: 1) { _ in #"{"calls":["call-1"]}"# },
    AuthorizationRow("PUT /channels/{channel}/call-legs/{leg}", [.calls], weight: 1) { draw in
      draw.object(("state", draw.one(of: "ringing", "answered", "ended")))
    },
  ]

  private static let workbins = [
    AuthorizationRow("GET /workbins/agents/{agent}/items", workers.union([.administrator, .events])),
    AuthorizationRow("GET /workbins/teams/{team}/items", workers.union([.administrator, .events])),
    AuthorizationRow("POST /work-items/{workItem}/workbin", workers, weight: 1) { draw in
      let team = draw.one(of: "red", "blue")
      return draw.object(
        ("agent", draw.agent()),
        ("workbin", draw.random.oneIn(2) ? draw.object(("team", team)) : nil)
      )
    },
    AuthorizationRow("POST /work-items/{workItem}/workbin/take", workers) { $0.object(("agent", $0.agent())) },
    AuthorizationRow("POST /work-items/{workItem}/wrap-up/extend", workers) { draw in
      draw.object(("agent", draw.agent()), ("seconds", "30"))
    },
  ]

  private static let conversations = [
    AuthorizationRow("POST /conversations", workers.union(channel), weight: 8) { draw in
      let isOutbound = draw.caller.kind != .conversations || draw.random.oneIn(4)
      return draw.object(
        ("channel", draw.text(draw.pick(AuthorizationWorld.channels) ?? "")),
        ("customer", draw.customer()),
        ("subject", draw.word()),
        ("attributes", draw.object(("topic", draw.word()))),
        ("message", draw.object(("body", draw.object(("text", draw.word()))))),
        ("direction", isOutbound ? draw.text("outbound") : nil),
        ("agent", isOutbound ? draw.agent() : nil)
      )
    },
    AuthorizationRow("GET /conversations", anybody, query: { $0.random.oneIn(3) ? "queue=red-queue" : nil }),
    AuthorizationRow("GET /conversations/{conversation}", readers),
    AuthorizationRow("GET /conversations/{conversation}/events", readers),
    AuthorizationRow("PATCH /conversations/{conversation}/attributes", workers.union([.conversations, .bots])) { draw in
      draw.object(("topic", draw.word()), (draw.random.oneIn(2) ? "gone" : "other", "null"))
    },
    AuthorizationRow("POST /conversations/{conversation}/sessions", channel) { draw in
      draw.object(("channel", draw.text(draw.pick(AuthorizationWorld.channels) ?? "")), ("customer", draw.customer()))
    },
    AuthorizationRow("POST /conversations/{conversation}/end-session", channel, weight: 2) { draw in
      draw.object(("detail", draw.word()))
    },
    AuthorizationRow("POST /conversations/{conversation}/hold", workers) { draw in
      draw.object(("agent", draw.agent()), ("limitSeconds", draw.number(5...60)))
    },
    AuthorizationRow("POST /conversations/{conversation}/resume", workers) { $0.object(("agent", $0.agent())) },
    AuthorizationRow("POST /conversations/{conversation}/dismiss-response", workers) {
      $0.object(("agent", $0.agent()))
    },
    AuthorizationRow("POST /conversations/{conversation}/reached", channel),
    AuthorizationRow("POST /conversations/{conversation}/survey/answers", channel) { draw in
      draw.object(("question", draw.text("q")), ("answer", draw.word()))
    },
    AuthorizationRow("POST /conversations/{conversation}/leave", workers, weight: 2) {
      $0.object(("agent", $0.agent()))
    },
    AuthorizationRow("POST /conversations/{conversation}/close", workers.union(channel), weight: 1) { draw in
      draw.object(("detail", draw.word()), ("reason", draw.random.oneIn(2) ? draw.one(of: "agent", "supervisor") : nil))
    },
  ]

  private static let messages = [
    AuthorizationRow("GET /conversations/{conversation}/messages", readers),
    AuthorizationRow(
      "POST /conversations/{conversation}/messages",
      workers.union([.conversations, .bots]),
      weight: 8
    ) { draw in
      draw.object(
        ("as", draw.speaker()),
        ("agent", draw.caller.kind == .agents ? draw.agent() : nil),
        ("body", draw.object(("text", draw.word())))
      )
    },
    AuthorizationRow(
      "POST /conversations/{conversation}/receipts",
      workers.union([.conversations, .bots])
    ) { draw in
      draw.object(
        ("as", draw.speaker()),
        ("agent", draw.caller.kind == .agents ? draw.agent() : nil),
        ("message", draw.message()),
        ("status", draw.one(of: "delivered", "read")),
        ("detail", draw.word())
      )
    },
    AuthorizationRow(
      "POST /conversations/{conversation}/typing",
      workers.union([.conversations, .bots])
    ) { draw in
      draw.object(
        ("as", draw.speaker()),
        ("agent", draw.caller.kind == .agents ? draw.agent() : nil),
        ("isTyping", "true")
      )
    },
  ]

  private static let files = [
    AuthorizationRow(
      "POST /conversations/{conversation}/files",
      workers.union([.conversations, .bots]),
      type: "text/plain",
      { $0.words.next() },
      query: { $0.random.oneIn(2) ? "name=\($0.words.next())" : nil }
    ),
    AuthorizationRow("GET /conversations/{conversation}/files", readers),
    AuthorizationRow("GET /files/{file}", readers),
    AuthorizationRow("GET /files/{file}/content", readers),
    AuthorizationRow("DELETE /files/{file}", administration, weight: 1),
  ]

  private static let asking: Body = { draw in
    draw.object(("agent", draw.agent()), ("target", draw.target()), ("note", draw.word()))
  }

  private static let assistance = [
    AuthorizationRow("GET /conversations/{conversation}/assistances", readers),
    AuthorizationRow("POST /conversations/{conversation}/transfers", workers.union([.bots]), asking),
    AuthorizationRow(
      "POST /conversations/{conversation}/transfers/{assistance}/cancel",
      workers.union([.bots])
    ) { $0.object(("agent", $0.agent())) },
    AuthorizationRow("POST /conversations/{conversation}/transfers/{assistance}/complete", channel.union([.calls])),
    AuthorizationRow("POST /conversations/{conversation}/transfers/{assistance}/fail", [.conversations, .bots, .calls])
    {
      draw in
      draw.object(("detail", draw.word()))
    },
    AuthorizationRow("POST /conversations/{conversation}/conferences", workers.union([.bots]), asking),
    AuthorizationRow("POST /conversations/{conversation}/conferences/{assistance}/cancel", workers) { draw in
      draw.object(("agent", draw.agent()))
    },
    AuthorizationRow("POST /conversations/{conversation}/consults", workers.union([.bots]), asking),
    AuthorizationRow("POST /conversations/{conversation}/consults/{assistance}/end", workers) { draw in
      draw.object(("agent", draw.agent()))
    },
    AuthorizationRow("POST /conversations/{conversation}/consults/{assistance}/complete", workers) { draw in
      draw.object(("agent", draw.agent()), ("as", draw.one(of: "transfer", "conference")))
    },
    AuthorizationRow("POST /conversations/{conversation}/bot/join", [.bots]),
    AuthorizationRow("POST /conversations/{conversation}/bot/leave", [.bots]),
    AuthorizationRow("POST /conversations/{conversation}/supervise", overseers) { draw in
      draw.object(("agent", draw.agent()), ("role", draw.one(of: "silentMonitor", "coach", "barged")))
    },
    AuthorizationRow("DELETE /conversations/{conversation}/participants/{participant}", overseers, weight: 1),
  ]

  private static let work = [
    AuthorizationRow("GET /offers", anybody),
    AuthorizationRow("POST /offers/{offer}/accept", workers, weight: 12) { $0.object(("agent", $0.agent())) },
    AuthorizationRow("POST /offers/{offer}/reject", workers, weight: 1) { draw in
      draw.object(("agent", draw.agent()), ("reason", draw.word()))
    },
    AuthorizationRow("GET /work-items", anybody),
    AuthorizationRow("GET /work-items/{workItem}", readers),
    AuthorizationRow("POST /work-items/{workItem}/wrap-up", workers) { draw in
      draw.object(("agent", draw.agent()), ("note", draw.word()))
    },
    AuthorizationRow("GET /pull-lists/{pullList}/items", workers.union([.administrator, .events]), also: .listedWork),
    AuthorizationRow("POST /pull-lists/{pullList}/items/{workItem}/take", workers) { $0.object(("agent", $0.agent())) },
  ]

  private static let views = [
    AuthorizationRow(
      "GET /conversations/search",
      readers.subtracting([.bots]),
      query: { draw in
        let customer = draw.own.conversations.values.map(\.customer.id).sorted().first?.description ?? ""
        return draw.pick([
          "limit=100", "agent=\(draw.pick(AuthorizationWorld.agents) ?? "")", "customer=\(customer)", "state=closed",
          "queue=\(draw.pick(AuthorizationWorld.queues) ?? "")", "text=\(customer.prefix(4))",
        ])
      }
    ),
    AuthorizationRow("GET /audit", [.administrator], query: { $0.random.oneIn(2) ? nil : "kinds=accessGranted" }),
    AuthorizationRow("GET /customers/{customer}/conversations", anybody, also: .servedCustomers),
    AuthorizationRow("DELETE /customers/{customer}", administration, weight: 1),
    AuthorizationRow(
      "GET /state",
      workers.union([.administrator, .events]),
      query: { draw in draw.random.oneIn(3) ? nil : "agent=\(draw.pick(AuthorizationWorld.agents) ?? "")" }
    ),
    AuthorizationRow(
      "GET /events",
      readers.union([.calls]),
      query: { draw in draw.random.oneIn(4) ? nil : "limit=1000&topics=\(AuthorizationRun.topics(&draw))" }
    ),
  ]

  private static let configuration: [AuthorizationRow] = {
    let bodies: [(String, isForDesktops: Bool, Body)] = [
      ("media-routing-domains", true, { $0.object(("name", $0.word()), ("maxRequests", "2")) }),
      ("teams", false, { $0.object(("name", $0.word())) }),
      ("agents", false, { $0.object(("firstName", $0.word()), ("lastName", $0.text("x"))) }),
      ("clients", false, { $0.object(("name", $0.word()), ("scopes", "[]")) }),
      ("reason-codes", true, { $0.object(("label", $0.word()), ("kind", $0.text("NOT_READY"))) }),
      ("wrap-up-codes", true, { $0.object(("label", $0.word()), ("category", $0.text("x"))) }),
      ("pull-lists", true, { $0.object(("name", $0.word())) }),
      (
        "queues", false,
        { draw in
          draw.object(
            ("name", draw.word()),
            ("mediaRoutingDomain", draw.text("chat")),
            ("members", "{}"),
            ("offerDeadlineSeconds", "20")
          )
        }
      ),
      (
        "channels", false,
        { draw in
          draw.object(
            ("type", draw.text("chat")),
            ("serviceIdentifier", draw.word()),
            ("mediaRoutingDomain", draw.text("chat")),
            ("routing", draw.object(("pullList", draw.text("list"))))
          )
        }
      ),
    ]
    let reading: Set<Caller.Kind> = [.administrator, .events, .configuration]
    var rows: [AuthorizationRow] = []
    for (path, isForDesktops, body) in bodies {
      let may = isForDesktops ? reading.union(workers) : reading
      rows.append(AuthorizationRow("GET /configuration/\(path)", may, weight: 1))
      rows.append(AuthorizationRow("GET /configuration/\(path)/{id}", may, weight: 1))
      rows.append(AuthorizationRow("PUT /configuration/\(path)/{id}", administration, weight: 2, body))
      rows.append(AuthorizationRow("DELETE /configuration/\(path)/{id}", administration, weight: 1))
    }
    rows.append(
      AuthorizationRow(
        "GET /configuration/export",
        administration,
        weight: 1,
        query: { $0.random.oneIn(2) ? "secrets=true" : nil }
      )
    )
    rows.append(
      AuthorizationRow(
        "POST /configuration/import",
        administration,
        weight: 1,
        type: "application/yaml",
        { draw in
          let name = draw.account.rawValue
          let team = draw.pick(AuthorizationWorld.spares) ?? ""
          return "accounts: {\(name): {realm: \(name.lowercased()), teams: {\(team): {name: \(draw.words.next())}}}}"
        },
        query: { $0.random.oneIn(2) ? "dryRun=true" : nil }
      )
    )
    rows.append(AuthorizationRow("GET /configuration/settings", reading, weight: 1))
    rows.append(
      AuthorizationRow("PUT /configuration/settings", administration, weight: 1) { draw in
        let limits = draw.object(
          ("openConversations", "200"),
          ("messagesPerConversation", "100"),
          ("messageBytes", "1000"),
          ("attributesPerConversation", "10"),
          ("attributeBytes", "100"),
          ("rememberedCommands", "100")
        )
        return draw.object(
          ("name", draw.word()),
          ("realm", draw.text(draw.account.rawValue.lowercased())),
          ("disconnectLeaseSeconds", "3000"),
          ("rejectHoldSeconds", "5"),
          ("logoutPolicy", draw.text("requeue")),
          ("readyAllMedia", "false"),
          ("limits", limits)
        )
      }
    )
    rows.append(
      AuthorizationRow("PUT /configuration/agents/{id}/password", administration) { $0.object(("password", $0.word())) }
    )
    rows.append(
      AuthorizationRow("PUT /configuration/clients/{id}/secret", administration) { $0.object(("secret", $0.word())) }
    )
    return rows
  }()
}
