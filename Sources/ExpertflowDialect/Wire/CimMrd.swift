// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// A media routing domain.
package struct CimMrd: CimObject {
  /// Its id.
  package var id: String
  /// The id of its type; see ``MrdType``.
  package var type: String?
  /// What it is called.
  package var name: String
  /// What it is for.
  package var description: String?
  /// How many tasks an agent may have there, unless told otherwise.
  package var maxRequests: Int
  /// Whether work of other media may interrupt it.
  package var interruptible: Bool
  /// Whatever else came with it.
  package var others: [JSONMember] = []
}

extension CimMrd {
  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    id = try reader.needed("id")
    type = reader.text("type")
    name = reader.text("name") ?? ""
    description = reader.text("description")
    maxRequests = reader.integer("maxRequests") ?? 0
    interruptible = reader.flag("interruptible") ?? false
    others = reader.others
  }

  /// Writes its members.
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.nullable("type", type)
    json.member("name", name)
    json.nullable("description", description)
    json.member("maxRequests", maxRequests)
    json.member("interruptible", interruptible)
    json.members(others)
  }
}

/// The state of an agent on a media routing domain.
package struct CimMrdState: CimObject {
  /// Where.
  package var mrd: CimMrd
  /// `NOT_READY`, `READY`, `ACTIVE`, `BUSY` and so on.
  package var state: String
  /// The one before.
  package var previousState: String?
  /// Since when.
  package var stateChangeTime: Timestamp
  /// When it was ready last.
  package var lastReadyStateChangeTime: Timestamp
  /// How many tasks the agent may have there.
  package var maxAgentTasks: Int?
  /// Whatever else came with it.
  package var others: [JSONMember] = []

  /// What stands for the time of an agent who was never ready: 1990-04-02T12:01Z.
  package static let neverReady = Timestamp(milliseconds: 639_057_660_000)
}

extension CimMrdState {
  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    mrd = try reader.neededObject("mrd")
    state = try reader.needed("state")
    previousState = reader.text("previousState")
    stateChangeTime = reader.moment("stateChangeTime") ?? Timestamp(milliseconds: 0)
    lastReadyStateChangeTime = reader.moment("lastReadyStateChangeTime") ?? Self.neverReady
    maxAgentTasks = reader.integer("maxAgentTasks")
    others = reader.others
  }

  /// Writes its members.
  package func write(to json: inout JSONWriter) {
    json.member("mrd", mrd)
    json.member("state", state)
    json.nullable("previousState", previousState)
    json.milliseconds("stateChangeTime", stateChangeTime)
    json.milliseconds("lastReadyStateChangeTime", lastReadyStateChangeTime)
    json.member("maxAgentTasks", maxAgentTasks)
    json.members(others)
  }
}
