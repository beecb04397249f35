// SPDX-License-Identifier: Apache-2.0

import DialectKit
import HTTPTypes
import Hummingbird

/// Serves an operator's own copy of the desk at `/agent-desk-ui/`, where it has to be, with a configuration that leads
/// it back here.
struct DeskFiles: Sendable {
  private static let path = "/agent-desk-ui"

  let folder: String
  /// The address peers use; empty for the one they asked.
  let publicURL: String
  let scheme: String

  func add(to router: Router<ServerRequestContext>) {
    router.get("\(Self.path)/assets/config.json") { request, _ in
      Response(configuration(host: request.head.authority ?? "localhost"))
    }
    // The paths of files are the library's to check. Pictures of the style sheet are asked for at the root.
    router.addMiddleware {
      FileMiddleware(folder, urlBasePath: Self.path, searchForIndexHtml: true)
      FileMiddleware("\(folder)/assets", urlBasePath: "/assets")
    }
  }

  /// `config.json`: the addresses of the services, all of them here. Only that of the socket must be whole.
  func configuration(host: String) -> HTTPReply {
    let origin = publicURL.isEmpty ? "\(scheme)://\(host)" : publicURL
    let services: [(StaticString, String)] = [
      ("GAT_URL", "/agent-manager"), ("UNIFIED_ADMIN_URL", "/unified-admin"), ("CIM_CUSTOMER_URL", "/cim-customer"),
      ("FILE_SERVER_URL", "/file-engine"), ("CONVERSATION_MANAGER_URL", "/conversation-manager"),
      ("ROUTING_ENGINE_URL", "/routing-engine"), ("TEAM_ANNOUNCEMENT_URL", "/team-announcement"), ("CCM_URL", "/ccm"),
      ("CIM_REPORTING_URL", "/realtime-reports"), ("SECURE_LINK_URL", "/secure-link"),
    ]
    var reply = DeskAPI.reply(200) { json in
      json.member("SOCKET_URL", "\(origin)/agent-manager")
      for (name, path) in services { json.member(name, path) }
      // With voice the desk would keep the password in the browser's storage.
      json.member("isCxVoiceEnabled", false)
      json.member("isCiscoEnabled", false)
    }
    reply.headers.append(HTTPHeader("Cache-Control", "no-store"))
    return reply
  }
}
