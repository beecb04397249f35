// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import NativeDialect
import WebhookDelivery

/// Turns every fact of some kinds into one CloudEvent, as the native streams do.
struct CloudEventTranslation: WebhookTranslation, WebhookFold {
  /// Empty for all kinds.
  let kinds: Set<Event.Kind>
  let mode: NativeWebhook.Mode
  let epoch: UInt32

  func entries(of page: [Envelope], origin: DeliveryEntry.Origin) -> [(DeliveryLane, DeliveryEntry)] {
    page.compactMap { fact in
      guard wants(fact) else { return nil }
      return DeliveryEntry([fact], origin: origin).map { (DeliveryLane(of: fact), $0) }
    }
  }

  nonisolated(nonsending) func fold(of lane: DeliveryLane, before fact: Envelope?) async throws -> any WebhookFold {
    self
  }

  /// It remembers nothing of a lane, so it goes on with any fact.
  func continues(with fact: Envelope) -> Bool { true }

  /// One message for each fact that is wanted: some were perhaps read when more was.
  func messages(of facts: [Envelope], number: UInt64) -> [WebhookMessage] {
    facts.filter(wants).map(message)
  }

  private func wants(_ fact: Envelope) -> Bool { Self.wants(fact, of: kinds) }

  /// Whether a fact is of some kinds; none are all.
  static func wants(_ fact: Envelope, of kinds: Set<Event.Kind>) -> Bool {
    kinds.isEmpty || kinds.contains(fact.event.kind)
  }

  /// The identifier of a fact's message: the same for every endpoint and attempt. It has no dots, which signatures use.
  static func id(of envelope: Envelope, epoch: UInt32) -> String {
    NamedUUID.make("native", envelope.account.rawValue, Position(epoch: epoch, offset: envelope.offset).description)
  }

  /// The numbers of dead letters by the messages that are made of their facts now: a restored log makes others than before.
  static func letters(
    _ letters: [(offset: UInt64, number: UInt64)],
    of facts: [Envelope],
    epoch: UInt32
  ) -> [String: Set<UInt64>] {
    let numbers = Dictionary(letters.map { ($0.offset, Set([$0.number])) }) { $0.union($1) }
    return facts.reduce(into: [:]) { found, fact in found[id(of: fact, epoch: epoch)] = numbers[fact.offset] }
  }

  private func message(_ envelope: Envelope) -> WebhookMessage {
    let id = Self.id(of: envelope, epoch: epoch)
    let type = "cordboard.\(envelope.event.kind.name)"
    switch mode {
    case .structured:
      var json = JSONWriter(capacity: 1_024)
      json.object { $0.cloudEvent(envelope, epoch: epoch) }
      return WebhookMessage(
        id: id,
        type: type,
        body: json.finish(),
        contentType: "application/cloudevents+json; charset=utf-8"
      )
    case .binary:
      var data = JSONWriter(capacity: 512)
      data.object { envelope.event.write(to: &$0) }
      return WebhookMessage(
        id: id,
        type: type,
        body: data.finish(),
        contentType: "application/json",
        headers: attributes(of: envelope, type: type).map {
          HTTPHeader("ce-\($0.name)", $0.value.percentEncodedForCloudEvents)
        }
      )
    }
  }

  /// The attributes of a fact's CloudEvent: the members of the structured form but for its data.
  private func attributes(of envelope: Envelope, type: String) -> [(name: String, value: String)] {
    let position = Position(epoch: epoch, offset: envelope.offset).description
    let subject = envelope.event.subject
    var time: [UInt8] = []
    envelope.time.writeRFC3339(to: &time)
    var attributes = [
      (name: "specversion", value: "1.0"),
      (name: "id", value: "\(envelope.account.rawValue)/\(position)"),
      (name: "source", value: "/accounts/\(envelope.account.rawValue)"),
      (name: "type", value: type),
      (name: "time", value: String(decoding: time, as: UTF8.self)),
      (name: "subject", value: Self.subject(of: envelope.event)),
      (name: "position", value: position),
    ]
    if let number = envelope.conversationSequence {
      attributes.append((name: "conversationsequence", value: String(number)))
    }
    if let number = envelope.agentSequence {
      attributes.append((name: "agentsequence", value: String(number)))
    }
    if let queue = subject.queue { attributes.append((name: "queue", value: queue.rawValue)) }
    attributes.append((name: "actor", value: envelope.actor.wireName))
    if envelope.isErased { attributes.append((name: "erased", value: "true")) }
    return attributes
  }

  /// What a fact is about, as the structured form has it.
  private static func subject(of event: Event) -> String {
    let subject = event.subject
    if let conversation = subject.conversation { return "conversation/\(conversation.description)" }
    if let agent = subject.agent { return "agent/\(agent.rawValue)" }
    if case .commandNoted = event { return "command" }
    if event.isAccess { return "access" }
    if case .retentionApplied = event { return "retention" }
    if case .webhookChanged(let fact) = event { return "webhook/\(fact.webhook)" }
    return "configuration"
  }
}

extension String {
  /// The value of a CloudEvents header: everything but visible ASCII, and `"` and `%`, as percent-encoded UTF-8 (CloudEvents
  /// HTTP Protocol Binding, section 3.1.3.2).
  var percentEncodedForCloudEvents: String {
    func stands(_ byte: UInt8) -> Bool {
      (0x21...0x7e).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "%")
    }
    guard !utf8.allSatisfy(stands) else { return self }
    var text = ""
    for byte in utf8 {
      if stands(byte) {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        text += byte < 16 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return text
  }
}
