// SPDX-License-Identifier: Apache-2.0

/// The kinds of message bodies that several dialects know, and what each must have so that they can show it. Whatever else
/// a body has, and every other kind, is kept as it came. Source: Expertflow's CIM message schema.
package enum KnownBodies {
  private enum Need {
    case string, number, array
  }

  /// What must be in the content of a kind, as paths from it.
  private static let needs: [String: [(path: [String], need: Need)]] = [
    "IMAGE": [(["attachment", "mediaUrl"], .string)],
    "VIDEO": [(["attachment", "mediaUrl"], .string)],
    "AUDIO": [(["attachment", "mediaUrl"], .string)],
    "FILE": [(["attachment", "mediaUrl"], .string)],
    "MULTIMEDIA": [(["attachment", "mediaUrl"], .string)],
    "BUTTON": [(["buttons"], .array)],
    "CAROUSEL": [(["elements"], .array)],
    "CONTACT": [(["contacts"], .array)],
    "LOCATION": [(["location", "latitude"], .number), (["location", "longitude"], .number)],
    "URL": [(["mediaUrl"], .string)],
    "STICKER": [(["mediaUrl"], .string)],
    "WRAPUP": [(["wrapups"], .array)],
    "DELIVERYNOTIFICATION": [(["messageId"], .string), (["status"], .string)],
    "DELETEDNOTIFICATION": [(["messageId"], .string)],
    "NOTIFICATION": [(["notificationType"], .string)],
    "COMMENT": [(["postId"], .string), (["itemType"], .string)],
    "EMAIL": [(["subject"], .string)],
    "TEMPLATE": [(["name"], .string)],
    "VOICE": [(["callId"], .string)],
    "ACTION": [(["name"], .string)],
    "CUSTOM": [],
    "RECEIPT": [],
  ]

  /// The kinds, in order.
  package static var kinds: [String] { needs.keys.sorted() }

  /// What is missing in the content of a known kind, and where; nil when nothing is.
  package static func problem(of kind: String, _ content: JSONValue) -> (pointer: String, detail: String)? {
    for (path, need) in needs[kind] ?? [] {
      let pointer = path.map { "/\($0)" }.joined()
      var value: JSONValue? = content
      for name in path { value = value?[name] }
      guard let value else { return (pointer, "is missing; a body of type \(kind) needs it") }
      let fits =
        switch need {
        case .string: value.stringValue?.isEmpty == false
        case .number: value.doubleValue?.isFinite == true
        case .array: value.arrayValue != nil
        }
      if !fits {
        let wanted =
          switch need {
          case .string: "a string with characters"
          case .number: "a number"
          case .array: "an array"
          }
        return (pointer, "must be \(wanted), not \(value.kindName)")
      }
    }
    return nil
  }
}
