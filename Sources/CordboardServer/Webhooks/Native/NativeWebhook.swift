// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import WebhookDelivery

/// A native webhook, as its owner configured it.
struct NativeWebhook: Sendable {
  /// How a CloudEvent stands in a request (CloudEvents, HTTP Protocol Binding, section 3).
  enum Mode: UInt8, CaseIterable, Named {
    /// The whole event is the body.
    case structured = 1
    /// The event's attributes are headers, and its data is the body.
    case binary = 2

    var name: String {
      switch self {
      case .structured: "structured"
      case .binary: "binary"
      }
    }
  }

  /// Which kind of secret signs.
  enum Signing: UInt8, CaseIterable, Named {
    case hmac = 1
    case ed25519 = 2

    var name: String {
      switch self {
      case .hmac: "hmac"
      case .ed25519: "ed25519"
      }
    }
  }

  let id: String
  var url: String
  var description = ""
  /// The kinds of facts it wants; empty for all.
  var events: Set<Event.Kind> = []
  var headers: [HTTPHeader] = []
  var mode = Mode.structured
  var signing = Signing.hmac
  var perSecond: Int?
  var concurrency: Int?
  /// A certificate chain and its key (PEM), with which this server says who it is.
  var certificate = ""
  var privateKey = ""
  /// Whether its owner wants it to be delivered to.
  var isEnabled = true
  /// Why it is not delivered to though its owner wants it; empty if it is.
  var disabledBecause = ""
  var disabledAt: Timestamp?
  let createdAt: Timestamp
  /// Who created it, as on native wires.
  let createdBy: String
  var secrets: WebhookSecrets

  /// Whether it is delivered to.
  var isActive: Bool { isEnabled && disabledBecause.isEmpty }

  /// The members everybody may see who may see it.
  func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("url", url)
    if !description.isEmpty { json.member("description", description) }
    json.array("events", events.map(\.name).sorted()) { $0.string($1) }
    json.member("mode", mode)
    json.member("signing", signing)
    json.member("enabled", isEnabled)
    json.member("state", isActive ? "active" : isEnabled ? "disabled" : "off")
    if !disabledBecause.isEmpty { json.member("disabledBecause", disabledBecause) }
    json.member("disabledAt", disabledAt)
    json.member("requestsPerSecond", perSecond)
    json.member("concurrency", concurrency)
    json.member("hasClientCertificate", !certificate.isEmpty)
    json.member("createdAt", createdAt)
    json.member("createdBy", createdBy)
  }

  // MARK: Storage

  /// Everything, secrets too, as it is kept beside the journal.
  var stored: [UInt8] {
    var json = JSONWriter(capacity: 1_024)
    json.object { json in
      write(to: &json)
      json.key("headers")
      json.object { json in
        for header in headers { json.key(header.name); json.string(header.value) }
      }
      json.member("certificate", certificate)
      json.member("privateKey", privateKey)
      json.key("secrets")
      json.object { secrets.write(to: &$0) }
    }
    return json.finish()
  }

  /// Reads ``stored``; nil if it is something else, or wants nothing that this version knows.
  init?(stored bytes: [UInt8]) {
    guard let json = try? JSONValue(parsing: bytes), let id = json["id"]?.stringValue,
      let url = json["url"]?.stringValue, let mode = json["mode"]?.stringValue.flatMap(Mode.init(name:)),
      let signing = json["signing"]?.stringValue.flatMap(Signing.init(name:)),
      let createdAt = json["createdAt"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }),
      let secrets = json["secrets"].flatMap({ WebhookSecrets($0) })
    else { return nil }
    self.id = id
    self.url = url
    self.mode = mode
    self.signing = signing
    self.createdAt = createdAt
    self.secrets = secrets
    createdBy = json["createdBy"]?.stringValue ?? ""
    description = json["description"]?.stringValue ?? ""
    // A kind that this version does not know never comes; nothing but such kinds is not everything.
    let names = json["events"]?.arrayValue ?? []
    events = Set(names.compactMap { $0.stringValue.flatMap(Event.Kind.init(name:)) })
    guard events.isEmpty == names.isEmpty else { return nil }
    for member in json["headers"]?.objectValue ?? [] {
      headers.append(HTTPHeader(member.name, member.value.stringValue ?? ""))
    }
    isEnabled = json["enabled"]?.boolValue ?? true
    disabledBecause = json["disabledBecause"]?.stringValue ?? ""
    disabledAt = json["disabledAt"]?.stringValue.flatMap { Timestamp(rfc3339: $0) }
    perSecond = json["requestsPerSecond"]?.integerValue
    concurrency = json["concurrency"]?.integerValue
    certificate = json["certificate"]?.stringValue ?? ""
    privateKey = json["privateKey"]?.stringValue ?? ""
  }

  init(id: String, url: String, createdAt: Timestamp, createdBy: String, secrets: WebhookSecrets) {
    self.id = id
    self.url = url
    self.createdAt = createdAt
    self.createdBy = createdBy
    self.secrets = secrets
  }
}
