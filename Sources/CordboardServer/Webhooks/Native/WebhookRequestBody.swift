// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Foundation
import NativeDialect
import WebhookDelivery

/// What a request says of a native webhook: checked, and applied to one.
struct WebhookRequestBody: Sendable {
  private var url: String
  private var description: String
  private var events: Set<Event.Kind>
  private var headers: [HTTPHeader]
  private var mode: NativeWebhook.Mode
  private var signing: NativeWebhook.Signing?
  private var perSecond: Int?
  private var concurrency: Int?
  private var certificate: (chain: String, key: String)?
  private var isEnabled: Bool

  static let maximumHeaders = 20

  /// Reads a request.
  ///
  /// - Parameter isReplacement: Whether it is for a webhook there is, whose kind of secret stays.
  init(_ body: inout JSONReader, settings: ServerSettings.WebhookSettings, isReplacement: Bool = false) throws(Problem)
  {
    url = try body.string("url", maximumBytes: 2_048)
    if let wrong = WebhookAddress(settings).problem(url) { throw .invalid(body.place("url"), wrong) }
    description = try body.optionalString("description", maximumBytes: 256) ?? ""
    var events: Set<Event.Kind> = []
    for (value, pointer) in try body.array("events", maximum: 200) {
      let name = try JSONReader.string(value, at: pointer, maximumBytes: 128)
      // As it stands in the event, or by its bare name.
      let bare = name.hasPrefix("cordboard.") ? String(name.dropFirst("cordboard.".count)) : name
      guard let kind = Event.Kind(name: bare) else {
        throw .invalid(pointer, "is no kind of event; see docs/events.md")
      }
      events.insert(kind)
    }
    self.events = events
    headers = try Self.headers(&body)
    mode = try body.optionalChoice("mode") ?? .structured
    signing = isReplacement ? nil : try body.optionalChoice("signing") ?? .hmac
    perSecond = try body.optionalInteger("requestsPerSecond")
    if let perSecond, !(1...100_000).contains(perSecond) {
      throw .invalid(body.place("requestsPerSecond"), "must be from 1 to 100000")
    }
    concurrency = try body.optionalInteger("concurrency")
    if let concurrency, !(1...settings.connectionsPerEndpoint).contains(concurrency) {
      throw .invalid(body.place("concurrency"), "must be from 1 to \(settings.connectionsPerEndpoint)")
    }
    let chain = try body.optionalString("clientCertificate", maximumBytes: 65_536)
    let key = try body.optionalString("clientKey", maximumBytes: 65_536)
    switch (chain, key) {
    case (nil, nil): certificate = nil
    case (let chain?, let key?):
      guard (try? WebhookIdentity(certificate: chain, privateKey: key)) != nil else {
        throw .invalid(
          body.place("clientCertificate"),
          "must be PEM certificates, and clientKey the PEM key of the first"
        )
      }
      certificate = (chain, key)
    default: throw .invalid(body.place("clientKey"), "and clientCertificate come together or not at all")
    }
    isEnabled = try body.bool("enabled", default: true)
  }

  private static func headers(_ body: inout JSONReader) throws(Problem) -> [HTTPHeader] {
    guard var object = try body.optionalObject("headers") else { return [] }
    var headers: [HTTPHeader] = []
    for member in object.takeAll() {
      let pointer = JSONReader.join(body.place("headers"), member.name)
      guard WebhookAddress.isHeaderName(member.name) else {
        throw .invalid(pointer, "is not the name of a header that may be set")
      }
      let value = try JSONReader.string(member.value, at: pointer, maximumBytes: 2_048)
      guard WebhookAddress.isHeaderValue(value) else {
        throw .invalid(pointer, "must be visible characters and spaces")
      }
      headers.append(HTTPHeader(member.name, value))
    }
    guard headers.count <= maximumHeaders else {
      throw .invalid(body.place("headers"), "must be \(maximumHeaders) at most")
    }
    return headers
  }

  /// The position in `after`; nil if it is not given.
  static func after(_ body: inout JSONReader) throws(Problem) -> Position? {
    guard let text = try body.optionalString("after", maximumBytes: 64) else { return nil }
    guard let position = Position(text) else {
      throw .invalid(body.place("after"), "must be a position such as 0000abcd-17")
    }
    return position
  }

  /// The offset of a position that was asked for. Throws if it is of another log or ahead of this one: to be asked once the whole
  /// request is known to be right.
  static func offset(of position: Position?, head: Position) throws(Problem) -> UInt64? {
    guard let position else { return nil }
    guard position.epoch == head.epoch, position.offset <= head.offset else { throw .cursorRefused }
    return position.offset
  }

  /// After which fact a new webhook begins. It is not told that it was made, unless it asked for something before that: also
  /// for what somebody else did in the meantime.
  ///
  /// - Parameters:
  ///   - asked: The last fact that it knows; nil for all of them.
  ///   - made: The fact that it was made, or one after that.
  static func beginning(asked: UInt64?, made: UInt64) -> UInt64 {
    guard let asked, asked + 1 < made else { return made }
    return asked
  }

  /// A new webhook.
  func webhook(by actor: Actor, at now: Timestamp) -> NativeWebhook {
    let kind = signing ?? .hmac
    var webhook = NativeWebhook(
      id: UUID().uuidString.lowercased(),
      url: url,
      createdAt: now,
      createdBy: actor.wireName,
      secrets: WebhookSecrets(current: .random(kind))
    )
    webhook.signing = kind
    apply(to: &webhook)
    return webhook
  }

  /// Makes a webhook what the request says.
  func apply(to webhook: inout NativeWebhook) {
    webhook.url = url
    webhook.description = description
    webhook.events = events
    webhook.headers = headers
    webhook.mode = mode
    webhook.perSecond = perSecond
    webhook.concurrency = concurrency
    webhook.certificate = certificate?.chain ?? ""
    webhook.privateKey = certificate?.key ?? ""
    webhook.isEnabled = isEnabled
  }
}

extension WebhookSecret {
  /// A new secret of random bytes.
  static func random(_ signing: NativeWebhook.Signing) -> WebhookSecret {
    var bytes: [UInt8] = []
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<32 { bytes.append(UInt8.random(in: .min ... .max, using: &generator)) }
    do {
      return switch signing {
      case .hmac: try WebhookSecret(symmetric: bytes)
      case .ed25519: try WebhookSecret(signing: bytes)
      }
    } catch {
      preconditionFailure("32 bytes are a secret: \(error)")
    }
  }
}
