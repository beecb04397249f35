// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Synchronization

/// Hands committed facts on to the fan-out, and sees to it that whoever was removed is refused and its sessions end. It
/// exists before the fan-out and the authenticator do, because the partition that feeds it must be there first.
final class FactRelay: FactSink {
  private struct Targets {
    var fanOut: FanOut?
    var authenticator: Authenticator?
    var avaya: AvayaService?
    var expertflow: ExpertflowService?
    var genesys: GenesysService?
    var mail: MailDirectory?
    var webhooks: WebhookEngine?
  }

  private let targets = Mutex(Targets())

  func connect(_ fanOut: FanOut, _ authenticator: Authenticator, _ avaya: AvayaService? = nil) {
    targets.withLock { targets in
      targets.fanOut = fanOut
      targets.authenticator = authenticator
      targets.avaya = avaya
    }
  }

  func connect(_ expertflow: ExpertflowService?, _ genesys: GenesysService? = nil) {
    targets.withLock { targets in
      targets.expertflow = expertflow
      targets.genesys = genesys
    }
  }

  func connect(_ webhooks: WebhookEngine) {
    targets.withLock { $0.webhooks = webhooks }
  }

  func connect(_ mail: MailDirectory) {
    targets.withLock { $0.mail = mail }
  }

  func publish(_ envelopes: [Envelope], account: AccountID, epoch: UInt32) {
    let targets = targets.withLock { $0 }
    var gone: [CredentialSubject] = []
    var loggedOut: [AgentID] = []
    var isShownAtDesks = false
    var isForMail = false
    for envelope in envelopes {
      if case .agentLoggedOut(let fact) = envelope.event { loggedOut.append(fact.agent) }
      guard case .configurationChanged(let fact) = envelope.event else { continue }
      isForMail = true
      targets.authenticator?.note(fact.change, in: account)
      isShownAtDesks = isShownAtDesks || fact.change.isShownAtDesks
      if let subject = fact.change.removedSubject { gone.append(subject) }
      if let agent = fact.change.agentWithOtherRights {
        targets.expertflow?.rightsChanged(agent, of: account)
        targets.genesys?.rightsChanged(agent, of: account)
      }
    }
    if isForMail { targets.mail?.forget() }
    targets.fanOut?.publish(envelopes, account: account, epoch: epoch)
    // Its desktops are told that fact first.
    for agent in loggedOut { targets.genesys?.loggedOut(agent, of: account) }
    if isShownAtDesks {
      targets.expertflow?.configurationChanged(account)
      targets.genesys?.configurationChanged(account)
    }
    targets.avaya?.feeds.publish(envelopes, account: account)
    for subject in gone {
      targets.avaya?.revoke(subject.actor, of: account)
      targets.fanOut?.revoke(subject.actor, of: account)
    }
  }

  /// Makes everybody let go of the facts that are held in memory; they have when it returns.
  func forget() async {
    let targets = targets.withLock { $0 }
    // First the feeds: whoever joins one afterwards is told of nothing that the fan-out forgets.
    targets.avaya?.forget()
    await targets.expertflow?.forget()
    targets.genesys?.forget()
    targets.fanOut?.forget()
    await targets.webhooks?.forget()
  }

  func publish(_ signal: Signal) {
    let targets = targets.withLock { $0 }
    targets.fanOut?.publish(signal)
    targets.webhooks?.publish(signal)
  }
}
