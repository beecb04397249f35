// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

extension MessagingEvent {
  /// What a message is on this wire; nil if nobody says anything with it.
  ///
  /// Text is text. A kind of file is `hosted/file` if Cordboard keeps the file, else `external/file`. Buttons, carousels and
  /// places become RichContentEvents, as do the kinds of ``LivePersonBodies``. Every other kind is told as its text or, if it
  /// has none, as its name in brackets.
  init?(_ body: MessageBody, _ settings: FoldSettings) {
    guard !LivePersonBodies.unsaid.contains(body.kind) else { return nil }
    let content = body.content.flatMap { try? JSONValue(parsing: Array($0.utf8)) }
    self = Self.structured(body, content, settings) ?? .text(body.text ?? "[\(body.kind)]")
  }

  private static func structured(
    _ body: MessageBody,
    _ content: JSONValue?,
    _ settings: FoldSettings
  ) -> MessagingEvent? {
    guard let content else { return nil }
    if LivePersonBodies.files.contains(body.kind) { return file(body, content, settings) }
    switch body.kind {
    case LivePersonBodies.rich:
      guard let rich = content["content"], rich.objectValue != nil else { return nil }
      return .rich(rich, quickReplies: content["quickReplies"])
    case LivePersonBodies.quickReplies: return .text(body.text ?? "", quickReplies: content["quickReplies"])
    case LivePersonBodies.formInvitation:
      guard let id = content["invitationId"]?.stringValue else { return nil }
      let title = content["title"]?.stringValue ?? body.text ?? ""
      return .formInvitation(FormInvitation(invitation: id, title: title, form: content["formId"]?.stringValue))
    case LivePersonBodies.formSubmission:
      guard let id = content["invitationId"]?.stringValue else { return nil }
      return .formSubmission(FormSubmission(invitation: id, submission: content["submissionId"]?.stringValue))
    case "BUTTON": return .rich(RichContent.buttons(body.text, content))
    case "CAROUSEL": return .rich(RichContent.carousel(body.text, content))
    case "LOCATION": return RichContent.place(body.text, content).map { .rich($0) }
    case "URL":
      guard let address = content["mediaUrl"]?.stringValue else { return nil }
      guard let text = body.text, !text.isEmpty else { return .text(address) }
      return .text(text.contains(address) ? text : "\(text)\n\(address)")
    default: return nil
    }
  }

  private static func file(_ body: MessageBody, _ content: JSONValue, _ settings: FoldSettings) -> MessagingEvent? {
    let attachment = content["attachment"] ?? content
    guard let address = attachment["mediaUrl"]?.stringValue else { return nil }
    let caption = content["caption"]?.stringValue ?? body.text
    let type = FileType(mediaType: attachment["mimeType"]?.stringValue, address: address).name
    guard let path = settings.path(of: address) else {
      return .externalFile(ExternalFile(caption: caption, url: address, fileType: type))
    }
    let preview = attachment["thumbnail"]?.stringValue.flatMap { text in
      text.hasPrefix("data:image/") && text.contains(";base64,") ? text : nil
    }
    return .hostedFile(
      HostedFile(caption: caption ?? "", relativePath: path, fileType: type ?? "FILE", preview: preview)
    )
  }
}

/// The name of a file's type on this wire. Source: developer centre, `schema/ms/HostedFile.json`.
struct FileType {
  /// The name; nil if nothing says what the file is.
  let name: String?

  /// The documented names with their media types. Of several the first is the one that is written.
  private static let documented: [(name: String, mediaType: String)] = [
    ("JPEG", "image/jpeg"), ("JPG", "image/jpeg"), ("PNG", "image/png"), ("GIF", "image/gif"),
    ("TXT", "text/plain"), ("PDF", "application/pdf"), ("JPEG", "image/jpg"),
  ]

  /// The media type of a documented name, in any letter case.
  static func mediaType(named name: String) -> String? {
    documented.first { $0.name == name.uppercased() }?.mediaType
  }

  /// What the media type says or, if it is none of the documented ones, the extension of the name.
  init(mediaType: String?, address: String) {
    let essence = mediaType?.prefix { $0 != ";" && $0 != " " }.lowercased() ?? ""
    name =
      Self.documented.first(where: { $0.mediaType == essence })?.name ?? Self.fileExtension(of: address)
      ?? Self.subtype(of: essence)
  }

  private static func fileExtension(of address: String) -> String? {
    let path = address.prefix { $0 != "?" && $0 != "#" }
    guard let last = path.split(separator: "/").last, let dot = last.lastIndex(of: ".") else { return nil }
    return short(last[last.index(after: dot)...])
  }

  private static func subtype(of essence: String) -> String? {
    guard let slash = essence.firstIndex(of: "/") else { return nil }
    return short(essence[essence.index(after: slash)...])
  }

  private static func short(_ text: Substring) -> String? {
    let isName = (1...8).contains(text.utf8.count) && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    return isName ? text.uppercased() : nil
  }
}
