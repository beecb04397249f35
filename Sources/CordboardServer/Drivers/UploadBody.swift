// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import NIOCore

/// The body of a request on its way to the router while it still comes in: a few parts wait at most, and then the
/// connection is not read until they are taken. It belongs to the event loop of its connection.
final class UploadBody {
  private typealias Producer = NIOThrowingAsyncSequenceProducer<
    ByteBuffer, any Error, NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark, Reading
  >

  /// Reads on when parts were taken. The channel may be asked from any thread.
  private struct Reading: NIOAsyncSequenceProducerDelegate {
    let channel: any NIOCore.Channel

    func produceMore() { readOn() }
    func didTerminate() { readOn() }

    private func readOn() {
      // After what the event loop is doing now, which may be to stop reading.
      channel.eventLoop.execute { _ = channel.setOption(.autoRead, value: true) }
    }
  }

  /// What the router reads.
  let body: RequestBody
  private let source: Producer.Source
  private let channel: any NIOCore.Channel
  private let limit: Int
  private var count = 0

  /// Prepares for a body of at most so many bytes.
  init(_ channel: any NIOCore.Channel, limit: Int) {
    self.channel = channel
    self.limit = limit
    let made = Producer.makeSequence(
      backPressureStrategy: .init(lowWatermark: 2, highWatermark: 8),
      finishOnDeinit: true,
      delegate: Reading(channel: channel)
    )
    source = made.source
    body = RequestBody(asyncSequence: made.sequence)
  }

  /// Hands a part on; the router is told when there are too many.
  func append(_ part: ByteBuffer) {
    count += part.readableBytes
    if count > limit { return source.finish(NIOTooManyBytesError(maxBytes: limit)) }
    if case .stopProducing = source.yield(part) { _ = channel.setOption(.autoRead, value: false) }
  }

  /// The body is there in full.
  func finish() {
    source.finish()
  }

  /// The rest will not come.
  func abandon() {
    source.finish(ChannelError.inputClosed)
  }
}
