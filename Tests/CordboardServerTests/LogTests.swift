// SPDX-License-Identifier: Apache-2.0

import CordboardServer
import DialectKit
import Logging
import Synchronization
import Testing

@Suite struct LogTests {
  private final class Lines: Sendable {
    let all = Mutex<[String]>([])
  }

  private func lines(
    _ format: LogFormat,
    level: LogLevel = .info,
    _ body: (inout Logger) -> Void
  ) -> [String] {
    let lines = Lines()
    var settings = ServerSettings().logging
    settings.format = format
    settings.level = level
    var logger = Logger(label: "cordboard.test") { label in
      LogLineHandler(label: label, settings: settings, clock: SharedClock()) { line in
        lines.all.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
      }
    }
    body(&logger)
    return lines.all.withLock { $0 }
  }

  @Test func `a line for people has its metadata sorted and quoted where needed`() {
    let lines = lines(.text) { logger in
      logger[metadataKey: "zebra"] = "1"
      logger.warning("something happened", metadata: ["b": "two words", "a": "plain", "empty": "", "q": "a\"b"])
    }
    #expect(
      lines == [
        "2026-01-05T09:00:00.000Z warning  cordboard.test: something happened a=plain b=\"two words\" empty=\"\" "
          + "q=\"a\\\"b\" zebra=1\n"
      ]
    )
  }

  @Test func `a line for machines is one JSON object`() throws {
    let lines = lines(.json) { logger in
      logger.info("started", metadata: ["port": "8080", "accounts": ["A", "B"], "limits": ["y": "2", "x": "1"]])
      logger.info("idle")
    }
    #expect(
      lines == [
        #"{"time":"2026-01-05T09:00:00.000Z","level":"info","label":"cordboard.test","message":"started","#
          + #""metadata":{"accounts":["A","B"],"limits":{"x":"1","y":"2"},"port":"8080"}}"# + "\n",
        #"{"time":"2026-01-05T09:00:00.000Z","level":"info","label":"cordboard.test","message":"idle"}"# + "\n",
      ]
    )
  }

  @Test func `nothing in metadata can pretend to be another line`() throws {
    let evil = "x\n2026-01-05T09:00:00.000Z error    cordboard: forged \u{1B}[2J"
    for format in LogFormat.allCases {
      let lines = lines(format) { logger in
        logger.info("message\nwith a line end", metadata: ["value": "\(evil)", "k\ney": "v"])
      }
      let line = try #require(lines.first)
      #expect(lines.count == 1)
      #expect(line.filter { $0.isNewline }.count == 1)
      #expect(!line.contains("\u{1B}"))
    }
  }

  @Test func `less important lines than the level are left out`() {
    let lines = lines(.text, level: .error) { logger in
      logger.warning("left out")
      logger.error("kept")
    }
    #expect(lines.count == 1)
  }

  @Test func `the metadata of a copy stays with the copy`() {
    let lines = lines(.text) { logger in
      var copy = logger
      copy[metadataKey: "own"] = "1"
      logger.info("first")
      copy.info("second")
    }
    #expect(lines.map { $0.contains("own=1") } == [false, true])
  }
}
