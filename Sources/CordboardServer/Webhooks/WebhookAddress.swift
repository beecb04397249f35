// SPDX-License-Identifier: Apache-2.0

import DialectKit
import Foundation

/// Which addresses and headers owners of webhooks may give, whatever the dialect. Where a name leads is looked at when it is
/// posted to.
struct WebhookAddress: Sendable {
  private let plainHosts: Set<String>
  private let addresses: AddressGuard

  init(_ settings: ServerSettings.WebhookSettings) {
    plainHosts = Set(settings.plainHosts.map { $0.lowercased() })
    addresses = AddressGuard(settings)
  }

  /// What is wrong with an address; nil if nothing is.
  func problem(_ text: String) -> String? {
    guard let url = URLComponents(string: text), let host = url.host, !host.isEmpty,
      let scheme = url.scheme?.lowercased(), scheme == "https" || scheme == "http"
    else { return "must be an http or https address" }
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      return "must be ASCII; write other characters percent-encoded"
    }
    if let port = url.port, !(1...65_535).contains(port) { return "must have a port from 1 to 65535, or none" }
    guard url.user == nil, url.password == nil, url.fragment == nil else {
      return "must have no user, password or fragment"
    }
    if scheme == "http", !plainHosts.contains(host.lowercased()) {
      return "must be https; plain http goes to the hosts of the setting webhooks.plainHosts only"
    }
    guard !addresses.refuses(host) else {
      return
        "must be public; only hosts of webhooks.privateHosts and networks of webhooks.privateNetworks may be private"
    }
    return nil
  }

  /// Whether a header may be set by the owner of a webhook: those of the connection, the body and the signatures are the
  /// server's.
  static func isHeaderName(_ name: String) -> Bool {
    HTTPHeader.isName(name) && name.utf8.count <= 128
      && !HTTPHeader.isServersOwn(name, besides: ["webhook-", "ce-", "x-liveperson-"])
  }

  /// Whether a text may be the value of a header.
  static func isHeaderValue(_ text: String) -> Bool { HTTPHeader.isValue(text) }
}

extension AddressGuard {
  /// What the settings of webhooks say.
  init(_ settings: ServerSettings.WebhookSettings) {
    self.init(
      privateHosts: settings.privateHosts,
      privateNetworks: Networks(settings.privateNetworks)
    )
  }
}
