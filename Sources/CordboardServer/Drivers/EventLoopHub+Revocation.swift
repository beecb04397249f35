// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventDelivery

extension EventLoopHub {
  /// Forgets the facts and notices that were published, because some of them lost their content in the journal.
  func forget() {
    recent = RecentFacts(limit: context.settings.recentFacts)
    // What still waits for a follower is gone, too: it connects again, and is told of a gap.
    for follower in followers.values.flatMap({ $0 }) where !follower.state.isEmpty || !follower.backlog.isEmpty {
      end(follower.host, .slowConsumer)
    }
  }

  /// Ends every session of somebody who was removed. A request whose mount is still deciding is decided anew; see
  /// ``revocations``.
  func revoke(_ actor: Actor, of account: AccountID) {
    revocations += 1
    // The list itself changes while sessions end.
    let gone = sessions.values.filter { $0.principal.account == account && $0.principal.actor == actor }
    for host in gone { end(host, .unauthorized) }
  }
}
