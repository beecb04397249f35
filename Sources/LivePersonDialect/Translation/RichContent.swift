// SPDX-License-Identifier: Apache-2.0

import DialectKit

/// What the core's structured messages are as LivePerson's rich content. Source: developer centre, "Rich Messaging: Templates"
/// (vertical, carousel, text, image, button, map).
enum RichContent {
  /// The most elements that are taken over.
  private static let most = 32

  /// A text with buttons below.
  static func buttons(_ text: String?, _ content: JSONValue) -> JSONValue {
    vertical(self.text(text).map { [$0] } ?? [], content)
  }

  /// Cards side by side, below the text if there is one.
  static func carousel(_ text: String?, _ content: JSONValue) -> JSONValue {
    let cards = (content["elements"]?.arrayValue ?? []).prefix(most).map { card in
      var parts: [JSONValue] = []
      if let address = (card["mediaUrl"] ?? card["imageUrl"])?.stringValue {
        parts.append(object(("type", "image"), ("url", address)))
      }
      parts += [card["title"], card["subTitle"]].compactMap { self.text($0?.stringValue) }
      return vertical(parts, card)
    }
    let carousel = JSONValue.object([
      JSONMember("type", .string("carousel")), JSONMember("padding", .number("10")),
      JSONMember("elements", .array(cards)),
    ])
    guard let sentence = self.text(text) else { return carousel }
    return vertical([sentence, carousel])
  }

  /// A place on a map; nil if it is none.
  static func place(_ text: String?, _ content: JSONValue) -> JSONValue? {
    guard let latitude = content["location"]?["latitude"], let longitude = content["location"]?["longitude"],
      latitude.doubleValue != nil, longitude.doubleValue != nil
    else { return nil }
    var map = [
      JSONMember("type", .string("map")), JSONMember("la", latitude), JSONMember("lo", longitude),
    ]
    if let text { map.append(JSONMember("tooltip", .string(text))) }
    return vertical([.object(map)])
  }

  private static func vertical(_ parts: [JSONValue], _ content: JSONValue) -> JSONValue {
    vertical(parts + (content["buttons"]?.arrayValue ?? []).prefix(most).compactMap(button))
  }

  private static func vertical(_ elements: [JSONValue]) -> JSONValue {
    .object([JSONMember("type", .string("vertical")), JSONMember("elements", .array(elements))])
  }

  private static func text(_ text: String?) -> JSONValue? {
    guard let text, !text.isEmpty else { return nil }
    return object(("type", "text"), ("text", text))
  }

  /// What a button does: a link where it has an address, else it says its payload.
  private static func button(_ button: JSONValue) -> JSONValue? {
    guard let title = (button["title"] ?? button["text"])?.stringValue else { return nil }
    let payload = button["payload"]?.stringValue ?? title
    let isLink = payload.hasPrefix("https://") || payload.hasPrefix("http://")
    let action =
      isLink
      ? object(("type", "link"), ("name", title), ("uri", payload)) : object(("type", "publishText"), ("text", payload))
    return .object([
      JSONMember("type", .string("button")), JSONMember("title", .string(title)),
      JSONMember("click", .object([JSONMember("actions", .array([action]))])),
    ])
  }

  private static func object(_ members: (name: String, value: String)...) -> JSONValue {
    .object(members.map { JSONMember($0.name, .string($0.value)) })
  }
}
