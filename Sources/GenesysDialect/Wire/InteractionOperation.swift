// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// What an agent asks of one of its interactions (reference A4; the names of several editions of the API).
package enum InteractionOperation: Hashable, Sendable {
  case accept
  case reject
  /// Says something in a chat, or sends an e-mail.
  case send(text: String?, MailEdit)
  case typing(isStarted: Bool)
  case requestHistory
  case leaveChat
  case endChat
  case transfer(OperationTarget)
  case conference(OperationTarget)
  case consult(OperationTarget)
  case completeTransfer
  case completeConference
  case complete
  /// Puts it into the workbin of the agent, or of a team.
  case placeInWorkbin(String?)
  case placeInQueue(String)
  case setUserData([Attribute])
  case deleteUserData([String])
  case reply(toAll: Bool, ReplyForm)
  /// Passes an e-mail on to somebody else.
  case forward(ReplyForm)
  case cancel
  /// Keeps a draft as it is now.
  case save(MailEdit)
  /// Key-values and, of a draft, what it says: whatever is there.
  case update([Attribute], MailEdit)
}

/// Who is asked to take over or to help.
package enum OperationTarget: Hashable, Sendable {
  /// The id of an agent on this wire, or the name it logs in with.
  case user(String)
  /// The name of a queue.
  case queue(String)
}

extension InteractionOperation {
  /// Reads the body of a request.
  package static func read(_ body: [UInt8]) throws(StatusProblem) -> InteractionOperation {
    let json = try OperationReader.object(body)
    let name = try OperationReader.name(json)
    switch name {
    case "Accept": return .accept
    case "Reject": return .reject
    case "Send", "SendMessage":
      let text = json["text"]?.stringValue
      return .send(text: text, try MailEdit(json["email"] ?? json))
    case "SendStartTypingNotification", "SendNotification": return .typing(isStarted: true)
    case "SendStopTypingNotification": return .typing(isStarted: false)
    case "RequestChatHistory": return .requestHistory
    case "LeaveChat", "LeaveConference", "Leave": return .leaveChat
    case "EndChatSession": return .endChat
    case "SingleStepTransfer", "Transfer": return .transfer(try target(of: json))
    case "SingleStepConference", "InviteUser", "Invite": return .conference(try target(of: json))
    case "InitiateConsultation", "Consult": return .consult(try target(of: json))
    case "CompleteTransfer": return .completeTransfer
    case "CompleteConference": return .completeConference
    case "Complete", "StopProcessing": return .complete
    case "PlaceInWorkbin": return .placeInWorkbin(json["workbin"]?.stringValue ?? json["workbinName"]?.stringValue)
    case "PlaceInQueue":
      guard let queue = json["queueName"]?.stringValue ?? json["queue"]?.stringValue else {
        throw StatusProblem(.parameterMissing, "queueName is missing")
      }
      return .placeInQueue(queue)
    case "AttachUserData", "UpdateUserData": return .setUserData(try userData(json["userData"]))
    case "DeleteUserData":
      guard let keys = json["keys"]?.arrayValue?.compactMap(\.stringValue), !keys.isEmpty else {
        throw StatusProblem(.parameterMissing, "keys is missing: an array of names")
      }
      return .deleteUserData(keys)
    case "Reply": return .reply(toAll: false, try ReplyForm(json))
    case "ReplyAll": return .reply(toAll: true, try ReplyForm(json))
    case "Forward": return .forward(try ReplyForm(json))
    case "Save": return .save(try MailEdit(json["email"] ?? json))
    case "Cancel", "CancelReply": return .cancel
    default: throw StatusProblem(.parameterInvalid, "there is no operation \(name) of interactions")
    }
  }

  /// Reads the body of a request that puts new values in the place of old ones.
  package static func readUpdate(_ body: [UInt8]) throws(StatusProblem) -> InteractionOperation {
    let json = try OperationReader.object(body)
    let attributes = try optionalUserData(json["userData"])
    let edit = try MailEdit(json["email"] ?? json)
    guard !attributes.isEmpty || edit != MailEdit() else {
      throw StatusProblem(.parameterMissing, "userData is missing, or what a draft says")
    }
    return .update(attributes, edit)
  }

