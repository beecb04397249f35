// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
package import EventJournal
import Hummingbird

/// The REST API of the native dialect: everything under `/api/v1/accounts/{account}` but the live event streams.
///
/// A value without state: handlers turn a request into a command or a question, and what comes of it into JSON.
package struct NativeAPI: Sendable {
  /// Makes the verifier of a password or secret that is kept instead of it.
  package typealias SecretHasher = @Sendable (String) async throws -> String

  let gateway: any CommandGateway
  let journal: any Journal
  let authenticator: any TokenAuthenticator
  let throttle: RequestThrottle?
  let search: any ConversationSearch
  let files: FileService
  let retention: Retention
  let webhooks: NativeWebhooks?
  let hashSecret: SecretHasher
  let table: APIRouteTable

  /// Creates the API; without a throttle anybody may ask as often as they like.
  package init(
    gateway: any CommandGateway,
    journal: any Journal & ConversationSearch,
    authenticator: any TokenAuthenticator,
    files: FileService,
    retention: Retention,
    webhooks: NativeWebhooks? = nil,
    throttle: RequestThrottle? = nil,
    hashSecret: @escaping SecretHasher
  ) {
    self.gateway = gateway
    self.journal = journal
    search = journal
    self.authenticator = authenticator
    self.files = files
    self.retention = retention
    self.webhooks = webhooks
    self.throttle = throttle
    self.hashSecret = hashSecret
    table = APIRouteTable(
      AgentRoutes.all + ConversationRoutes.all + MessageRoutes.all + WorkRoutes.all + PullListRoutes.all
        + AssistanceRoutes.all + ParticipantRoutes.all + HistoryRoutes.all + CustomerRoutes.all
        + CallRoutes.all + ConfigurationRoutes.all + StateRoutes.all + FileRoutes.all + SearchRoutes.all
        + ConfigurationFileRoutes.all + WorkbinRoutes.all + SupervisionRoutes.all + AuditRoutes.all
        + WebhookRoutes.all
    )
  }

  /// Every method and address, as in `docs/openapi.yaml`.
  package var routes: [(method: String, path: String)] {
    table.routes.map { ($0.method, "/api/v1/accounts/{account}\($0.pattern)") }
  }

  /// The pattern of the address of a request, for metrics and logs; nil if there is none.
  package func pattern(of request: APIRequest) -> String? {
    guard case .route(let route, _) = table.find(request.method, request.segments.dropFirst(4)) else { return nil }
    return "/api/v1/accounts/{account}\(route.pattern)"
  }

  /// Whether a request, by its method and target, is an upload: its body is then read while it comes in.
  package static func isUpload(_ method: String, _ target: String) -> Bool {
    guard method == "POST" else { return false }
    let segments = target.prefix { $0 != "?" }.split(separator: "/")
    return segments.count == 7 && segments[0] == "api" && segments[4] == "conversations" && segments[6] == "files"
  }

  /// Answers a request. Every refusal is a problem document.
  func respond(to request: APIRequest, upload: RequestBody? = nil) async -> Response {
    do throws(Problem) {
      let answer = try await answer(request, upload)
      var response = Response(answer.reply)
      if let stream = answer.stream { response.body = stream.body }
      return response
    } catch {
      return Response(error.reply)
    }
  }

  private func answer(_ request: APIRequest, _ upload: RequestBody?) async throws(Problem) -> APIAnswer {
    let segments = request.segments
    guard segments.count >= 4, segments[0] == "api", segments[1] == "v1", segments[2] == "accounts" else {
      throw .noRoute
    }
    // Who has no token learns nothing of what there is.
    let holder = try await authenticator.holder(of: request.bearerToken, in: AccountID(segments[3]))
    try throttle?.admit(holder.principal)
    switch table.find(request.method, segments.dropFirst(4)) {
    case .nothing: throw .noRoute
    case .otherMethods(let methods): throw .methodNotAllowed(request.method, methods)
    case .route(let route, let parameters):
      if !route.givesFiles { try checkAccept(request) }
      let call = APICall(
        api: self,
        request: request,
        parameters: parameters,
        principal: holder.principal,
        upload: upload
      )
      return try await route.handler(call)
    }
  }

  private func checkAccept(_ request: APIRequest) throws(Problem) {
    guard let accept = request.header("accept"), !accept.isEmpty else { return }
    let isAcceptable = accept.split(separator: ",").contains { range in
      let type = range.split(separator: ";").first.map { $0.lowercased().filter { $0 != " " } }
      return type == "*/*" || type == "application/*" || type == "application/json"
    }
    guard isAcceptable else { throw Problem(406, "notAcceptable", "answers are application/json; accept that") }
  }
}
