// SPDX-License-Identifier: Apache-2.0

package import EventDelivery
package import NIOCore

/// Every bound and every patience of the network front. The configuration file maps onto it.
package struct FrontSettings: Sendable {
  /// The most connections open at once; more are told 503 and closed. It must stay below the process's limit of open
  /// files.
  package var connections = 15_000
  /// The most sessions (WebSockets, event streams, exchanges) one account may have open at once.
  package var sessionsPerAccount = 15_000
  /// The most sessions open at once that have not said yet who they are.
  package var pendingSessions = 2_000
  /// The most of those from one address.
  package var pendingSessionsPerAddress = 200
  /// The most sessions that live on between requests, in all.
  package var exchangeSessions = 15_000
  /// The most requests one such session may hold unanswered at once.
  package var heldRequests = 8
  /// The largest message a peer may send on a WebSocket, in bytes, its fragments joined.
  package var messageBytes = 256 * 1_024
  /// The largest body of a request, in bytes.
  package var bodyBytes = 1_024 * 1_024
  /// The largest body of an upload, in bytes; nil for requests, by method and target, that are none. The router gets the
  /// bodies of uploads while they come in.
  package var uploadBytes: @Sendable (_ method: String, _ target: String) -> Int? = { _, _ in nil }
  /// How long a peer may take to send the body of an upload.
  package var uploadPatience = TimeAmount.minutes(5)
  /// The largest head of a request, in bytes: its line and all its fields.
  package var headerBytes = 32 * 1_024
  /// How much may wait for one peer. A peer that is further behind is closed and resumes from its cursor.
  package var outbox = Outbox.Limit(bytes: 1_024 * 1_024, messages: 10_000)
  /// The most commands of one session that may wait for their outcome.
  package var commandsInFlight = 256
  /// The most topics one session may subscribe to.
  package var topics = 1_024
  /// How many facts each event loop remembers for subscribers that catch up.
  package var recentFacts = 1_024
  /// How many facts are read from the journal at a time.
  package var pageFacts = 256
  /// How many reads of the journal each event loop has under way at once; further subscribers wait their turn.
  package var journalReads = 8
  /// How long a peer may take to send the head of a request after it connected or began one.
  package var headerPatience = TimeAmount.seconds(10)
  /// How long a peer may take to send the body of a request.
  package var bodyPatience = TimeAmount.seconds(30)
  /// How long the router may take to answer a request; its task is cancelled then and the connection closed.
  package var answerPatience = TimeAmount.seconds(60)
  /// How long a connection may stay open between two requests.
  package var keepAlive = TimeAmount.seconds(75)
  /// How long a WebSocket may be silent before it is sent a ping, and an event stream before it is sent a comment.
  package var heartbeat = TimeAmount.seconds(25)
  /// How long a peer may take to answer a ping, or to read anything of what waits for it.
  package var heartbeatPatience = TimeAmount.seconds(20)
  /// How long a session that lives between requests may go without one.
  package var exchangeLease = TimeAmount.seconds(60)
  /// How long a peer may take to read a last message and close after the server has said why it closes.
  package var closePatience = TimeAmount.seconds(5)
  /// How long a full round over all connections of an event loop takes that looks for broken patience. Every patience
  /// above may last this much longer.
  package var sweep = TimeAmount.seconds(5)
  /// How many connections the system may keep waiting to be accepted.
  package var backlog: Int32 = 4_096
  /// The certificate and the key for TLS; nil to speak plain HTTP.
  package var tls: FrontTLS?

  /// Creates the default settings.
  package init() {}
}

/// Where the certificate and the key are.
package struct FrontTLS: Hashable, Sendable {
  /// The certificate, followed by those between it and the root, as a PEM file.
  package var certificateFile: String
  /// The private key as a PEM file.
  package var keyFile: String

  /// Creates the pair.
  package init(certificateFile: String, keyFile: String) {
    self.certificateFile = certificateFile
    self.keyFile = keyFile
  }
}
