// SPDX-License-Identifier: Apache-2.0

import EventDelivery
import NIOCore

extension PartitionSettings {
  /// What the configuration says about partitions.
  init(_ settings: ServerSettings) {
    self.init()
    inboxLimit = settings.partition.inboxLimit
    batchLimit = settings.partition.batchLimit
    appendInterval = settings.partition.appendInterval
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
    pendingSessions = limits.pendingSessions
    pendingSessionsPerAddress = limits.pendingSessionsPerAddress
    exchangeSessions = limits.pollingSessions
    heldRequests = limits.heldRequests
    commandsInFlight = limits.commandsInFlight
    topics = limits.topics
    messageBytes = limits.messageBytes
    bodyBytes = limits.bodyBytes
    let fileBytes = settings.files.fileBytes
    let areThereDesks = settings.expertflow.enabled
    uploadBytes = { method, target in
      if NativeAPI.isUpload(method, target) { return fileBytes }
      // The form is around the file, which is counted by itself.
      return areThereDesks && DeskAPI.isUpload(method, target) ? fileBytes + DeskAPI.formBytes : nil
    }
    uploadPatience = TimeAmount(settings.files.uploadTimeout)
    headerBytes = limits.headerBytes
    outbox = Outbox.Limit(bytes: limits.outboxBytes, messages: limits.outboxMessages)
    keepAlive = TimeAmount(limits.idleTimeout)
    headerPatience = TimeAmount(limits.headerTimeout)
    bodyPatience = TimeAmount(limits.requestTimeout)
    answerPatience = TimeAmount(limits.answerTimeout)
    heartbeat = TimeAmount(limits.pingInterval)
    heartbeatPatience = TimeAmount(limits.pingTimeout)
    exchangeLease = TimeAmount(limits.pollingLease)
    closePatience = TimeAmount(limits.closeTimeout)
    recentFacts = settings.delivery.recentEvents
    pageFacts = settings.delivery.pageEvents
    journalReads = settings.delivery.journalReads
    if !settings.server.certificate.isEmpty {
      tls = FrontTLS(certificateFile: settings.server.certificate, keyFile: settings.server.privateKey)
    }
  }
}
