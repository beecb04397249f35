// SPDX-License-Identifier: Apache-2.0

import ContactModel
package import DialectKit

extension ConversationChange: JSONRepresentable {
  /// Writes the members. A conversation is never deleted, so every change is an UPSERT.
  package func write(to json: inout JSONWriter) {
    json.member("type", "UPSERT")
    json.key("result")
    json.object { json in
      json.member("convId", conversation)
      json.member("effectiveTTR", responseDueAt?.milliseconds ?? -1)
      json.member("conversationDetails", details)
    }
  }
}

extension ConversationDetails: JSONRepresentable {
  /// Writes the members.
  package func write(to json: inout JSONWriter) {
    let skillName = skill?.rawValue ?? "-1"
    json.member("skillId", skillName)
    json.member("brandId", brand)
    json.member("state", isOpen ? "OPEN" : "CLOSE")
    json.member("stage", isStageOpen ? "OPEN" : "CLOSE")
    json.member("closeReason", closeReason?.rawValue)
    json.array("participants", participants) { $0.object($1) }
    json.array("dialogs", dialogs) { $0.object($1) }
    json.member("startTs", startedAt.milliseconds)
    json.member("endTs", endedAt?.milliseconds)
    json.member("metaDataLastUpdateTs", changedAt.milliseconds)
    if let responseSeconds {
      json.key("ttr")
      json.object { json in
        json.member("ttrType", wishes.urgency.rawValue)
        json.member("value", responseSeconds)
      }
    }
    if let satisfaction { json.member("csat", satisfaction) }
    if wishes.campaign != nil || wishes.engagement != nil {
      json.key("campaignInfo")
      json.object { json in
        json.member("campaignId", wishes.campaign)
        json.member("engagementId", wishes.engagement)
      }
    }
    if let language = wishes.language {
      json.key("context")
      json.object { json in
        // The type that conversations of LivePerson's own windows have; the connector's was not kept.
        json.member("type", "SharkContext")
        json.member("lang", language)
      }
    }
    json.key("conversationHandlerDetails")
    json.object { json in
      json.member("accountId", brand)
      json.member("skillId", skillName)
    }
  }
}

extension DialogParticipant: JSONRepresentable {
  /// Writes the members.
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("role", role.rawValue)
    json.member("state", isSuggested ? "SUGGESTED" : "ACTIVE")
  }
}

extension DialogDetails: JSONRepresentable {
  /// Writes the members.
  package func write(to json: inout JSONWriter) {
    json.member("dialogId", id)
    json.array("participantsDetails", participants) { $0.object($1) }
    json.member("dialogType", kind.rawValue)
    json.member("channelType", "MESSAGING")
    json.member("state", isOpen ? "OPEN" : "CLOSE")
    json.member("creationTs", startedAt.milliseconds)
    json.member("endTs", endedAt?.milliseconds)
    json.member("metaDataLastUpdateTs", changedAt.milliseconds)
    // A dialog has no reason TIMEOUT of its own: the system closed it.
    json.member("closedBy", (closedBy == .timeout ? .system : closedBy)?.rawValue)
    json.member("closedCause", closedCause)
  }
}

extension Satisfaction: JSONRepresentable {
  /// Writes the members.
  package func write(to json: inout JSONWriter) {
    json.member("csatRate", rate)
    if let isResolved { json.member("csatResolutionConfirmation", isResolved) }
    json.member("status", status.rawValue)
  }
}
