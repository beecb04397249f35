// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Crypto
import EventJournal
import InternetMessage
import MailTransfer

/// A file of a mail: one that is there already, because the mail came before, or one that was uploaded and is to be
/// committed.
struct MailFile {
  var id: FileID
  var name: String
  var type: String
  var bytes: Int
  var digest: [UInt8]
  /// Nil for what is there.
  var upload: FileUpload?
}

extension InboundMail {
  /// Uploads the files of a mail, and writes what is said. Nothing of a mail is lost: what the rules of files do not take,
  /// or is too much to be listed, is in a file with the whole mail; text and HTML that are too long for a message are files,
  /// too. Until it is known where the mail is said, an upload is nobody's.
  func collect(_ letter: Letter, into enclosed: inout [MailFile]) async throws(Rejection) -> MessageBody {
    guard files.beginUpload() else { throw .overloaded }
    defer { files.endUpload() }
    let (content, limit) = (letter.content, letter.place.messageBytes)
    var attachments: [MailBody.Attachment] = []
    var leftOut: [MailBody.LeftOut] = []
    func add(_ number: Int, _ name: String, _ type: String, _ bytes: [UInt8], _ contentID: String? = nil)
      async throws(Rejection)
    {
      let file = try await upload(letter.name.file(number), name, type, bytes, letter.place)
      enclosed.append(file)
      attachments.append(
        MailBody.Attachment(
          file: file,
          address: files.address(of: file.id, in: letter.place.account),
          contentID: contentID
        )
      )
    }
    let most = MailBody.mostAttachments(limit: limit)
    for (number, attachment) in content.attachments.enumerated() {
      let name = FileName(sanitising: attachment.name).text
      guard number < most else {
        leftOut.append(MailBody.LeftOut(name: name, type: attachment.type, reason: "there are more than \(most) files"))
        continue
      }
      switch MailFileCheck(attachment, named: name, files.types, most: files.settings.fileBytes) {
      case .taken(let type, let bytes): try await add(number, name, type, bytes, attachment.contentID)
      case .leftOut(let reason):
        leftOut.append(MailBody.LeftOut(name: name, type: attachment.type, reason: reason))
      }
    }
    let keepsHTML = MailBody.keepsHTML(of: content, limit: limit)
    // Files of these types are never shown by this server, only saved: what they hold does no harm here.
    if let html = content.html, !keepsHTML { try await add(-2, "message.html", "text/html", Array(html.utf8)) }
    if !leftOut.isEmpty { try await add(-3, "message.eml", "application/octet-stream", letter.mail.content) }
    func written() -> (body: MessageBody, isWhole: Bool) {
      MailBody(letter, attachments: attachments, leftOut: leftOut, html: keepsHTML ? content.html : nil).message()
    }
    let said = written()
    if said.isWhole { return try await checked(said.body, enclosed, letter.place) }
    try await add(-1, "message.txt", "text/plain", Array(content.text.utf8))
    return try await checked(written().body, enclosed, letter.place)
  }

  /// Refuses files for which the account has no room now: later it may have.
  private func checked(
    _ body: MessageBody,
    _ enclosed: [MailFile],
    _ place: MailDirectory.Place
  ) async throws(Rejection) -> MessageBody {
    let new = enclosed.filter { $0.upload != nil }
    guard !new.isEmpty else { return body }
    let used: FileUsage
    do throws(JournalError) {
      used = try await files.store.usage(place.account, of: ConversationID(rawValue: 0))
    } catch {
      throw .unavailable
    }
    let bytes = new.reduce(used.accountBytes) { $0 + $1.bytes }
    guard used.accountFiles + new.count <= files.quota.accountFiles else {
      throw .limitReached("files of the account", files.quota.accountFiles)
    }
    guard bytes <= files.quota.accountBytes else {
      throw .limitReached("bytes of files of the account", files.quota.accountBytes)
    }
    return body
  }

  private func upload(
    _ id: FileID,
    _ name: String,
    _ type: String,
    _ bytes: [UInt8],
    _ place: MailDirectory.Place
  ) async throws(Rejection) -> MailFile {
    let digest = Array(SHA256.hash(data: bytes))
    var file = MailFile(id: id, name: name, type: type, bytes: bytes.count, digest: digest)
    do throws(JournalError) {
      if try await files.store.file(place.account, id) != nil { return file }
      var upload = try await files.store.beginFile()
      do throws(JournalError) {
        for start in stride(from: 0, to: bytes.count, by: FileUpload.partBytes) {
          let end = min(start + FileUpload.partBytes, bytes.count)
          try await files.store.append(Array(bytes[start..<end]), to: &upload)
        }
      } catch {
        await files.store.discard(upload)
        throw error
      }
      file.upload = upload
      return file
    } catch {
      throw .unavailable
    }
  }

  /// Makes what was uploaded files of the conversation in which the mail was said. The bounds of one conversation are for
  /// those who can be told of them; who writes a mail cannot, and is held to those of the account.
  func commit(
    _ enclosed: inout [MailFile],
    to conversation: ConversationID,
    of place: MailDirectory.Place
  ) async throws(Rejection) {
    var quota = files.quota
    quota.conversationFiles = .max
    quota.conversationBytes = .max
    for (index, file) in enclosed.enumerated() {
      guard let upload = file.upload else { continue }
      let description = FileDescription(
        id: file.id,
        account: place.account,
        conversation: conversation,
        name: file.name,
        type: file.type,
        digest: file.digest,
        audience: .everyone,
        uploader: .system,
        uploadedAt: files.now()
      )
      do throws(JournalError) {
        guard try await files.store.commit(upload, as: description, within: quota) == nil else {
          throw .storage("there is no room for more files")
        }
      } catch {
        // The same mail may have come twice at once.
        guard (try? await files.store.file(place.account, file.id)) != nil else { throw .unavailable }
        await files.store.discard(upload)
      }
      enclosed[index].upload = nil
    }
  }
}

/// Whether an attachment is taken: as which type, and its bytes, or why not.
enum MailFileCheck {
  case taken(type: String, bytes: [UInt8])
  case leftOut(reason: String)

  init(_ attachment: MailAttachment, named name: String, _ types: FileTypes, most: Int) {
    // Text is given out as UTF-8.
    let bytes = attachment.textInUTF8() ?? attachment.bytes()
    if bytes.isEmpty {
      self = .leftOut(reason: "it is empty")
    } else if bytes.count > most {
      self = .leftOut(reason: "it is too large")
    } else if let type = types.accepted(attachment.type, named: name, FileContent(sniffing: bytes[...])) {
      self = .taken(type: type, bytes: bytes)
    } else {
      self = .leftOut(reason: "files of this type are not taken")
    }
  }
}
