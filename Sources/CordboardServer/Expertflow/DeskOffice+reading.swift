// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import EventJournal
import ExpertflowDialect
import Logging

/// What desks are told of conversations and of lists.
extension DeskOffice {
  /// Which conversation, and whose.
  struct ConversationKey: Hashable {
    let account: AccountID
    let conversation: ConversationID
  }

  /// Which work on which list, and whose.
  struct ListedKey: Hashable {
    let account: AccountID
    let item: PullItemListed
  }

  /// The longest conversation, in facts, that is kept for who asks a moment later.
  private static let keptFacts = 256

  func read(_ conversation: ConversationID, after offset: UInt64, for desk: SessionHandle) async {
    guard let account = bindings[desk]?.worker.account else { return }
    let key = ConversationKey(account: account, conversation: conversation)
    let answer = conversations.answer(key, after: offset) { [journal] in
      do throws(JournalError) {
        var facts: [Envelope] = []
        try await journal.readConversation(conversation, of: account) { facts += $0 }
        return .success(facts)
      } catch {
        return .failure(error)
      }
    }
    switch await answer.value {
    case .success(let facts):
      if facts.count > Self.keptFacts { conversations.forget(key) }
      tell(desk, .facts(conversation, facts))
    case .failure(let error):
      conversations.forget(key)
      // A desk that is shown less than there is would be wrong for ever: it comes back and asks again.
      logger.warning("a conversation cannot be read for a desk", metadata: ["error": "\(error)"])
      tell(desk, .unavailable)
    }
  }

  func look(_ item: PullItemListed, after offset: UInt64, for desk: SessionHandle) async {
    guard let account = bindings[desk]?.worker.account else { return }
    let key = ListedKey(account: account, item: item)
    do throws(Rejection) {
      let directory = try await directory(of: account)
      let answer = listed.answer(key, after: offset) { [gateway] in
        do throws(Rejection) {
          let work = try await gateway.query(account) { centre, _ throws(Rejection) in DeskListedWork(item, in: centre)
          }
          return .success(work.map { .listed($0, directory) })
        } catch {
          return .failure(error)
        }
      }
      tell(desk, .listed(item, try await answer.value.get()))
    } catch {
      listed.forget(key)
      tell(desk, .unavailable)
    }
  }

  func follow(_ list: PullListID, _ isWanted: Bool, _ number: UInt64, for desk: SessionHandle) async {
    guard let worker = bindings[desk]?.worker else { return }
    let (most, limit) = (settings.followedLists, settings.listedRequests)
    do {
      let (memory, isDone) = try await memories.change(worker) { memory in
        if !isWanted {
          memory.lists.removeAll { $0 == list }
        } else if !memory.lists.contains(list) {
          guard memory.lists.count < most else { return false }
          memory.lists.append(list)
        }
        return true
      }
      guard isDone else { return tell(desk, .listRefused(number, limit: most)) }
      let following = try await gateway.query(worker.account) { centre, position throws(Rejection) in
        DeskFollowing(
          position: position,
          lists: memory.lists.filter { centre.configuration.pullLists[$0] != nil },
          new: isWanted ? DeskListedWork.all(on: list, in: centre, limit: limit) : [],
          gone: isWanted ? nil : list
        )
      }
      tell(desk, .following(number, following))
    } catch {
      logger.warning("what a desk follows cannot be kept", metadata: ["error": "\(error)"])
      tell(desk, .unavailable)
    }
  }

  /// Some facts lost their content in the journal.
  func forget() {
    conversations.forget()
    listed.forget()
  }
}
