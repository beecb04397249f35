// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// Pull lists: work that agents take themselves.
extension Desk {
  /// The agent follows other lists from now on.
  ///
  /// - Parameters:
  ///   - new: What is on a list it began to follow.
  ///   - gone: A list it follows no more.
  package mutating func follow(
    _ lists: [PullListID],
    _ directory: DeskDirectory,
    new: [PullItemListed],
    gone: PullListID?
  ) -> [DeskStep] {
    self.directory = directory
    self.lists = lists
    var steps: [DeskStep] = [
      .tell(DeskEmission(.onPullModeSubscribedList, list: lists.map(directory.pullList)))
    ]
    if let gone {
      listed = listed.filter { $0.value.item.list != gone }
      steps.append(.tell(DeskEmission(.removePullModeSubscribedListRequests, text: gone.rawValue)))
    }
    for item in new { steps += list(item, isNew: false, since: 0) }
    return steps
  }

  /// Work is on a list the agent follows.
  ///
  /// - Parameters:
  ///   - isNew: Whether it came while the agent followed the list.
  ///   - offset: The fact that says so; 0 if it was before.
  mutating func list(_ item: PullItemListed, isNew: Bool, since offset: UInt64) -> [DeskStep] {
    guard listed[item.conversation]?.item.workItem != item.workItem else { return [] }
    listed[item.conversation] = Listed(item: item, isNew: isNew)
    guard case .known(let topic) = places[item.conversation] else { return open(item.conversation, since: offset) }
    return tellListed(topic)
  }

  /// Tells of work on a list of which the desk was not told.
  mutating func tellListed(_ topic: Topic) -> [DeskStep] {
    guard let item = listed[topic.id], !item.isTold else { return [] }
    listed[topic.id]?.isTold = true
    return [.tell(topic.listed(item.item, isNew: item.isNew, directory))]
  }

  /// Work is on its list no more.
  mutating func delist(_ conversation: ConversationID, _ workItem: WorkItemID) -> [DeskStep] {
    guard let listed = listed[conversation], listed.item.workItem == workItem else { return [] }
    self.listed[conversation] = nil
    return listed.isTold ? [.tell(.delisted(workItem, listed.item.list, conversation))] : []
  }
}
