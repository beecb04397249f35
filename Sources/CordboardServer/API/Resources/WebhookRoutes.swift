// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import WebhookDelivery

/// Native webhooks: for whoever both sees everything and configures, because they are told everything.
enum WebhookRoutes {
  static let all = [
    APIRoute("GET", "/webhooks", list),
    APIRoute("POST", "/webhooks", create),
    APIRoute("GET", "/webhooks/{webhook}", show),
    APIRoute("PUT", "/webhooks/{webhook}", replace),
    APIRoute("DELETE", "/webhooks/{webhook}", remove),
    APIRoute("POST", "/webhooks/{webhook}/enable", enable),
    APIRoute("POST", "/webhooks/{webhook}/disable", disable),
    APIRoute("POST", "/webhooks/{webhook}/rotate-secret", rotate),
    APIRoute("POST", "/webhooks/{webhook}/test", WebhookDeliveryRoutes.test),
    APIRoute("GET", "/webhooks/{webhook}/attempts", WebhookDeliveryRoutes.attempts),
    APIRoute("GET", "/webhooks/{webhook}/dead-letters", WebhookDeliveryRoutes.deadLetters),
    APIRoute("DELETE", "/webhooks/{webhook}/dead-letters", WebhookDeliveryRoutes.discard),
    APIRoute("POST", "/webhooks/{webhook}/replay", WebhookDeliveryRoutes.replay),
  ]

  /// The webhooks of the server, for whoever may have any.
  static func webhooks(_ call: APICall) throws(Problem) -> NativeWebhooks {
    guard call.principal.mayAudit else { throw Problem(.notPermitted("have webhooks, which are told everything")) }
    guard let webhooks = call.api.webhooks else {
      throw Problem(404, "notFound", "webhooks are switched off (webhooks.enabled)")
    }
    return webhooks
  }

  /// Finds the webhook of the address.
  static func find(_ call: APICall) async throws(Problem) -> (NativeWebhooks, NativeWebhook) {
    let webhooks = try webhooks(call)
    let id = call.parameters["webhook"] ?? ""
    do throws(NativeWebhooks.Failure) {
      return (webhooks, try await webhooks.webhook(id, of: call.account))
    } catch {
      throw Problem(error)
    }
  }

  // MARK: Reading

  static func list(_ call: APICall) async throws(Problem) -> APIAnswer {
    let webhooks = try webhooks(call)
    try call.query().finish()
    let position = try await call.position()
    let found: [NativeWebhook]
    do throws(NativeWebhooks.Failure) {
      found = try await webhooks.all(of: call.account)
    } catch {
      throw Problem(error)
    }
    return .object(at: position) { json in
      json.array("webhooks", found) { json, webhook in json.object { webhook.write(to: &$0) } }
    }
  }

  static func show(_ call: APICall) async throws(Problem) -> APIAnswer {
    let (webhooks, webhook) = try await find(call)
    try call.query().finish()
    let position = try await call.position()
    let delivery = await webhooks.delivery(webhook.id, of: call.account)
    return .object(at: position) { json in
      json.key("webhook")
      json.object { json in
        webhook.write(to: &json)
        json.array("headers", webhook.headers) { $0.string($1.name) }
        if let delivery {
          json.key("delivery")
          json.object { delivery.write(to: &$0, head: position.offset) }
        }
      }
    }
  }

  // MARK: Changing

  static func create(_ call: APICall) async throws(Problem) -> APIAnswer {
    let webhooks = try webhooks(call)
    try call.query().finish()
    var body = try call.body()
    let request = try WebhookRequestBody(&body, settings: webhooks.settings)
    let before = try await call.position()
    let after = try WebhookRequestBody.after(&body)
    try body.finish()
    let asked = try WebhookRequestBody.offset(of: after, head: before)
    do throws(NativeWebhooks.Failure) {
      // What is refused is not on record as made.
      try await webhooks.checkRoom(in: call.account)
    } catch {
      throw Problem(error)
    }
    let webhook = request.webhook(by: call.principal.actor, at: webhooks.now)
    try await note(webhook.id, .created, call)
    let position = try await call.position()
    let beginning = WebhookRequestBody.beginning(asked: asked, made: position.offset)
    do throws(NativeWebhooks.Failure) {
      try await webhooks.add(webhook, of: call.account, after: beginning)
    } catch {
      throw Problem(error)
    }
    return answer(webhook, at: position, status: 201, showsSecret: true)
  }

