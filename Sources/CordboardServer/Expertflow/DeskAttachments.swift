// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import ExpertflowDialect

/// Files in what desks say: those an agent put in become files of the conversation, and everybody is told of files by the
/// addresses they have for all.
struct DeskAttachments: Sendable {
  let gateway: any CommandGateway
  let files: FileService
  let uploads: DeskUploads

  /// Where the files of an account are, for everybody and for desks.
  func addresses(of account: AccountID) -> DeskFileAddresses {
    DeskFileAddresses(base: files.baseURL, common: files.folder(of: account))
  }

  /// A message as it is to be said; refuses one that names a file its readers could not have.
  func publish(_ post: PostMessage, by principal: Principal) async throws(Problem) -> PostMessage {
    guard case .agent(let agent) = principal.actor else { throw Problem(.notPermitted("speak as an agent")) }
    let owner = DeskMemories.Owner(account: principal.account, agent: agent)
    var addresses: [String: String] = [:]
    for name in DeskFileAddresses.filenames(in: post.message) {
      guard let id = DeskAPI.file(named: name) else { continue }
      if uploads.find(id, of: owner) != nil {
        try await checkMaySpeak(in: post.conversation, principal)
        _ = try await uploads.commit(id, of: owner, to: post.conversation, for: post.message.audience)
      }
      addresses[name] = files.address(of: id, in: owner.account)
    }
    var post = post
    post.message = DeskFileAddresses.published(post.message) { addresses[$0] }
    try await files.check(post.message, in: post.conversation, of: owner.account)
    return post
  }

  private func checkMaySpeak(in conversation: ConversationID, _ principal: Principal) async throws(Problem) {
    do throws(Rejection) {
      try await gateway.query(principal.account) { centre, _ throws(Rejection) in
        try centre.checkMaySpeak(in: conversation, principal)
      }
    } catch {
      throw Problem(error)
    }
  }
}
