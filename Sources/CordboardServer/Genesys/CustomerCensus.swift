// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import GenesysDialect
import Synchronization

/// Which chats customers have begun by `/api/v2/chats`, from which address, and when somebody last asked about them. Whoever
/// comes there is known by an address alone: this bounds what one address begins, and ends what nobody asks about any more.
/// The lock guards the chats.
final class CustomerCensus: Sendable {
  /// A chat that is open as far as is known here.
  struct Chat: Hashable, Sendable {
    let account: AccountID
    let conversation: ConversationID
    let session: ChannelSessionID
  }

  private struct Entry {
    let address: String
    var lastAsked: Timestamp
  }

  private struct State {
    var chats: [Chat: Entry] = [:]
    /// How many chats each address has open.
    var open: [String: Int] = [:]

    mutating func remove(_ chat: Chat) {
      guard let entry = chats.removeValue(forKey: chat), let open = open[entry.address] else { return }
      self.open[entry.address] = open > 1 ? open - 1 : nil
    }
  }

  private let settings: ServerSettings.GenesysSettings.CustomerChatSettings
  private let starts: RequestThrottle
  private let clock: any WallClock
  private let state = Mutex(State())

  init(_ settings: ServerSettings.GenesysSettings.CustomerChatSettings, clock: any WallClock) {
    self.settings = settings
    self.clock = clock
    starts = RequestThrottle(perMinute: settings.startsPerMinute, clock: clock)
  }

  /// Counts the request of a new chat; throws if the address may begin none now.
  func admit(_ address: String, _ account: AccountID) throws(StatusProblem) {
    if settings.open > 0, state.withLock({ $0.open[address, default: 0] }) >= settings.open {
      throw StatusProblem(
        .forbidden,
        "as many chats of this address are open as there may be; end one, or try again later"
      )
    }
    let sender = Principal(actor: .client(ClientID(rawValue: "chats \(address)")), account: account, permissions: [])
    do throws(Problem) {
      try starts.admit(sender)
    } catch {
      throw StatusProblem(.forbidden, error.detail)
    }
  }

  /// Somebody asked about a chat from an address, or began it. One that was begun before the server started is counted from
  /// then on, for whoever asks first.
  func asked(about chat: Chat, from address: String) {
    let now = clock.now()
    state.withLock { state in
      if state.chats[chat] != nil {
        state.chats[chat]?.lastAsked = now
      } else {
        state.chats[chat] = Entry(address: address, lastAsked: now)
        state.open[address, default: 0] += 1
      }
    }
  }

  /// A chat is over.
  func ended(_ chat: Chat) {
    state.withLock { $0.remove(chat) }
  }

  /// Takes out the chats about which nobody asked for too long.
  func takeIdle() -> [Chat] {
    let limit = clock.now().advanced(by: .zero - settings.idle)
    return state.withLock { state in
      let idle = state.chats.filter { $0.value.lastAsked <= limit }.map(\.key)
      for chat in idle { state.remove(chat) }
      return idle
    }
  }
}
