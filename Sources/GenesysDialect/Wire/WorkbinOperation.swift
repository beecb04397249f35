// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// What an agent asks of a workbin (reference A6), with the id of an interaction.
package enum WorkbinOperation: Hashable, Sendable {
  case add(String)
  case pull(String)

  /// Reads the body of a request.
  package static func read(_ body: [UInt8]) throws(StatusProblem) -> WorkbinOperation {
    let json = try OperationReader.object(body)
    let name = try OperationReader.name(json)
    guard let uri = json["id"]?.stringValue ?? json["uri"]?.stringValue, let id = uri.split(separator: "/").last else {
      throw StatusProblem(.parameterMissing, "id or uri of the interaction is missing")
    }
    switch name {
    case "AddEmail", "AddChat", "AddInteraction": return .add(String(id))
    case "PullEmail", "PullChat", "PullInteraction": return .pull(String(id))
    default: throw StatusProblem(.parameterInvalid, "there is no operation \(name) of workbins")
    }
  }
}

extension DesktopStart {
  /// A workbin by its name: that of the agent is called as the agent, or `me`; others as teams.
  package func workbin(_ name: String) throws(StatusProblem) -> Workbin {
    if name == "me" || name == channels.agent.rawValue { return .agent(channels.agent) }
    guard let team = directory.team(name) else { throw StatusProblem(.notFound, "there is no workbin \(name)") }
    return .team(team)
  }
}
