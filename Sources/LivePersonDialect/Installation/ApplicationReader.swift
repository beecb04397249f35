// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// Reads members of an application and notes everything that is wrong with them.
struct ApplicationReader {
  private(set) var violations: [InstallationError.Violation] = []

  private mutating func note(_ pointer: String, _ detail: String) {
    violations.append(InstallationError.Violation(pointer, detail))
  }

  /// A member that may be absent or null.
  private func member(_ json: JSONValue, _ name: String) -> JSONValue? {
    json[name].flatMap { $0 == .null ? nil : $0 }
  }

  mutating func text(_ json: JSONValue, _ name: String, most: Int, isRequired: Bool = false) -> String? {
    guard let value = member(json, name) else {
      if isRequired { note("/\(name)", "is missing; give 1 to \(most) characters") }
      return nil
    }
    guard let text = value.stringValue else {
      note("/\(name)", "must be a string, not \(value.kindName)")
      return nil
    }
    if isRequired, text.allSatisfy(\.isWhitespace) { note("/\(name)", "must not be empty") }
    if text.count > most { note("/\(name)", "must have at most \(most) characters, not \(text.count)") }
    return text
  }

  mutating func texts(_ json: JSONValue, _ name: String, most: Int) -> [String] {
    guard let value = member(json, name) else { return [] }
    guard let values = value.arrayValue else {
      note("/\(name)", "must be an array of strings, not \(value.kindName)")
      return []
    }
    var texts: [String] = []
    for (index, value) in values.enumerated() {
      let pointer = "/\(name)/\(index)"
      guard let text = value.stringValue else {
        note(pointer, "must be a string, not \(value.kindName)")
        continue
      }
      if text.count > most { note(pointer, "must have at most \(most) characters, not \(text.count)") }
      texts.append(text)
    }
    return texts
  }

  mutating func grantTypes(_ json: JSONValue) -> [String] {
    let known = LivePersonApplication.knownGrantTypes
    let given = texts(json, "grant_types", most: 128)
    for (index, grant) in given.enumerated() where !known.contains(grant) {
      note("/grant_types/\(index)", "must be one of \(known.joined(separator: ", "))")
    }
    return given
  }

  mutating func flag(_ json: JSONValue, _ name: String) -> Bool? {
    guard let value = member(json, name) else { return nil }
    if value.boolValue == nil { note("/\(name)", "must be true or false, not \(value.kindName)") }
    return value.boolValue
  }

  mutating func object(_ json: JSONValue, _ name: String, in parent: String = "") -> JSONValue? {
    guard let value = member(json, name) else { return nil }
    guard value.objectValue != nil else {
      note("\(parent)/\(name)", "must be an object, not \(value.kindName)")
      return nil
    }
    return value
  }

  /// The channel of the application's connectors, where it names one: a member of ours.
  mutating func channel(_ capabilities: JSONValue?) -> ChannelID? {
    let parent = "/capabilities"
    guard let ours = capabilities.flatMap({ object($0, "cordboard", in: parent) }), let value = member(ours, "channel")
    else { return nil }
    guard let channel = value.stringValue.flatMap({ ChannelID($0) }) else {
      note("\(parent)/cordboard/channel", "must be the id of a channel: 1 to 128 bytes without spaces")
      return nil
    }
    return channel
  }

  // MARK: Webhooks

  mutating func retention(_ webhooks: JSONValue?) -> Int {
    let parent = "/capabilities/webhooks"
    guard let webhooks, let retry = object(webhooks, "retry", in: parent),
      let value = member(retry, "retention_time")
    else { return 0 }
    guard let seconds = value.integerValue, seconds == 0 || (2...259_200).contains(seconds) else {
      note("\(parent)/retry/retention_time", "must be 0, to keep nothing, or 2 to 259200 seconds")
      return 0
    }
    return seconds
  }

