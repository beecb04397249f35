// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

extension AccountSettings: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("name", name)
    json.member("realm", realm)
    json.member("disconnectLeaseSeconds", disconnectLease)
    json.member("requeueAfterLeaseSeconds", requeueAfterLease)
    json.member("rejectHoldSeconds", rejectHold)
    json.member("answerDeadlineSeconds", answerDeadline)
    json.member("logoutPolicy", logoutPolicy)
    json.member("readyAllMedia", readyAllMedia)
    json.member("conversationRetentionSeconds", conversationRetention)
    json.member("limits", limits)
  }
}

extension AccountLimits: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("openConversations", openConversations)
    json.member("messagesPerConversation", messagesPerConversation)
    json.member("messageBytes", messageBytes)
    json.member("attributesPerConversation", attributesPerConversation)
    json.member("attributeBytes", attributeBytes)
    json.member("rememberedCommands", rememberedCommands)
    json.member("sessionsPerConversation", sessionsPerConversation)
    json.member("itemsPerWorkbin", itemsPerWorkbin)
    json.member("devicesPerAgent", devicesPerAgent)
  }
}

extension ReasonCode: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("label", label)
    json.member("kind", kind)
  }
}

extension WrapUpCode: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("category", category)
    json.member("label", label)
  }
}

extension APIClient: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("name", name)
    json.array("scopes", scopes) { $0.string($1.name) }
  }
}
