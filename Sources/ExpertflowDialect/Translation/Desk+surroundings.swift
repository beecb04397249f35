// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// The account as a desk shows it.
extension Desk {
  /// What there is besides conversations.
  mutating func surroundings() -> [DeskStep] {
    [
      .tell(DeskEmission(.onChannelTypes, list: directory.channelTypes)),
      .tell(DeskEmission(.onPullModeSubscribedList, list: lists.map(directory.pullList))),
    ] + tellListedAtFirst()
  }

  /// The account is configured in another way: the desk is told what of that it shows. An agent that is not logged in is
  /// told when it is.
  package mutating func know(_ directory: DeskDirectory, at now: Timestamp) -> [DeskStep] {
    let before = self.directory
    self.directory = directory
    guard presence.state != .loggedOut else { return [] }
    var steps: [DeskStep] = []
    if presence.media.contains(where: { before.domains[$0.domain] != directory.domains[$0.domain] }) {
      steps.append(tellPresence(at: now))
    }
    if before.channelTypes != directory.channelTypes {
      steps.append(.tell(DeskEmission(.onChannelTypes, list: directory.channelTypes)))
    }
    let names = lists.map(directory.pullList)
    if names != lists.map(before.pullList) {
      steps.append(.tell(DeskEmission(.onPullModeSubscribedList, list: names)))
    }
    return steps
  }
}