  mutating func endpoints(
    _ webhooks: JSONValue?,
    _ judge: (EndpointAddress) -> String?
  ) -> [LivePersonEventType: LivePersonEndpoint] {
    var endpoints: [LivePersonEventType: LivePersonEndpoint] = [:]
    for member in webhooks?.objectValue ?? [] where member.name != "retry" {
      let pointer = "/capabilities/webhooks/\(member.name.asPointerPart)"
      guard let type = LivePersonEventType(rawValue: member.name) else {
        let known = LivePersonEventType.allCases.map(\.rawValue).joined(separator: ", ")
        note(pointer, "is no type of event; there are \(known)")
        continue
      }
      endpoints[type] = endpoint(member.value, pointer, judge)
    }
    return endpoints
  }

  private mutating func endpoint(
    _ json: JSONValue,
    _ pointer: String,
    _ judge: (EndpointAddress) -> String?
  ) -> LivePersonEndpoint? {
    guard json.objectValue != nil else {
      note(pointer, "must be an object with an endpoint, not \(json.kindName)")
      return nil
    }
    let address = address(json, "\(pointer)/endpoint", judge)
    let retries = retries(json, "\(pointer)/max_retries")
    let headers = headers(json, "\(pointer)/headers")
    return address.map { LivePersonEndpoint(address: $0, maxRetries: retries, headers: headers) }
  }

  private mutating func address(
    _ json: JSONValue,
    _ pointer: String,
    _ judge: (EndpointAddress) -> String?
  ) -> EndpointAddress? {
    guard let value = member(json, "endpoint") else {
      note(pointer, "is missing; give a URL that starts with https://")
      return nil
    }
    guard let text = value.stringValue else {
      note(pointer, "must be a string, not \(value.kindName)")
      return nil
    }
    do throws(EndpointAddressError) {
      let address = try EndpointAddress(text)
      if let reason = judge(address) {
        note(pointer, reason)
        return nil
      }
      return address
    } catch {
      note(pointer, error.detail)
      return nil
    }
  }

  private mutating func retries(_ json: JSONValue, _ pointer: String) -> Int? {
    guard let value = member(json, "max_retries") else { return nil }
    guard let number = value.integerValue, (0...5).contains(number) else {
      note(pointer, "must be a whole number from 0 to 5")
      return nil
    }
    return number
  }

  private mutating func headers(_ json: JSONValue, _ pointer: String) -> [LivePersonEndpoint.Header] {
    guard let value = member(json, "headers") else { return [] }
    guard let values = value.arrayValue else {
      note(pointer, "must be an array of objects with header_name and header_value, not \(value.kindName)")
      return []
    }
    if values.count > LivePersonEndpoint.mostHeaders {
      note(pointer, "must have at most \(LivePersonEndpoint.mostHeaders) elements")
      return []
    }
    var headers: [LivePersonEndpoint.Header] = []
    for (index, value) in values.enumerated() {
      let place = "\(pointer)/\(index)"
      guard let name = value["header_name"]?.stringValue else {
        note("\(place)/header_name", "is missing; give the name of a header")
        continue
      }
      guard let text = value["header_value"]?.stringValue else {
        note("\(place)/header_value", "is missing; give the value of the header")
        continue
      }
      if let problem = LivePersonEndpoint.problem(ofName: name) {
        note("\(place)/header_name", problem)
        continue
      }
      if let problem = LivePersonEndpoint.problem(ofValue: text) { note("\(place)/header_value", problem) }
      if headers.contains(where: { $0.name.lowercased() == name.lowercased() }) {
        note("\(place)/header_name", "names a header that was given before; give each once")
      }
      headers.append(LivePersonEndpoint.Header(name: name, value: text))
    }
    return headers
  }
}

extension String {
  /// The text as a part of a JSON pointer (RFC 6901, section 3), cut short where it is long.
  fileprivate var asPointerPart: String {
    String(prefix(128)).replacing("~", with: "~0").replacing("/", with: "~1")
  }
}
