// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// Makes the CIM events of one fact.
struct CimEventMaker {
  let topic: Topic
  let envelope: Envelope
  let directory: DeskDirectory

  init(_ topic: Topic, _ envelope: Envelope, _ directory: DeskDirectory) {
    self.topic = topic
    self.envelope = envelope
    self.directory = directory
  }

  /// An id that the same event has for every desk, and again after a restart.
  ///
  /// - Parameter part: Which of several events of that name, where a fact makes more than one.
  func id(_ name: CimEventName, _ part: String = "") -> String {
    NamedUUID.make("cimEvent", directory.account.rawValue, String(envelope.offset), name.rawValue, part)
  }

  func event(
    _ name: CimEventName,
    _ type: CimEventType,
    _ sender: CimSender,
    _ session: Topic.Session?,
    _ data: CimEventData,
    part: String = ""
  ) -> CimEvent {
    CimEvent(
      id: id(name, part),
      name: name,
      type: type,
      timestamp: envelope.time,
      conversationId: topic.conversationId,
      eventEmitter: sender,
      channelSession: session.map { topic.channelSession($0, directory) },
      data: data
    )
  }

  var system: CimSender { CimSender(type: "SYSTEM", id: nil, senderName: "SYSTEM") }

  func callAsFunction(
    _ name: CimEventName,
    _ type: CimEventType,
    part: String = "",
    _ write: (inout JSONWriter) -> Void
  ) -> CimEvent {
    var json = JSONWriter()
    json.object(write)
    return event(name, type, system, topic.session, .json(json.finish()), part: part)
  }

  func callAsFunction(_ name: CimEventName, _ type: CimEventType, session: Topic.Session) -> CimEvent {
    let body = topic.channelSession(session, directory)
    return event(name, type, system, session, .json(body.bytes))
  }

  func callAsFunction(
    _ name: CimEventName,
    _ type: CimEventType,
    participant member: Topic.Member,
    reason: String?
  ) -> CimEvent {
    self(name, type) { json in
      json.member(member.agent == nil ? "botParticipant" : "agentParticipant", topic.participant(member, directory))
      json.nullable("reason", reason)
    }
  }

  func joined(_ participant: ParticipantID, _ workItem: WorkItemID?) -> [CimEvent] {
    guard let member = topic.member(participant) else { return [] }
    let started = workItem.flatMap { topic.work[$0] }.map { task($0, state: "ACTIVE") }
    return [started, self(.agentSubscribed, .activity, participant: member, reason: nil)].compactMap(\.self)
  }

  func roleChanged(_ member: Topic.Member) -> CimEvent {
    self(.participantRoleChanged, .activity) { json in
      json.member("conversationParticipant", topic.participant(member, directory))
    }
  }
}
