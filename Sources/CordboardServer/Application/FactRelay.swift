// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Synchronization

/// Hands committed facts on to the fan-out, and tells the authenticator of subjects that are gone. It exists before
/// either does, because the partition that feeds it must be there first.
final class FactRelay: FactSink {
  private struct Targets {
    var fanOut: FanOut?
    var authenticator: Authenticator?
  }

  private let targets = Mutex(Targets())

  func connect(_ fanOut: FanOut, _ authenticator: Authenticator) {
    targets.withLock { $0 = Targets(fanOut: fanOut, authenticator: authenticator) }
  }

  func publish(_ envelopes: [Envelope], account: AccountID, epoch: UInt32) {
    let targets = targets.withLock { $0 }
    for envelope in envelopes {
      if case .configurationChanged(let fact) = envelope.event {
        targets.authenticator?.note(fact.change, in: account)
      }
    }
    targets.fanOut?.publish(envelopes, account: account, epoch: epoch)
  }

  func publish(_ signal: Signal) {
    targets.withLock { $0.fanOut }?.publish(signal)
  }
}
