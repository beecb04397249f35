// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

extension ChannelType {
  /// Chats are of the type of the web widget, whatever they came by: the desk draws others in ways of their own.
  package var expertflowName: String {
    switch self {
    case .chat: "WEB"
    case .email: "EMAIL"
    case .voice: "CX_VOICE"
    }
  }

  /// The member of a customer that holds its addresses on channels of this type.
  package var customerMember: String {
    switch self {
    case .chat: "web"
    case .email: "email"
    case .voice: "voice"
    }
  }

  /// How people call an address on channels of this type.
  package var customerLabel: String {
    switch self {
    case .chat: "Web"
    case .email: "E-mail"
    case .voice: "Phone"
    }
  }

  /// The name of the picture of a type of channels.
  package var logo: String { "_\(expertflowName).svg" }

  var channelTypeId: String {
    switch self {
    case .chat: "622222cc5bd05f57c1c18421"
    case .email: NamedUUID.make("channelType", expertflowName)
    case .voice: NamedUUID.make("channelType", expertflowName)
    }
  }

  /// How the type is called beside a customer's address.
  var typeCode: String {
    switch self {
    case .chat: "webChannel"
    case .email: "emailChannel"
    case .voice: "voiceChannel"
    }
  }

  /// The ids of the types of media routing domains: those that the vendor's documents have, and one of our own.
  var mrdType: String {
    switch self {
    case .chat: "64f6edf8b89b71cc6cb60917"
    case .voice: "64f6ee2dd49f4e9d7eb5f591"
    case .email: NamedUUID.make("mrdType", expertflowName)
    }
  }
}
