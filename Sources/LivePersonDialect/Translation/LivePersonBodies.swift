// SPDX-License-Identifier: Apache-2.0

/// Kinds of message bodies that LivePerson's wire has and the core has no word for. Each has a text for those who do not know
/// it, and as content a JSON object, so that what a connector sends comes back to receivers as it was.
package enum LivePersonBodies {
  /// A RichContentEvent: `{"content":{…},"quickReplies"?:{…}}`.
  package static let rich = "RICH_CONTENT"
  /// A text with answers to choose from: `{"quickReplies":{…}}`.
  package static let quickReplies = "QUICK_REPLIES"
  /// The invitation to fill in a form: `{"invitationId","title","formId"?}`.
  package static let formInvitation = "SECURE_FORM_INVITATION"
  /// A form that was filled in: `{"invitationId","submissionId"?}`.
  package static let formSubmission = "SECURE_FORM_SUBMISSION"

  /// Kinds in which nobody says anything to anybody: they are not shown.
  static let unsaid: Set<String> = [
    "EMAIL_DRAFT", "WRAPUP", "DELIVERYNOTIFICATION", "DELETEDNOTIFICATION", "NOTIFICATION", "RECEIPT",
  ]
  /// Kinds that are a file.
  static let files: Set<String> = ["IMAGE", "VIDEO", "AUDIO", "FILE", "MULTIMEDIA", "STICKER"]
}
