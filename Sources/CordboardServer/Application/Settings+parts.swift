// SPDX-License-Identifier: Apache-2.0

import EventDelivery
import NIOCore

extension PartitionSettings {
  /// What the configuration says about partitions.
  init(_ settings: ServerSettings) {
    self.init()
    inboxLimit = settings.partition.inboxLimit
    batchLimit = settings.partition.batchLimit
    snapshotInterval = UInt64(settings.journal.snapshotInterval)
  }
}

extension FrontSettings {
  /// What the configuration says about the front.
  init(_ settings: ServerSettings) {
    self.init()
    let limits = settings.limits
    connections = limits.connections
    sessionsPerAccount = limits.connectionsPerAccount
    exchangeSessions = limits.heldRequests
    messageBytes = limits.messageBytes
    bodyBytes = limits.bodyBytes
    headerBytes = limits.headerBytes
    outbox = Outbox.Limit(bytes: limits.outboxBytes, messages: outbox.messages)
    keepAlive = TimeAmount(limits.idleTimeout)
    headerPatience = TimeAmount(limits.headerTimeout)
    bodyPatience = TimeAmount(limits.requestTimeout)
    heartbeat = TimeAmount(limits.pingInterval)
    if !settings.server.certificate.isEmpty {
      tls = FrontTLS(certificateFile: settings.server.certificate, keyFile: settings.server.privateKey)
    }
  }
}
