// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension ContactCentre {
  /// Refuses the address of a telephone that is none.
  func check(address: String) throws(Rejection) {
    let bytes = address.utf8
    guard (1...128).contains(bytes.count), bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else {
      throw .invalid("extension", "must be 1 to 128 bytes of visible characters without spaces")
    }
  }

  /// Refuses a provider that does not exist, and one of a channel without calls.
  func check(_ rule: VoiceRule, of channel: Channel, against known: AccountConfiguration) throws(Rejection) {
    guard channel.type == .voice else { throw .invalid("voice", "belongs to channels of type voice; leave it out") }
    guard known.clients[rule.provider] != nil else { throw .unknownClient(rule.provider) }
    try check("voice.answerLimit", rule.answerLimit)
  }

  /// Whether a principal reports the calls of a channel.
  package func isProvider(_ principal: Principal, of channel: ChannelID) -> Bool {
    guard principal.permissions.contains(.reportCalls), case .client(let client) = principal.actor else { return false }
    return configuration.channels[channel]?.voice?.provider == client
  }

  /// Whether a principal may see the calls of a channel: its provider, and whoever sees everything.
  package func maySeeCalls(of channel: ChannelID, _ principal: Principal) -> Bool {
    principal.permissions.contains(.readEverything) || isProvider(principal, of: channel)
  }

  /// Refuses whoever is not the provider of a channel. That a channel does not exist is said by what is decided.
  func authorizeCalls(on channel: ChannelID, for principal: Principal) throws(Rejection) {
    guard principal.permissions.contains(.reportCalls) else {
      throw .notPermitted("report calls; that takes the scope calls")
    }
    guard configuration.channels[channel] == nil || isProvider(principal, of: channel) else {
      throw .notPermitted("report calls on channel \(channel); its provider is another")
    }
  }
}
