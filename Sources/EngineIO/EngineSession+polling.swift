// SPDX-License-Identifier: Apache-2.0

public import ContactModel
public import DialectKit

extension EngineSession {
  /// A request of the client's came, in whole: a poll or packets.
  ///
  /// Packets are taken in the order in which their requests were received in whole. A client sends one request with
  /// packets at a time.
  public mutating func request(_ id: RequestID, _ message: HTTPMessage, at now: Timestamp) -> [EngineAction] {
    guard phase != .over else { return refuse(id, message, .unknownSession) }
    guard way != .webSocket, message.queryValue("transport") != EngineCarrier.webSocket.rawValue else {
      return refuse(id, message, .badRequest)
    }
    switch message.method {
    case "GET": return takePoll(id, message)
    case "POST": return takePackets(id, message, at: now)
    default: return refuse(id, message, .badRequest)
    }
  }

  /// The peer of a request is gone. Nobody can tell whether a poll's packets reached it: the session ends.
  public mutating func requestAborted(_ id: RequestID) -> [EngineAction] {
    guard poll?.id == id else { return [] }
    poll = nil
    return end(.peerClosed)
  }

  private func refuse(_ id: RequestID, _ message: HTTPMessage, _ refusal: EngineRefusal) -> [EngineAction] {
    [.perform(.reply(id, settings.refusal(refusal, of: message)))]
  }

  private mutating func takePoll(_ id: RequestID, _ message: HTTPMessage) -> [EngineAction] {
    guard poll == nil else {
      // Two polls at once cannot both be next.
      return refuse(id, message, .badRequest) + end(.protocolError)
    }
    poll = Poll(id: id, headers: settings.originHeaders(for: message))
    guard phase == .closing else { return [] }
    return waiting.isEmpty ? end(closeReason) : answerPoll()
  }

  private mutating func takePackets(_ id: RequestID, _ message: HTTPMessage, at now: Timestamp) -> [EngineAction] {
    let headers = settings.originHeaders(for: message)
    guard message.body.count <= settings.maxPayload else {
      return [.perform(.reply(id, HTTPReply(status: 413, headers: headers)))]
    }
    // Binary packets travel as base64; a body that says it is binary is of another version of the protocol.
    let isBinary = message.header("content-type")?.lowercased().hasPrefix("application/octet-stream") ?? false
    let (packets, error) =
      isBinary ? ([], .notText) : EnginePayload.decode(message.body, limit: settings.packetsPerPayload)
    var actions: [EngineAction] = []
    if error == nil {
      let type = HTTPHeader("Content-Type", "text/html")
      actions.append(.perform(.reply(id, HTTPReply(status: 200, headers: headers + [type], body: Array("ok".utf8)))))
    } else {
      actions += refuse(id, message, .badRequest)
    }
    for packet in packets { actions += take(packet, at: now) }
    return error == nil ? actions : actions + end(.protocolError)
  }
}
