// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Crypto
import EventJournal
import InternetMessage

extension InboundMail {
  /// Keeps the files of a mail in its conversation, and says which are not kept and why. What was kept before, because the
  /// mail came before, is not kept again. Text and HTML too long for a message are files, too.
  func store(
    _ content: MessageContent,
    in conversation: ConversationID,
    _ place: Place,
    _ name: MailName
  ) async throws(Rejection) -> (stored: [MailBody.Attachment], leftOut: [MailBody.LeftOut]) {
    var stored: [MailBody.Attachment] = []
    var leftOut: [MailBody.LeftOut] = []
    guard files.beginUpload() else { throw .overloaded }
    defer { files.endUpload() }
    var texts: [Incoming] = []
    if content.text.utf8.count > place.messageBytes / 2 {
      texts.append(Incoming(name.file(-1, in: conversation), "message.txt", "text/plain", Array(content.text.utf8)))
    }
    if let html = content.html, MailBody.html(of: content, limit: place.messageBytes) == nil {
      texts.append(Incoming(name.file(-2, in: conversation), "message.html", "text/html", Array(html.utf8)))
    }
    for text in texts {
      switch try await keep(text, in: conversation, place) {
      case .success(let file): stored.append(attachment(file, nil, place))
      case .failure(let reason): leftOut.append(MailBody.LeftOut(name: text.name, type: text.type, reason: reason.text))
      }
    }
    for (number, attachment) in content.attachments.enumerated() {
      let incoming = Incoming(
        name.file(number, in: conversation),
        FileName(sanitising: attachment.name).text,
        attachment.type,
        attachment.bytes()
      )
      switch try await keep(incoming, in: conversation, place) {
      case .success(let file): stored.append(self.attachment(file, attachment.contentID, place))
      case .failure(let reason):
        leftOut.append(MailBody.LeftOut(name: incoming.name, type: incoming.type, reason: reason.text))
      }
    }
    return (stored, leftOut)
  }

  private func attachment(_ file: StoredFile, _ contentID: String?, _ place: Place) -> MailBody.Attachment {
    MailBody.Attachment(
      file: file,
      address: files.address(of: file.description.id, in: place.account),
      contentID: contentID
    )
  }

  private struct Incoming {
    var id: FileID
    var name: String
    var type: String
    var bytes: [UInt8]

    init(_ id: FileID, _ name: String, _ type: String, _ bytes: [UInt8]) {
      self.id = id
      self.name = name
      self.type = type
      self.bytes = bytes
    }
  }

  private struct Reason: Error {
    var text: String
  }

  /// Keeps one file, or says why it is not to be kept. Throws when it cannot be at the moment.
  private func keep(
    _ file: Incoming,
    in conversation: ConversationID,
    _ place: Place
  ) async throws(Rejection) -> Result<StoredFile, Reason> {
    let store = files.store
    guard let type = files.types.accepted(file.type) else {
      return .failure(Reason(text: "files of this type are not taken"))
    }
    guard FileTypes.fits(type, FileContent(sniffing: file.bytes[...])) else {
      return .failure(Reason(text: "the content does not look like its type"))
    }
    guard !file.bytes.isEmpty else { return .failure(Reason(text: "it is empty")) }
    guard file.bytes.count <= files.settings.fileBytes else { return .failure(Reason(text: "it is too large")) }
    do {
      if let present = try await store.file(place.account, file.id) { return .success(present) }
      var upload = try await store.beginFile()
      do {
        for start in stride(from: 0, to: file.bytes.count, by: FileUpload.partBytes) {
          let end = min(start + FileUpload.partBytes, file.bytes.count)
          try await store.append(Array(file.bytes[start..<end]), to: &upload)
        }
        let description = FileDescription(
          id: file.id,
          account: place.account,
          conversation: conversation,
          name: file.name,
          type: type,
          digest: Array(SHA256.hash(data: file.bytes)),
          audience: .everyone,
          uploader: .system,
          uploadedAt: files.now()
        )
        if try await store.commit(upload, as: description, within: files.quota) != nil {
          return .failure(Reason(text: "there is no room for more files"))
        }
        return .success(StoredFile(description: description, bytes: upload.bytes, place: upload.place))
      } catch {
        await store.discard(upload)
        throw error
      }
    } catch {
      throw .unavailable
    }
  }
}
