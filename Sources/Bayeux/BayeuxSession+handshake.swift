// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// `/meta/handshake` (Bayeux 1.0, section 5.1).
///
/// A request MUST have a version and supportedConnectionTypes, and MAY have a minimumVersion, ext and id. A successful
/// answer MUST have version, supportedConnectionTypes, clientId and successful, and MAY have advice, ext, id and
/// minimumVersion; another one MUST have successful and error, and MAY have supportedConnectionTypes, advice and
/// version. Versions are not compared: there is one.
extension BayeuxSession {
  mutating func handshake(_ message: BayeuxMessage, _ ticket: BayeuxTicket, _ now: Timestamp) -> [BayeuxAction] {
    // A client that begins anew on the WebSocket of a session, or before it was let in, does so on another one.
    guard phase == .new, unsettled.isEmpty else { return end(.replaced, at: now) }
    let offered = settings.connectionTypes.map(\.rawValue)
    let wished = message.connectionTypes
    guard !settings.checksConnectionTypes || wished.contains(where: { offered.contains($0) }) else {
      let reply = settings.reply(to: message, error: .connectionTypes(wished), advice: settings.advice(.none)) { json in
        writeOffer(to: &json)
      }
      fill(ticket, reply, isHandshake: true)
      lastExchange = ticket.exchange
      return []
    }
    unsettled[ticket] = UnsettledMessage(kind: .handshake, message: message, received: now)
    return [.event(.handshakeRequested(ticket, ext: message.ext))]
  }

  mutating func acceptHandshake(_ unsettled: UnsettledMessage, _ ticket: BayeuxTicket, _ now: Timestamp) {
    phase = .handshaken
    // Newer clients may write it out: {"enabled": true}.
    let wish = unsettled.message.ext?["ack"]
    acknowledges = settings.extensions.contains(.ack) && (wish?.boolValue ?? wish?["enabled"]?.boolValue) == true
    let reply = metaReply(unsettled, now, advice: settings.advice(.retry)) { json in
      json.member("clientId", id)
      writeOffer(to: &json)
    }
    fill(ticket, reply, isHandshake: true)
    restartLife(now)
  }

  private func writeOffer(to json: inout JSONWriter) {
    json.member("version", "1.0")
    json.member("minimumVersion", "1.0")
    json.array("supportedConnectionTypes", settings.connectionTypes) { $0.string($1.rawValue) }
  }
}
