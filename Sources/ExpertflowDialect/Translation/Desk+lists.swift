// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// Pull lists: work that agents take themselves.
extension Desk {
  /// The agent follows other lists from now on.
  ///
  /// - Parameters:
  ///   - new: What is on a list it began to follow.
  ///   - gone: A list it follows no more.
  package mutating func follow(_ lists: [PullListID], new: [DeskListedWork], gone: PullListID?) -> [DeskStep] {
    self.lists = lists
    let names = DeskEmission(.onPullModeSubscribedList, list: lists.map(directory.pullList))
    if let gone {
      listed = listed.filter { $0.value.item.list != gone }
      return [.tell(names), .tell(DeskEmission(.removePullModeSubscribedListRequests, text: gone.rawValue))]
    }
    let new = new.filter { listed[$0.item.conversation]?.item.workItem != $0.item.workItem }
    for work in new { listed[work.item.conversation] = Listed(item: work.item, isTold: true) }
    // An empty list is told as well.
    return [.tell(names), .tell(.listed(new, .addPullModeSubscribedListRequests, directory))]
  }

  /// Work was put on a list the agent follows: what the desk is told of it is looked up.
  mutating func list(_ item: PullItemListed) -> [DeskStep] {
    guard listed[item.conversation]?.item.workItem != item.workItem else { return [] }
    listed[item.conversation] = Listed(item: item)
    // What was there at first is told before.
    return listedAtFirst == nil ? [.look(item)] : []
  }

  /// What the desk is told of work that was put on a list; nil if it is there no more.
  package mutating func list(_ item: PullItemListed, _ emission: DeskEmission?) -> [DeskStep] {
    guard let emission, let known = listed[item.conversation], known.item == item, !known.isTold else { return [] }
    listed[item.conversation]?.isTold = true
    return [.tell(emission)]
  }

  /// `pullModeSubscribedListRequests`, once: what was on the lists and still is; then what came on them since.
  mutating func tellListedAtFirst() -> [DeskStep] {
    guard let first = listedAtFirst else { return [] }
    listedAtFirst = nil
    let still = first.filter { listed[$0.item.conversation]?.item == $0.item }
    for work in still { listed[work.item.conversation]?.isTold = true }
    let since = listed.values.filter { !$0.isTold }.map(\.item).sorted { $0.workItem < $1.workItem }
    return [.tell(.listed(still, .pullModeSubscribedListRequests, directory))] + since.map { .look($0) }
  }

  /// Work is on its list no more.
  mutating func delist(_ conversation: ConversationID, _ workItem: WorkItemID) -> [DeskStep] {
    guard let listed = listed[conversation], listed.item.workItem == workItem else { return [] }
    self.listed[conversation] = nil
    return listed.isTold ? [.tell(.delisted(workItem, listed.item.list, conversation))] : []
  }
}
