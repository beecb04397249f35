// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// Writes facts and signals as whole server-sent events: the CloudEvent on one `data` line, the kind as `event`, and
/// for facts the cursor as `id`, which a browser sends back as `Last-Event-ID` when it connects again.
package struct ServerSentEventEncoder: EventEncoder {
  /// `native.sse`.
  package static let identifier = EncodingID("native.sse")

  /// Creates the encoder; it has no state.
  package init() {}

  /// Its name.
  package var id: EncodingID { Self.identifier }

  /// Appends a fact; the native dialect shows every fact.
  package func encode(_ envelope: Envelope, epoch: UInt32, into bytes: inout [UInt8]) -> Bool {
    bytes.append(contentsOf: "id: \(Position(epoch: epoch, offset: envelope.offset))\n".utf8)
    bytes.append(contentsOf: "event: \(envelope.event.kind.name)\ndata: ".utf8)
    let isShown = CloudEventEncoder().encode(envelope, epoch: epoch, into: &bytes)
    bytes.append(contentsOf: "\n\n".utf8)
    return isShown
  }

  /// Appends a signal, which has no `id`.
  package func encode(_ signal: Signal, into bytes: inout [UInt8]) -> Bool {
    let name =
      switch signal.content {
      case .typing: "signal.typing"
      }
    bytes.append(contentsOf: "event: \(name)\ndata: ".utf8)
    let isShown = CloudEventEncoder().encode(signal, into: &bytes)
    bytes.append(contentsOf: "\n\n".utf8)
    return isShown
  }
}
