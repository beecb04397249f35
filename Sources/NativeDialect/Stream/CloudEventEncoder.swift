// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// Writes facts and signals as CloudEvents 1.0 in the JSON event format.
///
/// A fact's `id` is its account and position, so that a fact that comes twice is recognised. The members beyond the
/// specification's own are extension attributes, whose names it limits to lower-case letters and digits.
package struct CloudEventEncoder: EventEncoder {
  /// `native.json`.
  package static let identifier = EncodingID("native.json")

  /// Creates the encoder; it has no state.
  package init() {}

  /// Its name.
  package var id: EncodingID { Self.identifier }

  /// Appends a fact as one JSON object; the native dialect shows every fact.
  package func encode(_ envelope: Envelope, epoch: UInt32, into bytes: inout [UInt8]) -> Bool {
    var json = JSONWriter(bytes)
    bytes = []
    json.object { $0.cloudEvent(envelope, epoch: epoch) }
    bytes = json.finish()
    return true
  }

  /// Appends a signal as one JSON object without a position.
  package func encode(_ signal: Signal, into bytes: inout [UInt8]) -> Bool {
    var json = JSONWriter(bytes)
    bytes = []
    json.object { $0.cloudEvent(signal) }
    bytes = json.finish()
    return true
  }
}

extension JSONWriter {
  /// Writes the members of a fact's CloudEvent.
  package mutating func cloudEvent(_ envelope: Envelope, epoch: UInt32) {
    let cursor = Position(epoch: epoch, offset: envelope.offset)
    let subject = envelope.event.subject
    member("specversion", "1.0")
    member("id") {
      $0.part(envelope.account)
      $0.part("/")
      $0.part(cursor)
    }
    member("source") {
      $0.part("/accounts/")
      $0.part(envelope.account)
    }
    member("type") {
      $0.part("cordboard.")
      $0.part(envelope.event.kind.name)
    }
    member("time", envelope.time)
    member("subject") {
      if let conversation = subject.conversation {
        $0.part("conversation/")
        $0.part(conversation)
      } else if let agent = subject.agent {
        $0.part("agent/")
        $0.part(agent)
      } else if case .commandNoted = envelope.event {
        $0.part("command")
      } else if envelope.event.isAccess {
        $0.part("access")
      } else if case .retentionApplied = envelope.event {
        $0.part("retention")
      } else if case .webhookChanged(let fact) = envelope.event {
        $0.part("webhook/")
        $0.part(fact.webhook)
      } else {
        $0.part("configuration")
      }
    }
    member("datacontenttype", "application/json")
    member("position") { $0.part(cursor) }
    member("conversationsequence", envelope.conversationSequence)
    member("agentsequence", envelope.agentSequence)
    member("queue", subject.queue)
    member("actor") { $0.part(envelope.actor) }
    if envelope.isErased { member("erased", true) }
    key("data")
    object { envelope.event.write(to: &$0) }
  }

  /// Writes the members of a signal's CloudEvent.
  package mutating func cloudEvent(_ signal: Signal) {
    switch signal.content {
    case .typing(let conversation, let participant, let kind, let isTyping):
      member("specversion", "1.0")
      member("id", "typing/\(participant)/\(signal.time.milliseconds)/\(isTyping)")
      member("source", "/accounts/\(signal.account)")
      member("type", "cordboard.signal.typing")
      member("time", signal.time)
      member("subject", "conversation/\(conversation)")
      member("datacontenttype", "application/json")
      key("data")
      object { json in
        json.member("conversation", conversation)
        json.member("participant", participant)
        json.member("participantKind", kind)
        json.member("isTyping", isTyping)
      }
    }
  }
}

extension JSONWriter {
  /// Writes ``Actor/wireName`` as a part of a string.
  fileprivate mutating func part(_ actor: Actor) {
    switch actor {
    case .system: part("system")
    case .agent(let id):
      part("agent:")
      part(id)
    case .client(let id):
      part("client:")
      part(id)
    }
  }
}

extension Actor {
  /// The name on native wires: `system`, `agent:alice` or `client:integration`.
  package var wireName: String {
    switch self {
    case .system: "system"
    case .agent(let id): "agent:\(id)"
    case .client(let id): "client:\(id)"
    }
  }
}
