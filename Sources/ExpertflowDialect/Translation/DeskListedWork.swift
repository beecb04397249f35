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