  private static func target(of json: JSONValue) throws(StatusProblem) -> OperationTarget {
    if let queue = json["queueName"]?.stringValue { return .queue(queue) }
    guard let uri = json["targetUri"]?.stringValue ?? json["target"]?.stringValue, !uri.isEmpty else {
      throw StatusProblem(.parameterMissing, "targetUri or queueName is missing")
    }
    let parts = uri.split(separator: "/")
    let last = String(parts.last ?? "")
    return parts.dropLast().last == "queues" ? .queue(last) : .user(last)
  }

  /// Key-values that may be left out.
  static func optionalUserData(_ json: JSONValue?) throws(StatusProblem) -> [Attribute] {
    json?.objectValue?.isEmpty ?? true ? [] : try userData(json)
  }

  /// Key-values. The core has strings alone: of others it keeps the text.
  private static func userData(_ json: JSONValue?) throws(StatusProblem) -> [Attribute] {
    guard let members = json?.objectValue, !members.isEmpty else {
      throw StatusProblem(.parameterMissing, "userData is missing: an object of key-values")
    }
    return members.map { member in
      let value =
        switch member.value {
        case .string(let text): text
        case .null: ""
        case .bool, .number, .array, .object: String(decoding: member.value.bytes, as: UTF8.self)
        }
      return Attribute(name: member.name, value: value)
    }
  }

  /// What an agent must be able to do for it: one of these.
  package func capabilities(_ medium: Medium) -> [Capability] {
    switch self {
    case .accept: [.accept]
    case .reject: [.reject]
    case .send, .typing: [.send]
    case .requestHistory: [.requestChatHistory]
    case .leaveChat: [.leaveChat]
    case .endChat: [.endChatSession]
    case .transfer, .consult, .placeInQueue: [.singleStepTransfer]
    case .conference: medium == .chat ? [.singleStepConference] : [.singleStepTransfer]
    case .completeTransfer: [.completeTransfer]
    case .completeConference: [.completeConference]
    case .complete: [.stopProcessing]
    case .placeInWorkbin: [.placeInWorkbin]
    case .setUserData: [.attachUserData, .updateUserData]
    case .deleteUserData: [.deleteUserData]
    case .reply(let toAll, _): [toAll ? .replyAll : .reply]
    // The seed's lists have no word of their own for it.
    case .forward: [.reply]
    case .cancel: [.cancel]
    case .save: [.save]
    case .update: [.updateUserData]
    }
  }
}

/// What an agent asks for itself: on all of its channels, or on one (reference A3).
package enum SessionOperation: Hashable, Sendable {
  /// Begins to work, on channels by their names; nil for all.
  case start([String]?)
  case end
  case ready
  /// Not ready, with the name of a state of the account's if it is another than `NotReady`.
  case notReady(String?)

  /// Reads the body of a request about the agent itself.
  package static func read(_ body: [UInt8]) throws(StatusProblem) -> SessionOperation {
    let json = try OperationReader.object(body)
    switch try OperationReader.name(json) {
    case "StartContactCenterSession": return .start(json["channels"]?.arrayValue?.compactMap(\.stringValue))
    case "EndContactCenterSession": return .end
    case let name: return state(name)
    }
  }

  /// Reads the body of a request about one channel.
  package static func readState(_ body: [UInt8]) throws(StatusProblem) -> SessionOperation {
    state(try OperationReader.name(OperationReader.object(body)))
  }

  private static func state(_ name: String) -> SessionOperation {
    switch name {
    case "Ready": .ready
    case "NotReady": .notReady(nil)
    default: .notReady(name)
    }
  }
}

enum OperationReader {
  private static let depth = 16

  static func object(_ body: [UInt8]) throws(StatusProblem) -> JSONValue {
    guard let json = try? JSONValue(parsing: body, maximumDepth: depth), json.objectValue != nil else {
      throw StatusProblem(.validation, "the body must be a JSON object")
    }
    return json
  }

  static func name(_ json: JSONValue) throws(StatusProblem) -> String {
    guard let name = json["operationName"]?.stringValue, !name.isEmpty else {
      throw StatusProblem(.parameterMissing, "operationName is missing")
    }
    return name
  }
}
