// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

extension ConnectorRequest {
  /// Reads the body of `ms.PublishEvent`.
  static func publish(_ body: ConnectorReader) throws(ConnectorError) -> ConnectorRequest {
    let (conversation, dialog) = try body.place()
    let event = try body.object("event")
    let type = try event.text("type")
    switch type {
    case "ContentEvent":
      return .post(post(conversation, dialog, try content(event)))
    case "RichContentEvent":
      return .post(post(conversation, dialog, try rich(event)))
    case "AcceptStatusEvent":
      let status = try event.choice("status", AcceptStatus.self)
      var sequences: [Int] = []
      for value in try event.array("sequenceList") {
        guard let sequence = value.integerValue, sequence >= 0 else {
          throw .invalid("\(event.path)sequenceList must have whole numbers from 0")
        }
        sequences.append(sequence)
      }
      return .report(conversation, dialog, status, sequences: sequences)
    case "ChatStateEvent": return .chatState(conversation, try event.choice("chatState", ChatState.self))
    default:
      let known = "ContentEvent, RichContentEvent, AcceptStatusEvent or ChatStateEvent"
      throw .invalid("\(event.path)type must be \(known)")
    }
  }

  private static func post(_ conversation: ConversationID, _ dialog: DialogID?, _ body: MessageBody) -> PostMessage {
    PostMessage(conversation: conversation, dialog: dialog, speaker: .customer, message: NewMessage(body: body))
  }

  // MARK: Content

  private static func content(_ event: ConnectorReader) throws(ConnectorError) -> MessageBody {
    switch try event.text("contentType") {
    case "text/plain":
      let text = try event.text("message")
      guard !text.isEmpty else { throw .missing(event.path + "message") }
      guard let replies = event.value("quickReplies") else { return MessageBody(kind: "PLAIN", text: text) }
      return body(LivePersonBodies.quickReplies, text, [JSONMember("quickReplies", replies)])
    case "hosted/file": return try file(event.object("message"), address: "relativePath")
    case "external/file": return try file(event.object("message"), address: "url")
    case "forms/secure-invitation":
      let message = try event.object("message")
      let title = try message.text("title")
      var members = [JSONMember("invitationId", .string(try message.text("invitationId")))]
      members.append(JSONMember("title", .string(title)))
      if let form = try message.optionalText("formId") { members.append(JSONMember("formId", .string(form))) }
      return body(LivePersonBodies.formInvitation, title, members)
    case "forms/secure-submission":
      let message = try event.object("message")
      var members = [JSONMember("invitationId", .string(try message.text("invitationId")))]
      if let submission = try message.optionalText("submissionId") {
        members.append(JSONMember("submissionId", .string(submission)))
      }
      return body(LivePersonBodies.formSubmission, "[form submitted]", members)
    default:
      let known = "text/plain, hosted/file, external/file, forms/secure-invitation or forms/secure-submission"
      throw .invalid("\(event.path)contentType must be \(known)")
    }
  }

  private static func file(_ message: ConnectorReader, address: String) throws(ConnectorError) -> MessageBody {
    let place = try message.text(address)
    guard !place.isEmpty else { throw .missing(message.path + address) }
    let isHosted = address == "relativePath"
    let caption = isHosted ? try message.text("caption") : try message.optionalText("caption")
    let type = isHosted ? try message.text("fileType") : try message.optionalText("fileType")
    var attachment = [JSONMember("mediaUrl", .string(place))]
    let mediaType = type.flatMap { FileType.mediaType(named: $0) }
    if let mediaType { attachment.append(JSONMember("mimeType", .string(mediaType))) }
    if let preview = try message.optionalText("preview") {
      attachment.append(JSONMember("thumbnail", .string(preview)))
    }
    var members = [JSONMember("attachment", .object(attachment))]
    if let caption { members.append(JSONMember("caption", .string(caption))) }
    let isImage = mediaType?.hasPrefix("image/") == true || type?.uppercased() == "IMG"
    return body(isImage ? "IMAGE" : "FILE", caption, members)
  }

