// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// What becomes of an interaction for one agent (reference A5).
package enum InteractionState: String, Hashable, Sendable, CaseIterable {
  /// It is offered.
  case invited = "Invited"
  /// The agent works on it.
  case accepted = "Accepted"
  /// Something about it changed: a notification, and no state it stays in.
  case propertiesChanged = "PropertiesChanged"
  /// The system took it away.
  case revoked = "Revoked"
  /// The agent did not want it.
  case rejected = "Rejected"
  /// The agent left a chat and does its after-contact work.
  case leftChat = "LeftChat"
  /// The agent is done with an e-mail and does its after-contact work.
  case processing = "Processing"
  /// A reply is being written.
  case composing = "Composing"
  /// The agent put it aside.
  case inWorkbin = "InWorkbin"
  /// It is over for the agent.
  case completed = "Completed"

  /// Whether nothing comes after it for this agent.
  var isFinal: Bool {
    switch self {
    case .revoked, .rejected, .inWorkbin, .completed: true
    case .invited, .accepted, .propertiesChanged, .leftChat, .processing, .composing: false
    }
  }
}

/// What an agent may do with an interaction, in the words of the seed.
package enum Capability: String, Hashable, Sendable, CaseIterable {
  case accept = "Accept"
  case reject = "Reject"
  case stopProcessing = "StopProcessing"
  case updateUserData = "UpdateUserData"
  case attachUserData = "AttachUserData"
  case deleteUserData = "DeleteUserData"
  case placeInWorkbin = "PlaceInWorkbin"
  case singleStepTransfer = "SingleStepTransfer"
  case leaveChat = "LeaveChat"
  case endChatSession = "EndChatSession"
  case singleStepConference = "SingleStepConference"
  case requestChatHistory = "RequestChatHistory"
  case send = "Send"
  case reply = "Reply"
  case replyAll = "ReplyAll"
  case cancel = "Cancel"
  case save = "Save"
  case completeTransfer = "CompleteTransfer"
  case completeConference = "CompleteConference"
}

/// The kinds of interaction on this topic. Calls have another (reference A7), which is not served.
package enum Medium: String, Hashable, Sendable, CaseIterable {
  case chat
  case email

  init?(_ type: ChannelType) {
    switch type {
    case .chat: self = .chat
    case .email: self = .email
    case .voice: return nil
    }
  }
}

/// How an agent takes part in what is going on.
package enum Involvement: Hashable, Sendable, CaseIterable {
  /// It serves the customer.
  case serves
  /// It is asked by another agent, beside the customer.
  case consulted
  /// It listens to or coaches another agent.
  case observes
}

extension Capability {
  /// What an agent may do, in the order of the seed.
  ///
  /// - Parameter hasConsult: Whether somebody answered whom the agent asked beside the customer.
  static func all(
    in state: InteractionState,
    of medium: Medium,
    _ involvement: Involvement = .serves,
    hasConsult: Bool = false
  ) -> [Capability] {
    switch state {
    case .invited: return [.accept, .reject]
    case .leftChat, .processing: return [.stopProcessing]
    case .composing: return [.cancel, .send, .save, .attachUserData, .updateUserData, .deleteUserData]
    case .revoked, .rejected, .completed, .inWorkbin: return []
    case .accepted, .propertiesChanged: break
    }
    switch (involvement, medium) {
    case (.observes, _): return [.leaveChat]
    case (.consulted, .chat): return [.leaveChat, .requestChatHistory, .send]
    case (.consulted, .email): return [.leaveChat]
    case (.serves, _): break
    }
    let common: [Capability] = [
      .stopProcessing, .updateUserData, .attachUserData, .deleteUserData, .placeInWorkbin, .singleStepTransfer,
    ]
    let consult: [Capability] = hasConsult ? [.completeTransfer, .completeConference] : []
    switch medium {
    case .email: return common + [.reply, .replyAll] + consult
    case .chat:
      return common + [.leaveChat, .endChatSession, .singleStepConference, .requestChatHistory, .send] + consult
    }
  }
}
