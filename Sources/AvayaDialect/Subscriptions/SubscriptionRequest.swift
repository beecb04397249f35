// SPDX-License-Identifier: Apache-2.0

import DialectKit

/// The bounds of the request to create a subscription (reference A.1).
package enum SubscriptionBounds {
  static let events = 1...25
  static let eventName = 1...256
  static let endpoint = 1...2_048
  static let authToken = 0...256
  static let extensionKeys = 50
  static let extensionName = 1...256
  static let extensionValue = 0...256
}

/// What a client asks for when it creates a subscription.
package struct SubscriptionRequest: Hashable, Sendable {
  /// Wanted events, as they were written.
  package var events: [String]
  /// The same, understood.
  package var filter: EventFilter
  /// How they are to be delivered.
  package var transport: SubscriptionTransport
  /// What is agreed beyond the documented members.
  package var extensions: [Extension]

  /// One agreement.
  package struct Extension: Hashable, Sendable {
    /// Its name.
    package var name: String
    /// Its value.
    package var value: String

    /// Creates an agreement.
    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }

    /// Every notification has its number, and a client that connects again may go on after one.
    static let sequence = "cordboard.sequence"
    /// A client that connects is first told how things stand.
    static let snapshot = "cordboard.snapshot"

    /// What is wrong with an agreement of ours; others' are kept and mean nothing here.
    static func problem(_ name: String, _ value: String) -> String? {
      guard name.hasPrefix("cordboard.") else { return nil }
      guard [sequence, snapshot].contains(name) else { return "the extensions are \(sequence) and \(snapshot)" }
      return ["true", "false"].contains(value) ? nil : "must be \"true\" or \"false\""
    }
  }

  /// Reads the body of a request.
  ///
  /// - Parameter isLenient: Whether a missing `events` means everything, as clients of other makers have it (A.3), and a
  ///   missing `transport.type` its documented default (A.1).
  /// - Throws: Everything that is wrong, in one answer.
  package init(parsing body: [UInt8], isLenient: Bool) throws(AvayaProblem) {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: body, maximumDepth: 8)
    } catch {
      throw AvayaProblem(.badRequest, "the body is not JSON: \(error)")
    }
    guard value.objectValue != nil else { throw AvayaProblem(.badRequest, "the body must be a JSON object") }
    var violations: [Violation] = []
    Self.checkFamily(value["family"], &violations)
    (events, filter) = Self.events(value["events"], isLenient: isLenient, &violations)
    transport = SubscriptionTransport.read(value["transport"], isLenient: isLenient, &violations)
    extensions = Self.extensions(value["extensions"], &violations)
    if !violations.isEmpty { throw AvayaProblem(violations: violations) }
  }

  private static func checkFamily(_ value: JSONValue?, _ violations: inout [Violation]) {
    guard let value, value != .null else { return violations.append(.null("family")) }
    switch value.stringValue {
    case Notification.family: break
    case "ANALYTICS":
      violations.append(.value("family", "ANALYTICS is not served here; subscribe to AGENT_ENGAGEMENT"))
    default: violations.append(.value("family", "must be AGENT_ENGAGEMENT"))
    }
  }

  private static func events(
    _ value: JSONValue?,
    isLenient: Bool,
    _ violations: inout [Violation]
  ) -> ([String], EventFilter) {
    guard let value, value != .null else {
      if isLenient { return (["ALL"], .all) }
      violations.append(.null("events"))
      return ([], [])
    }
    guard let elements = value.arrayValue else {
      violations.append(.value("events", "must be an array of names"))
      return ([], [])
    }
    guard SubscriptionBounds.events.contains(elements.count) else {
      violations.append(.size("events", SubscriptionBounds.events))
      return ([], [])
    }
    var names: [String] = []
    var filter: EventFilter = []
    for (index, element) in elements.enumerated() {
      let field = "events[\(index)]"
      guard let name = element.stringValue else {
        violations.append(element == .null ? .null(field) : .value(field, "must be a name"))
        continue
      }
      guard SubscriptionBounds.eventName.contains(name.unicodeScalars.count) else {
        violations.append(.size(field, SubscriptionBounds.eventName))
        continue
      }
      guard let kinds = EventFilter.names[name] else {
        violations.append(.value(field, "there is no event of that name"))
        continue
      }
      names.append(name)
      filter.formUnion(kinds)
    }
    return (names, filter)
  }

  private static func extensions(_ value: JSONValue?, _ violations: inout [Violation]) -> [Extension] {
    guard let value, value != .null else { return [] }
    guard let members = value.objectValue else {
      violations.append(.value("extensions", "must be an object of strings"))
      return []
    }
    guard members.count <= SubscriptionBounds.extensionKeys else {
      violations.append(.tooMany("extensions", SubscriptionBounds.extensionKeys))
      return []
    }
    var extensions: [Extension] = []
    for member in members {
      let field = "extensions.\(member.name.prefix(64))"
      guard SubscriptionBounds.extensionName.contains(member.name.unicodeScalars.count) else {
        violations.append(.size("extensions", SubscriptionBounds.extensionName))
        continue
      }
      guard let text = member.value.stringValue else {
        violations.append(.value(field, "must be a string"))
        continue
      }
      // The last of several with one name counts, as everywhere in JSON.
      extensions.removeAll { $0.name == member.name }
      guard SubscriptionBounds.extensionValue.contains(text.unicodeScalars.count) else {
        violations.append(.size(field, SubscriptionBounds.extensionValue))
        continue
      }
      if let problem = Extension.problem(member.name, text) {
        violations.append(.value(field, problem))
        continue
      }
      extensions.append(Extension(member.name, text))
    }
    return extensions
  }
}