  private static func rich(_ event: ConnectorReader) throws(ConnectorError) -> MessageBody {
    let content = try event.object("content")
    var members = [JSONMember("content", content.json)]
    if let replies = event.value("quickReplies") { members.append(JSONMember("quickReplies", replies)) }
    return body(LivePersonBodies.rich, firstText(content.json) ?? "[rich content]", members)
  }

  /// The first text of rich content, for those who do not know its form.
  private static func firstText(_ json: JSONValue) -> String? {
    if json["type"]?.stringValue == "text", let text = json["text"]?.stringValue { return text }
    for element in json["elements"]?.arrayValue ?? [] {
      if let text = firstText(element) { return text }
    }
    return nil
  }

  private static func body(_ kind: String, _ text: String?, _ members: [JSONMember]) -> MessageBody {
    MessageBody(kind: kind, text: text, content: String(decoding: JSONValue.object(members).bytes, as: UTF8.self))
  }

  // MARK: Fields

  /// Reads the body of `cm.UpdateConversationField`.
  static func update(_ body: ConnectorReader) throws(ConnectorError) -> ConnectorRequest {
    let text = try body.text("conversationId")
    guard let conversation = ConversationID(text) else {
      throw .invalid("\(body.path)conversationId must be a UUID")
    }
    let isArray = body.value("conversationField")?.arrayValue != nil
    let values = isArray ? try body.array("conversationField") : [try body.object("conversationField").json]
    guard !values.isEmpty else { throw .missing(body.path + "conversationField") }
    var fields: [ConversationField] = []
    for value in values {
      guard value.objectValue != nil else {
        throw .invalid("\(body.path)conversationField must be an object or an array of objects")
      }
      fields.append(try field(ConnectorReader(value, "\(body.path)conversationField."), conversation))
    }
    return .update(conversation, fields)
  }

  private static func field(
    _ json: ConnectorReader,
    _ conversation: ConversationID
  ) throws(ConnectorError) -> ConversationField {
    switch try json.text("field") {
    case "ConversationStateField":
      guard try json.text("conversationState") == "CLOSE" else {
        throw .invalid("\(json.path)conversationState must be CLOSE; start a conversation to open one")
      }
      return .closeConversation
    case "DialogChange":
      let dialog = try json.object("dialog")
      guard let id = DialogID(try dialog.text("dialogId")) else {
        throw .invalid("\(dialog.path)dialogId must be a UUID")
      }
      guard try dialog.text("state") == "CLOSE" else { throw .invalid("\(dialog.path)state must be CLOSE") }
      let cause = try dialog.optionalText("closedCause")
      return .closeDialog(id.rawValue == conversation.rawValue ? nil : id, cause: cause)
    case "CSATRate": return .satisfaction(try satisfaction(json))
    case "TTRField":
      return .urgency(try json.choice("ttrType", ConversationWishes.Urgency.self))
    default:
      let known = "ConversationStateField, DialogChange, CSATRate or TTRField"
      throw .invalid("\(json.path)field must be \(known): a connector changes nothing else")
    }
  }

  private static func satisfaction(_ json: ConnectorReader) throws(ConnectorError) -> Satisfaction {
    var rate: Int?
    if let value = json.value("csatRate") {
      guard let number = value.integerValue, (1...5).contains(number) else {
        throw .invalid("\(json.path)csatRate must be a whole number from 1 to 5")
      }
      rate = number
    }
    var isResolved: Bool?
    if let value = json.value("csatResolutionConfirmation") {
      guard let answer = value.boolValue else {
        throw .invalid("\(json.path)csatResolutionConfirmation must be true or false")
      }
      isResolved = answer
    }
    let status = try json.value("status") == nil ? nil : json.choice("status", Satisfaction.Status.self)
    if rate == nil, isResolved == nil, status != .skipped { throw .missing(json.path + "csatRate") }
    return Satisfaction(rate: rate, isResolved: isResolved, status: status ?? .filled)
  }
}

extension MessageBody {
  /// The path under which a `hosted/file` that a connector sent is to be kept here; nil for every other message.
  package var hostedPath: String? {
    guard let content, let json = try? JSONValue(parsing: Array(content.utf8)),
      let path = json["attachment"]?["mediaUrl"]?.stringValue, path.hasPrefix("/")
    else { return nil }
    return path
  }
}
