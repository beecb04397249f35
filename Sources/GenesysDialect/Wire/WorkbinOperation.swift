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

/// A workbin as desktops are shown it.
package struct WorkbinResource: Hashable, Sendable {
  private let id: String
  private let name: String
  private let type: String
  /// What is in it; nil if that is not asked for.
  package var content: [InteractionMessage]?

  package init(_ workbin: Workbin, _ directory: GenesysDirectory) {
    switch workbin {
    case .agent(let agent): (id, name, type) = (agent.rawValue, directory.name(of: agent), "Agent")
    case .team(let team): (id, name, type) = (team.rawValue, directory.teams[team]?.name ?? team.rawValue, "AgentGroup")
    }
  }

  func write(base: String, to json: inout JSONWriter) {
    json.member("id", id)
    json.member("name", name)
    json.member("workbinName", name)
    json.member("displayName", name)
    json.member("uri", "\(base)/workbins/\(id)")
    json.member("type", type)
    guard let content else { return }
    for medium in Medium.allCases {
      json.array(medium.collection, content.filter { $0.medium == medium }) { json, message in
        json.object { message.writeResource(base: base, to: &$0) }
      }
    }
  }
}

extension DesktopStart {
  /// The workbins of the agent and of its teams.
  package var workbins: [Workbin] {
    [.agent(channels.agent)] + (directory.agents[channels.agent]?.teams ?? []).map { .team($0) }
  }

  /// A workbin by its name: that of the agent is called as the agent, or `me`; others as teams.
  package func workbin(_ name: String) throws(StatusProblem) -> Workbin {
    if name == "me" || name == channels.agent.rawValue { return .agent(channels.agent) }
    guard let team = directory.team(name) else { throw StatusProblem(.notFound, "there is no workbin \(name)") }
    return .team(team)
  }
}
