// SPDX-License-Identifier: Apache-2.0

import AvayaDialect
import ContactModel
import DialectKit
import Foundation

/// The REST operations of subscriptions (reference A.1): everything under `/api/notification/v1`.
struct AvayaAPI: Sendable {
  let subscriptions: AvayaSubscriptions
  let tokens: any TokenAuthenticator
  let throttle: RequestThrottle?
  let settings: ServerSettings.AvayaSettings
  let addresses: WebhookAddress
  /// Where peers reach the server, without a slash at its end.
  let baseURL: String
  let clock: any WallClock

  /// Answers a request. The path is taken apart here, so that `:renew` is no part of an id.
  func respond(to request: APIRequest) async -> HTTPReply {
    do throws(AvayaProblem) {
      return try await answer(request)
    } catch {
      return reply(error, to: request.path)
    }
  }

  /// A refusal, which names the address it is about as an absolute URI.
  func reply(_ problem: AvayaProblem, to path: String) -> HTTPReply {
    var problem = problem
    // What may stand in a request as it is need not be allowed in a URI.
    let allowed = CharacterSet.urlPathAllowed.union(["%"])
    problem.instance = baseURL + (path.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")
    return problem.reply
  }

  private func answer(_ request: APIRequest) async throws(AvayaProblem) -> HTTPReply {
    // Who has no token learns nothing of what there is.
    let holder = try await holder(of: request)
    let parts = request.segments
    // api, notification, v1, accounts, ACCOUNT, subscriptions and perhaps SUBSCRIPTION.
    guard (6...7).contains(parts.count), parts[3] == "accounts", parts[5] == "subscriptions" else { throw .noAddress }
    guard parts[4].isAccountOfAvaya else { throw .accountPattern }
    guard holder.principal.account.rawValue == parts[4] else {
      throw AvayaProblem(.forbidden, "the token belongs to another account")
    }
    guard holder.principal.permissions.contains(.readEverything) else {
      throw AvayaProblem(.forbidden, "subscriptions are for API clients with the scope events and for administrators")
    }
    guard parts.count == 7 else { return try await collection(request, holder) }
    let (id, verb) = Self.split(parts[6])
    guard verb == nil || verb == "renew" else { throw .noAddress }
    guard id.isUUID else { throw .subscriptionPattern }
    return try await one(request, holder, id.lowercased(), isRenewal: verb != nil)
  }

  /// An id and the verb behind its colon.
  private static func split(_ part: String) -> (id: String, verb: String?) {
    guard let colon = part.firstIndex(of: ":") else { return (part, nil) }
    return (String(part[..<colon]), String(part[part.index(after: colon)...]))
  }

  private func collection(_ request: APIRequest, _ holder: TokenHolder) async throws(AvayaProblem) -> HTTPReply {
    switch request.method {
    case "POST":
      let asked = try SubscriptionRequest(parsing: request.body, isLenient: settings.lenient)
      if let violation = asked.transport.problem(addresses) {
        throw AvayaProblem(violations: [violation])
      }
      let subscription = try await subscriptions.create(asked, by: holder)
      let location = "\(request.path)/\(subscription.id)"
      return reply(201, subscription, holder, [HTTPHeader("Location", location)])
    case "GET":
      let page = try PageRequest(request.query)
      let (found, total) = try await subscriptions.list(page, of: holder.principal.account)
      var json = JSONWriter(capacity: 4_096)
      json.object { json in
        page.write(found, total: total, path: request.path, to: &json) { write($0, holder, to: &$1) }
      }
      return HTTPReply(status: 200, headers: Self.headers, body: json.finish())
    default: throw .otherMethods(["GET", "POST"])
    }
  }

  private func one(
    _ request: APIRequest,
    _ holder: TokenHolder,
    _ id: String,
    isRenewal: Bool
  ) async throws(AvayaProblem) -> HTTPReply {
    switch (request.method, isRenewal) {
    case ("GET", false): return reply(200, try await subscriptions.get(id, of: holder.principal.account), holder)
    case ("DELETE", false):
      try await subscriptions.delete(id, of: holder.principal.account)
      return HTTPReply(status: 204)
    case ("POST", true):
      let authToken = try SubscriptionRequest.renewal(request.body)
      return reply(200, try await subscriptions.renew(id, authToken: authToken, by: holder), holder)
    case (_, true): throw .otherMethods(["POST"])
    case (_, false): throw .otherMethods(["DELETE", "GET"])
    }
  }

  private static let headers = [
    HTTPHeader("Content-Type", "application/json"), HTTPHeader("Cache-Control", "no-store"),
  ]

  private func reply(
    _ status: Int,
    _ subscription: Subscription,
    _ holder: TokenHolder,
    _ headers: [HTTPHeader] = []
  ) -> HTTPReply {
    var json = JSONWriter(capacity: 512)
    json.object { write(subscription, holder, to: &$0) }
    return HTTPReply(status: status, headers: Self.headers + headers, body: json.finish())
  }

  private func write(_ subscription: Subscription, _ holder: TokenHolder, to json: inout JSONWriter) {
    subscription.write(
      to: &json,
      at: clock.now(),
      showsToken: subscription.owner == holder.principal.actor,
      address:
        "ws\(baseURL.dropFirst(4))/ws/notification/v1/agent-engagement/\(holder.principal.account)/\(subscription.id)",
      pingInterval: Int(settings.pingInterval.components.seconds)
    )
  }

  private func holder(of request: APIRequest) async throws(AvayaProblem) -> TokenHolder {
    guard let token = request.bearerToken else {
      throw AvayaProblem(.unauthorized, AuthenticationFailure.missing.detail)
    }
    do throws(Problem) {
      let holder = try await tokens.authenticate(token)
      try throttle?.admit(holder.principal)
      return holder
    } catch {
      throw AvayaProblem(error)
    }
  }
}

extension AvayaProblem {
  /// There is nothing at the address.
  static let noAddress = AvayaProblem(.notFound, "there is nothing at this address")

  /// There is the address, with other methods.
  static func otherMethods(_ methods: [String]) -> AvayaProblem {
    var problem = AvayaProblem(.methodNotAllowed, "the methods here are \(methods.joined(separator: " and "))")
    problem.allow = methods
    return problem
  }

  /// What the server says everywhere, in this API's words.
  init(_ problem: Problem) {
    let kind: Kind =
      switch problem.status {
      case 401: .unauthorized
      case 403: .forbidden
      case 429: .tooManyRequests
      default: .serverError
      }
    self.init(
      kind,
      problem.detail,
      retryAfterSeconds: problem.retryAfter.map { max(1, Int(($0.wholeMilliseconds + 999) / 1_000)) }
    )
  }
}

extension String {
  /// `^[a-zA-Z]{6}$`.
  fileprivate var isAccountOfAvaya: Bool {
    utf8.count == 6 && utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) }
  }
}
