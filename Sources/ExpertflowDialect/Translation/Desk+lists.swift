// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// Work on a pull list, with what desks are told of its conversation.
package struct DeskListedWork: Hashable, Sendable {
  /// Which, and where.
  package var item: PullItemListed
  /// The customer's presence that is meant, and how it ended if it did.
  package var session: ChannelSession
  package var customer: Customer
  package var end: SessionEndReason?
  package var direction: ConversationDirection
  package var mainDialog: DialogID
  package var startedAt: Timestamp
  package var attributes: [Attribute]

  package init(
    item: PullItemListed,
    session: ChannelSession,
    customer: Customer,
    end: SessionEndReason?,
    direction: ConversationDirection,
    mainDialog: DialogID,
    startedAt: Timestamp,
    attributes: [Attribute]
  ) {
    self.item = item
    self.session = session
    self.customer = customer
    self.end = end
    self.direction = direction
    self.mainDialog = mainDialog
    self.startedAt = startedAt
    self.attributes = attributes
  }
}

extension Topic {
  /// What is known of a conversation whose work is on a list.
  fileprivate init(_ work: DeskListedWork) {
    id = work.item.conversation
    direction = work.direction
    mainDialog = work.mainDialog
    startedAt = work.startedAt
    sessions = [Session(session: work.session, customer: work.customer, end: work.end)]
    attributes = work.attributes
    offset = 0
  }
}

/// Pull lists: work that agents take themselves.
extension Desk {
  /// The agent follows other lists from now on.
  ///
  /// - Parameters:
  ///   - new: What is on a list it began to follow.
  ///   - gone: A list it follows no more.
  package mutating func follow(_ lists: [PullListID], new: [DeskListedWork], gone: PullListID?) -> [DeskStep] {
    self.lists = lists
    var steps: [DeskStep] = [
      .tell(DeskEmission(.onPullModeSubscribedList, list: lists.map(directory.pullList)))
    ]
    if let gone {
      listed = listed.filter { $0.value.item.list != gone }
      steps.append(.tell(DeskEmission(.removePullModeSubscribedListRequests, text: gone.rawValue)))
    }
    let new = new.filter { listed[$0.item.conversation]?.item.workItem != $0.item.workItem }
    for work in new { listed[work.item.conversation] = Listed(item: work.item, isTold: true) }
    if !new.isEmpty { steps.append(.tell(.listed(new, .addPullModeSubscribedListRequests, directory))) }
    return steps
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

  /// Work is on its list no more.
  mutating func delist(_ conversation: ConversationID, _ workItem: WorkItemID) -> [DeskStep] {
    guard let listed = listed[conversation], listed.item.workItem == workItem else { return [] }
    self.listed[conversation] = nil
    return listed.isTold ? [.tell(.delisted(workItem, listed.item.list, conversation))] : []
  }
}

extension DeskEmission {
  /// Work on lists, all at once.
  static func listed(_ work: [DeskListedWork], _ event: DeskEvent, _ directory: DeskDirectory) -> DeskEmission {
    DeskEmission(event, elements: work.map { request($0, directory) })
  }

  /// `onPullModeSubscribedListRequest`: work was put on a list. It is the same for all who follow the list.
  package static func listed(_ work: DeskListedWork, _ directory: DeskDirectory) -> DeskEmission {
    pullListChange(request(work, directory), "PULL_MODE_LIST_REQUEST_RECEIVED", work.item.conversation)
  }

  private static func request(_ work: DeskListedWork, _ directory: DeskDirectory) -> [UInt8] {
    let topic = Topic(work)
    var request = JSONWriter()
    request.object { json in
      json.member("id", work.item.workItem)
      json.member("channelSession", topic.channelSession(topic.session, directory))
      json.member("status", "CREATED")
      json.member("listId", work.item.list)
      json.milliseconds("time", work.startedAt)
    }
    return request.finish()
  }

  /// `onPullModeSubscribedListRequest`: work is on its list no more, which a desk understands by its state `closing`.
  static func delisted(_ item: WorkItemID, _ list: PullListID, _ conversation: ConversationID) -> DeskEmission {
    var request = JSONWriter()
    request.object { json in
      json.member("id", item)
      json.member("status", "closing")
      json.member("listId", list)
    }
    return pullListChange(request.finish(), "PULL_MODE_LIST_REQUEST_STATE_CHANGED", conversation)
  }

  private static func pullListChange(_ request: [UInt8], _ type: String, _ id: ConversationID) -> DeskEmission {
    DeskEmission(.onPullModeSubscribedListRequest) { json in
      json.member("pullModeEvent", String(decoding: request, as: UTF8.self))
      json.member("type", type)
      json.member("conversationId", id)
    }
  }
}
