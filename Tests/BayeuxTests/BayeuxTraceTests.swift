// SPDX-License-Identifier: Apache-2.0

import DialectKit
import Testing

@testable import Bayeux

/// Whole conversations of other people's clients, as they were seen on the wire, and our answers to the letter.
@Suite struct BayeuxTraceTests {
  @Test func `cometd js, long polling`() {
    var bench = BayeuxBench { settings in
      settings.timeout = .milliseconds(1_500)
      settings.connectionTypes = [.longPolling]
    }
    let retry = #""advice":{"reconnect":"retry","interval":0,"timeout":1500}"#
    bench.post(
      #"[{"id":"1","version":"1.0","minimumVersion":"1.0","channel":"/meta/handshake","#
        + #""supportedConnectionTypes":["long-polling","callback-polling"],"advice":{"timeout":60000,"#
        + #""interval":0}}]"#
    )
    bench.post(
      #"[{"id":"3","channel":"/meta/connect","connectionType":"long-polling","advice":{"timeout":0},"clientId":"c1"}]"#
    )
    bench.post(#"[{"id":"2","channel":"/meta/subscribe","subscription":"/v2/me/*","clientId":"c1"}]"#)
    bench.post(#"[{"id":"4","channel":"/meta/connect","connectionType":"long-polling","clientId":"c1"}]"#)
    bench.endTurn()
    bench.pass(601)
    bench.deliver(#"{"messageType":"InteractionStateMessage"}"#, on: "/v2/me/interactions")
    bench.endTurn()
    bench.post(#"[{"id":"8","channel":"/meta/connect","connectionType":"long-polling","clientId":"c1"}]"#)
    bench.post(#"[{"id":"9","channel":"/meta/disconnect","clientId":"c1"}]"#)
    let none = #""advice":{"reconnect":"none","interval":0,"timeout":1500}"#
    #expect(
      bench.takeLog() == [
        #"reply 1 200 [{"id":"1","channel":"/meta/handshake","successful":true,"clientId":"c1","#
          + #""version":"1.0","minimumVersion":"1.0","supportedConnectionTypes":["long-polling"],"#
          + #"\#(retry)}]"#,
        #"reply 2 200 [{"id":"3","channel":"/meta/connect","successful":true,\#(retry)}]"#,
        #"reply 3 200 [{"id":"2","channel":"/meta/subscribe","successful":true,"subscription":"/v2/me/*"}]"#,
        #"reply 4 200 [{"channel":"/v2/me/interactions","#
          + #""data":{"messageType":"InteractionStateMessage"}},{"id":"4","channel":"/meta/connect","#
          + #""successful":true,\#(retry)}]"#,
        #"reply 5 200 [{"id":"8","channel":"/meta/connect","successful":true,\#(none)}]"#,
        #"reply 6 200 [{"id":"9","channel":"/meta/disconnect","successful":true}]"#, "close finished",
      ]
    )
  }

  @Test func `faye subscribes before it connects and asks for no immediate answer`() {
    var bench = BayeuxBench()
    bench.post(
      #"[{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["in-process","#
        + #""websocket","long-polling"],"id":"1"}]"#
    )
    bench.post(#"[{"channel":"/meta/subscribe","clientId":"c1","subscription":"/chat","id":"3"}]"#)
    bench.deliver("1", on: "/chat")
    bench.log = []
    bench.post(#"[{"channel":"/meta/connect","clientId":"c1","connectionType":"long-polling","id":"2"}]"#)
    bench.post(#"[{"channel":"/meta/connect","clientId":"c1","connectionType":"long-polling","id":"4"}]"#)
    bench.endTurn()
    #expect(
      bench.takeLog() == [
        #"reply 3 200 [{"channel":"/chat","data":1},{"id":"2","channel":"/meta/connect","#
          + #""successful":true,\#(Advice.retry)}]"#
      ]
    )
  }

  @Test func `aiocometd goes to the WebSocket after the handshake, and subscribes with the first connect`() {
    var bench = BayeuxBench()
    bench.post(
      #"[{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["websocket"],"#
        + #""minimumVersion":"1.0","id":"0"}]"#
    )
    bench.log = []
    bench.join()
    bench.text(
      #"[{"channel":"/meta/connect","clientId":"c1","connectionType":"websocket","id":"1"},"#
        + #"{"channel":"/meta/subscribe","clientId":"c1","subscription":"/a","id":"2"}]"#
    )
    #expect(
      bench.takeLog() == [
        #"send [{"id":"1","channel":"/meta/connect","successful":true,\#(Advice.retry)},{"id":"2","#
          + #""channel":"/meta/subscribe","successful":true,"subscription":"/a"}]"#
      ]
    )
  }
}