/// How notifications reach the subscriber.
package enum SubscriptionTransport: Hashable, Sendable {
  /// Over a WebSocket the client opens.
  case webSocket
  /// As requests to an address, with a token in a header.
  case webhook(Webhook)

  /// Where notifications are posted.
  package struct Webhook: Hashable, Sendable {
    /// The address.
    package var endpoint: String
    /// What is sent in the header; nil for none.
    package var authToken: String?
    /// The header's name.
    package var authTokenHeader: String

    /// Creates a target.
    package init(endpoint: String, authToken: String?, authTokenHeader: String) {
      self.endpoint = endpoint
      self.authToken = authToken
      self.authTokenHeader = authTokenHeader
    }
  }

  /// The header that carries the token where the client names none.
  package static let defaultHeader = "auth-token"

  /// Checks what is sent in the header.
  static func check(token: String, _ violations: inout [Violation]) {
    if !SubscriptionBounds.authToken.contains(token.unicodeScalars.count) {
      violations.append(.size("transport.authToken", SubscriptionBounds.authToken))
    } else if !HTTPHeader.isValue(token) {
      violations.append(.value("transport.authToken", "must be visible ASCII characters"))
    }
  }

  /// Reads the member of a request; with violations it is of no use.
  static func read(
    _ value: JSONValue?,
    isLenient: Bool,
    _ violations: inout [Violation]
  ) -> SubscriptionTransport {
    guard let value, value != .null else {
      violations.append(.null("transport"))
      return .webSocket
    }
    guard value.objectValue != nil else {
      violations.append(.value("transport", "must be an object"))
      return .webSocket
    }
    func text(_ name: String, _ range: ClosedRange<Int>) -> String? {
      guard let member = value[name], member != .null else { return nil }
      guard let text = member.stringValue else {
        violations.append(.value("transport.\(name)", "must be a string"))
        return nil
      }
      guard range.contains(text.unicodeScalars.count) else {
        violations.append(.size("transport.\(name)", range))
        return nil
      }
      return text
    }
    let token = text("authToken", SubscriptionBounds.authToken)
    let header = text("authTokenHeader", SubscriptionBounds.authToken)
    let type = value["type"] ?? .null
    switch isLenient && type == .null ? .string("WEBSOCKET") : type {
    case .null: violations.append(.null("transport.type"))
    case .string("WEBSOCKET"):
      if let endpoint = value["endpoint"]?.stringValue, !endpoint.isEmpty {
        violations.append(.value("transport.endpoint", "must be blank for WEBSOCKET; the answer names the address"))
      }
    case .string("WEBHOOK"):
      let endpoint = text("endpoint", SubscriptionBounds.endpoint)
      if let endpoint, !endpoint.isWebAddress {
        violations.append(.value("transport.endpoint", "must be an http or https address"))
      }
      if value["endpoint"] == nil || value["endpoint"] == .null { violations.append(.null("transport.endpoint")) }
      if let header, !header.isEmpty, !HTTPHeader.isName(header) {
        violations.append(.value("transport.authTokenHeader", "must be the name of a header"))
      } else if let header, HTTPHeader.isServersOwn(header) {
        violations.append(.value("transport.authTokenHeader", "must not be a header that HTTP itself uses"))
      }
      if let token { check(token: token, &violations) }
      let name = header.flatMap { $0.isEmpty ? nil : $0 } ?? defaultHeader
      return .webhook(Webhook(endpoint: endpoint ?? "", authToken: token, authTokenHeader: name))
    default: violations.append(.value("transport.type", "must be WEBSOCKET or WEBHOOK"))
    }
    return .webSocket
  }
}

extension String {
  fileprivate var isWebAddress: Bool {
    guard let host = dropping("https://") ?? dropping("http://") else { return false }
    return !host.isEmpty && host.first != "/" && utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
  }

  private func dropping(_ prefix: String) -> Substring? {
    lowercased().hasPrefix(prefix) ? dropFirst(prefix.count) : nil
  }
}
