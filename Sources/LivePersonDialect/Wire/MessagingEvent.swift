// SPDX-License-Identifier: Apache-2.0

package import DialectKit

/// What happened with a message. Source: developer centre, `schema/ms` and "Conversations: Content" of the history API.
package enum MessagingEvent: Hashable, Sendable {
  /// A text.
  case text(String, quickReplies: JSONValue? = nil)
  /// A file that is kept by the centre.
  case hostedFile(HostedFile)
  /// A file that is kept elsewhere.
  case externalFile(ExternalFile)
  /// The customer is asked to fill in a form.
  case formInvitation(FormInvitation)
  /// The customer filled in a form.
  case formSubmission(FormSubmission)
  /// Something structured; always an object, as on the wire, never a string as in the history API.
  case rich(JSONValue, quickReplies: JSONValue? = nil)
  /// What became of messages, by their numbers in the dialog.
  case acceptStatus(AcceptStatus, sequences: [Int])
  /// Somebody began or stopped writing.
  case chatState(ChatState)

  /// Its type in a configuration.
  package var type: LivePersonEventType {
    switch self {
    case .text, .hostedFile, .externalFile, .formInvitation, .formSubmission: .content
    case .rich: .richContent
    case .acceptStatus: .acceptStatus
    case .chatState: .chatState
    }
  }
}

/// What became of a message.
package enum AcceptStatus: String, CaseIterable, Hashable, Sendable {
  /// It arrived.
  case accept = "ACCEPT"
  /// It was read.
  case read = "READ"
  /// Its file was opened.
  case access = "ACCESS"
  /// It could not be delivered.
  case refused = "NACK"
  /// Something in it was used.
  case action = "ACTION"
}

/// What somebody does with a conversation.
package enum ChatState: String, CaseIterable, Hashable, Sendable {
  /// It has it before it.
  case active = "ACTIVE"
  /// It does not look at it.
  case inactive = "INACTIVE"
  /// It left it.
  case gone = "GONE"
  /// It writes.
  case composing = "COMPOSING"
  /// It stopped writing.
  case pause = "PAUSE"
  /// Its application is in the background.
  case background = "BACKGROUND"
}

/// A file that is kept by the centre.
package struct HostedFile: Hashable, Sendable {
  /// What is said of it; may be empty.
  package var caption: String
  /// Its path on the server.
  package var relativePath: String
  /// Its type, in upper case: JPEG, PNG, GIF, TXT, PDF and others.
  package var fileType: String
  /// A small picture of it: a data URL with Base64.
  package var preview: String?

  /// Creates the value from its parts.
  package init(caption: String, relativePath: String, fileType: String, preview: String? = nil) {
    self.caption = caption
    self.relativePath = relativePath
    self.fileType = fileType
    self.preview = preview
  }
}

/// A file that is kept elsewhere. LivePerson names the content type and shows no sample of it; the form is ours.
package struct ExternalFile: Hashable, Sendable {
  /// What is said of it.
  package var caption: String?
  /// Where it is.
  package var url: String
  /// Its type, in upper case.
  package var fileType: String?

  /// Creates the value from its parts.
  package init(caption: String? = nil, url: String, fileType: String? = nil) {
    self.caption = caption
    self.url = url
    self.fileType = fileType
  }
}

/// The invitation to fill in a form.
package struct FormInvitation: Hashable, Sendable {
  /// Names the invitation in its answer.
  package var invitation: String
  /// What is asked for.
  package var title: String
  /// Which form.
  package var form: String?

  /// Creates the value from its parts.
  package init(invitation: String, title: String, form: String? = nil) {
    self.invitation = invitation
    self.title = title
    self.form = form
  }
}

/// The answer to the invitation to fill in a form; what was filled in is elsewhere.
package struct FormSubmission: Hashable, Sendable {
  /// Which invitation.
  package var invitation: String
  /// Where what was filled in is found.
  package var submission: String?

  /// Creates the value from its parts.
  package init(invitation: String, submission: String? = nil) {
    self.invitation = invitation
    self.submission = submission
  }
}

extension MessagingEvent: JSONRepresentable {
  /// Writes the members, in the order of the samples.
  package func write(to json: inout JSONWriter) {
    switch self {
    case .text(let text, let quickReplies):
      json.member("type", "ContentEvent")
      json.member("message", text)
      json.member("contentType", "text/plain")
      Self.write("quickReplies", quickReplies, to: &json)
    case .hostedFile(let file): Self.write("hosted/file", file, to: &json)
    case .externalFile(let file): Self.write("external/file", file, to: &json)
    case .formInvitation(let form): Self.write("forms/secure-invitation", form, to: &json)
    case .formSubmission(let form): Self.write("forms/secure-submission", form, to: &json)
    case .rich(let content, let quickReplies):
      json.member("type", "RichContentEvent")
      Self.write("content", content, to: &json)
      Self.write("quickReplies", quickReplies, to: &json)
    case .acceptStatus(let status, let sequences):
      json.member("type", "AcceptStatusEvent")
      json.member("status", status.rawValue)
      json.array("sequenceList", sequences) { $0.integer($1) }
    case .chatState(let state):
      json.member("type", "ChatStateEvent")
      json.member("chatState", state.rawValue)
    }
  }

  private static func write(_ contentType: String, _ message: some JSONRepresentable, to json: inout JSONWriter) {
    json.member("type", "ContentEvent")
    json.member("message", message)
    json.member("contentType", contentType)
  }

  private static func write(_ name: StaticString, _ value: JSONValue?, to json: inout JSONWriter) {
    guard let value else { return }
    json.key(name)
    json.value(value)
  }
}

extension HostedFile: JSONRepresentable {
  /// Writes the members.
  package func write(to json: inout JSONWriter) {
    json.member("caption", caption)
    json.member("relativePath", relativePath)
    json.member("fileType", fileType)
    json.member("preview", preview)
  }
}

extension ExternalFile: JSONRepresentable {
  /// Writes the members.
  package func write(to json: inout JSONWriter) {
    json.member("caption", caption)
    json.member("url", url)
    json.member("fileType", fileType)
  }
}

extension FormInvitation: JSONRepresentable {
  /// Writes the members.
  package func write(to json: inout JSONWriter) {
    json.member("invitationId", invitation)
    json.member("title", title)
    json.member("formId", form)
  }
}

extension FormSubmission: JSONRepresentable {
  /// Writes the members.
  package func write(to json: inout JSONWriter) {
    json.member("invitationId", invitation)
    json.member("submissionId", submission)
  }
}
