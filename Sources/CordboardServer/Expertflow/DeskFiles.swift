// SPDX-License-Identifier: Apache-2.0

import DialectKit
import Foundation
import HTTPTypes
import Hummingbird

/// Serves an operator's own copy of the desk at `/agent-desk-ui/`, where it has to be, with a configuration that leads
/// it back here.
struct DeskFiles: Sendable {
  fileprivate static let path = "/agent-desk-ui"
  /// Pictures of the style sheet are asked for at the root.
  fileprivate static let pictures = "/assets"

  let folder: String
  /// The address peers use; empty for the one they asked.
  let publicURL: String
  let scheme: String

  /// Refuses a folder in which there is no desk.
  static func check(_ folder: String) throws(Application.Failure) {
    guard !folder.isEmpty, !FileManager.default.isReadableFile(atPath: "\(folder)/index.html") else { return }
    throw Application.Failure(
      description:
        "expertflow.desk: there is no readable index.html in \(folder); name the folder of your copy of the desk"
    )
  }

  func add(to router: Router<some RequestContext>) {
    router.get("\(Self.path)/assets/config.json") { request, _ in
      Response(configuration(host: request.head.authority ?? "localhost"))
    }
    router.addMiddleware {
      DeskPaths()
      FileMiddleware(folder, urlBasePath: Self.path)
      FileMiddleware("\(folder)/assets", urlBasePath: Self.pictures)
    }
  }

  /// `config.json`: the addresses of the services, all of them here. Those of the socket and of files must be whole: a desk
  /// names its files by them, and takes such names apart as addresses.
  func configuration(host: String) -> HTTPReply {
    let origin = publicURL.isEmpty ? "\(scheme)://\(host)" : publicURL
    let services: [(StaticString, String)] = [
      ("GAT_URL", "/agent-manager"), ("UNIFIED_ADMIN_URL", "/unified-admin"), ("CIM_CUSTOMER_URL", "/cim-customer"),
      ("CONVERSATION_MANAGER_URL", "/conversation-manager"),
      ("ROUTING_ENGINE_URL", "/routing-engine"), ("TEAM_ANNOUNCEMENT_URL", "/team-announcement"), ("CCM_URL", "/ccm"),
      ("CIM_REPORTING_URL", "/realtime-reports"), ("SECURE_LINK_URL", "/secure-link"),
    ]
    var reply = DeskAPI.reply(200) { json in
      json.member("SOCKET_URL", "\(origin)/agent-manager")
      json.member("FILE_SERVER_URL", "\(origin)/file-engine")
      for (name, path) in services { json.member(name, path) }
      // With voice the desk would keep the password in the browser's storage.
      json.member("isCxVoiceEnabled", false)
      json.member("isCiscoEnabled", false)
    }
    reply.headers += [HTTPHeader("Cache-Control", "no-store"), HTTPHeader("X-Content-Type-Options", "nosniff")]
    return reply
  }
}

/// Which files of the desk's folder are anybody's: those with plain paths. Hidden ones are the operator's own (a clone has a
/// `.git`), folders are not listed, and no browser is to guess a type.
struct DeskPaths<Context: RequestContext>: RouterMiddleware {
  func handle(
    _ request: Request,
    context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    // As the library reads it, which takes the folder's own name from it only then.
    guard let path = request.uri.path.removingPercentEncoding else { throw HTTPError(.notFound) }
    guard let base = [DeskFiles.path, DeskFiles.pictures].first(where: { path == $0 || path.hasPrefix("\($0)/") })
    else { return try await next(request, context) }
    // Its files are named from there on.
    if path == DeskFiles.path { return .redirect(to: "\(path)/", type: .permanent) }
    var asked = request
    if path == "\(DeskFiles.path)/" {
      var head = request.head
      head.path = "\(path)index.html"
      asked = Request(head: head, body: request.body)
    } else {
      guard Self.isPlain(path.dropFirst(base.count + 1)) else { throw HTTPError(.notFound) }
    }
    var response = try await next(asked, context)
    // The library leads to folders with a slash at the end.
    guard response.status != .movedPermanently else { throw HTTPError(.notFound) }
    response.headers[.xContentTypeOptions] = "nosniff"
    return response
  }

  /// Whether a decoded path names a file below the folder in one way only.
  static func isPlain(_ path: some StringProtocol) -> Bool {
    path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
      !part.isEmpty && !part.hasPrefix(".") && !part.contains { $0 == "\0" || $0 == "\\" }
    }
  }
}
