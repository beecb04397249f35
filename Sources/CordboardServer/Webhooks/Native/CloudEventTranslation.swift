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
      guard kinds.isEmpty || kinds.contains(fact.event.kind) else { return nil }
      return DeliveryEntry([fact], origin: origin).map { (DeliveryLane(of: fact), $0) }
    }
  }

  func fold(of lane: DeliveryLane, before fact: Envelope?) async throws -> any WebhookFold { self }

  func continues(with fact: Envelope) -> Bool { true }

  func messages(of facts: [Envelope], number: UInt64) -> [WebhookMessage] {
    facts.map(message)
  }

  /// The identifier of a fact's message: the same for every endpoint and attempt. It has no dots, which signatures use.
  static func id(of envelope: Envelope, epoch: UInt32) -> String {
    NamedUUID.make("native", envelope.account.rawValue, Position(epoch: epoch, offset: envelope.offset).description)
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
      var whole = JSONWriter(capacity: 1_024)
      whole.object { $0.cloudEvent(envelope, epoch: epoch) }
      var message = WebhookMessage(id: id, type: type, body: [])
      guard let members = (try? JSONValue(parsing: whole.finish()))?.objectValue else { return message }
      for member in members where member.name != "data" && member.name != "datacontenttype" {
        let text = member.value.stringValue ?? String(decoding: member.value.bytes, as: UTF8.self)
        message.headers.append(HTTPHeader("ce-\(member.name)", text.percentEncodedForCloudEvents))
      }
      var data = JSONWriter(capacity: 512)
      data.object { envelope.event.write(to: &$0) }
      return WebhookMessage(
        id: id,
        type: type,
        body: data.finish(),
        contentType: "application/json",
        headers: message.headers
      )
    }
  }
}

extension String {
  /// The value of a CloudEvents header: everything but visible ASCII, and `"` and `%`, as percent-encoded UTF-8 (CloudEvents
  /// HTTP Protocol Binding, section 3.1.3.2).
  var percentEncodedForCloudEvents: String {
    var text = ""
    for byte in utf8 {
      if (0x21...0x7e).contains(byte), byte != UInt8(ascii: "\""), byte != UInt8(ascii: "%") {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        text += byte < 16 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return text
  }
}
