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
      listed = listed.filter { $0.value.list != gone }
      steps.append(.tell(DeskEmission(.removePullModeSubscribedListRequests, text: gone.rawValue)))
    }
    for item in new where listed[item.conversation] == nil {
      listed[item.conversation] = item
      adding.insert(item.conversation)
      guard places[item.conversation] == nil else { continue }
      places[item.conversation] = .reading([])
      steps.append(.read(item.conversation))
    }
    return steps
  }
}