  static func replace(_ call: APICall) async throws(Problem) -> APIAnswer {
    let webhooks = try webhooks(call)
    try call.query().finish()
    var body = try call.body()
    let request = try WebhookRequestBody(&body, settings: webhooks.settings, isReplacement: true)
    try body.finish()
    return try await change(call) { webhook in request.apply(to: &webhook) }
  }

  static func remove(_ call: APICall) async throws(Problem) -> APIAnswer {
    let (webhooks, webhook) = try await find(call)
    try call.query().finish()
    try call.body().finish()
    try await note(webhook.id, .removed, call)
    do throws(NativeWebhooks.Failure) {
      try await webhooks.remove(webhook.id, of: call.account)
    } catch {
      throw Problem(error)
    }
    return APIAnswer(status: 204)
  }

  static func enable(_ call: APICall) async throws(Problem) -> APIAnswer {
    try call.body().finish()
    let answer = try await change(call) { webhook in
      webhook.isEnabled = true
      webhook.disabledBecause = ""
      webhook.disabledAt = nil
    }
    let (webhooks, webhook) = try await find(call)
    await webhooks.hurry(webhook.id, of: call.account)
    return answer
  }

  static func disable(_ call: APICall) async throws(Problem) -> APIAnswer {
    try call.body().finish()
    return try await change(call) { webhook in webhook.isEnabled = false }
  }

  static func rotate(_ call: APICall) async throws(Problem) -> APIAnswer {
    let (webhooks, webhook) = try await find(call)
    var body = try call.body()
    let overlap = try body.optionalSeconds("overlap") ?? webhooks.settings.secretOverlap
    guard overlap <= .seconds(30 * 86_400) else {
      throw .invalid(body.place("overlap"), "must be 2592000 seconds (30 days) at most")
    }
    try body.finish()
    let (secret, now) = (WebhookSecret.random(webhook.signing), webhooks.now)
    var copy = webhook.secrets
    do throws(WebhookSecrets.Problem) {
      try copy.rotate(new: secret, overlap: overlap, at: now)
    } catch {
      throw Problem(409, "tooManySecrets", "\(error)")
    }
    return try await change(call, .secretReplaced) { webhook in
      // Two at once: the second keeps the first's.
      try? webhook.secrets.rotate(new: secret, overlap: overlap, at: now)
    }
  }

  private static func change(
    _ call: APICall,
    _ effect: WebhookEffect = .changed,
    _ body: @escaping @Sendable (inout NativeWebhook) -> Void
  ) async throws(Problem) -> APIAnswer {
    let (webhooks, webhook) = try await find(call)
    try call.query().finish()
    try await note(webhook.id, effect, call)
    let position = try await call.position()
    do throws(NativeWebhooks.Failure) {
      let changed = try await webhooks.change(webhook.id, of: call.account, body)
      return answer(changed, at: position, showsSecret: effect == .secretReplaced)
    } catch {
      throw Problem(error)
    }
  }

  /// Puts on record who does what to a webhook, before it is done.
  private static func note(_ id: String, _ effect: WebhookEffect, _ call: APICall) async throws(Problem) {
    let change = WebhookChanged(webhook: "native/\(id)", effect: effect)
    do throws(Rejection) {
      _ = try await call.api.gateway.perform(.noteWebhook(change), in: CommandContext(principal: call.principal))
    } catch {
      throw Problem(error)
    }
  }

  private static func answer(
    _ webhook: NativeWebhook,
    at position: Position,
    status: Int = 200,
    showsSecret: Bool = false
  ) -> APIAnswer {
    .object(status, at: position) { json in
      json.key("webhook")
      json.object { json in
        webhook.write(to: &json)
        json.array("headers", webhook.headers) { $0.string($1.name) }
        if showsSecret { json.member("secret", webhook.secrets.current.verifyingText) }
      }
    }
  }
}

extension APICall {
  /// Where the account's log is.
  func position() async throws(Problem) -> Position {
    try await ask { _, position throws(Rejection) in position }
  }
}

extension Problem {
  init(_ failure: NativeWebhooks.Failure) {
    switch failure {
    case .unknown: self.init(404, "notFound", "there is no such webhook in this account")
    case .tooMany(let limit):
      self.init(409, "tooManyWebhooks", "the account has \(limit) webhooks, as many as it may; remove one first")
    case .notActive:
      self.init(409, "webhookNotActive", "the webhook is not delivered to; enable it first")
    case .full:
      self.init(
        409,
        "replayPending",
        "the webhook has as much to send again as it may; ask again once what was asked for before is delivered"
      )
    case .unavailable: self.init(Rejection.unavailable)
    }
  }
}
