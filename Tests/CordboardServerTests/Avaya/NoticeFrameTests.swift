// SPDX-License-Identifier: Apache-2.0

import DialectKit
import NIOCore
import Testing

@testable import CordboardServer

/// Notices as frames.
@Suite struct NoticeFrameTests {
  @Test(arguments: [10, 125, 126, 60_000, 70_000])
  func `a notice put together once is the frame of its whole message`(size: Int) {
    let notice = Notice(
      head: Array(repeating: 0x61, count: size),
      body: Array("body".utf8),
      numberLabel: Array(#","sequence":"#.utf8),
      end: [0x7d]
    )
    let insert = Array("fdbec917".utf8)
    for number in [nil, 1, 123_456_789] as [UInt64?] {
      var frame = ByteBuffer()
      WebSocketFrame.encode(notice, insert: insert, number: number, into: &frame)
      #expect(frame == WebSocketFrame.encode(.text, notice.message(with: insert, number: number)))
      #expect(notice.message(with: insert, number: number).count <= notice.size(with: insert))
    }
  }
}
