// SPDX-License-Identifier: Apache-2.0

/// One thing that is said while a connection begins, and how the answer to it is read.
struct Exchange {
  var say: (Opening) -> [UInt8]
  var hear: (Opening) -> Void
}

/// How a client speaks to the server: what it says until it is let in, and how what it is sent is counted. Another
/// protocol is another one of these.
struct Dialect {
  enum Wire {
    /// A message is a WebSocket frame.
    case webSocket
    /// A message is a packet in the answer to a request, which is sent again after each answer.
    case polling
    /// A message is one of an array in the answer to a request, which ends with the answer to the request itself.
    case bayeuxPolling
  }

  var wire: Wire
  /// What is said until the client is let in, one after the other.
  var exchanges: [Exchange]
  /// Reads what the client is told at the beginning, until it is live.
  var settle: (Opening) -> Void = { _ in }
  /// The request that asks for messages.
  var poll: (Opening) -> [UInt8] = { _ in [] }

  /// The dialect of `--dialect`, the native one if there is none.
  ///
  /// - Parameters:
  ///   - connections: How many there will be.
  ///   - agent: Whose facts the connection with a number is sent.
  init(_ options: LoadOptions, _ server: Server, connections: Int, agent: @escaping (Int) -> Int) {
    switch options.text("dialect", "native") {
    case "native":
      let tokens = options.has("distinct") ? (0..<connections).map { _ in server.freshToken() } : []
      self = .native(agent, tokens)
    case "avaya": self = .avaya(server.subscribe(connections))
    case "socket.io": self = .socketIO(.bench(server, agent))
    case "socket.io-polling": self = .socketIOPolling(.bench(server, agent))
    case "socket.io-upgrade": self = .socketIOUpgrade(.bench(server, agent))
    case "bayeux": self = .bayeux(.bench(server, agent))
    case "bayeux-polling": self = .bayeuxPolling(.bench(server, agent))
    case "desktop": self = .bayeux(.desktop(server, options.number("desks", connections)))
    case "desk": self = .socketIO(.desk(server, options.number("desks", connections)))
    case "desk-polling": self = .socketIOPolling(.desk(server, options.number("desks", connections)))
    case let other: fail("there is no dialect \(other)")
    }
  }

  init(wire: Wire = .webSocket, _ exchanges: [Exchange]) {
    self.wire = wire
    self.exchanges = exchanges
  }

  /// The native stream; with a token each if there are any.
  private static func native(_ agent: @escaping (Int) -> Int, _ tokens: [String]) -> Dialect {
    let upgrade = Exchange(
      say: { opening in
        let token = tokens.isEmpty ? opening.server.token : tokens[opening.number]
        return opening.server.upgrade(
          "/api/v1/accounts/\(opening.server.account)/events?topics=agent:agent-\(agent(opening.number))",
          token: token
        )
      },
      hear: { $0.granted() }
    )
    var dialect = Dialect([upgrade])
    // The server's first message says that the stream is live.
    dialect.settle = { _ = $0.frame() }
    return dialect
  }

  /// Avaya's WebSocket, with a subscription each.
  private static func avaya(_ subscriptions: [String]) -> Dialect {
    let upgrade = Exchange(
      say: { $0.server.upgrade("/ws/notification/v1/agent-engagement") },
      hear: { $0.granted() }
    )
    let authentication = Exchange(
      say: { opening in
        let id = subscriptions[opening.number]
        return WebSocketText.frame(
          #"{"event":"authentication","subscriptionId":"\#(id)","token":"\#(opening.server.token)"}"#
        )
      },
      hear: { _ = $0.frame() }
    )
    return Dialect([upgrade, authentication])
  }

  /// Begins connections, so many of them at a time, and hands over each that was let in.
  func open(_ numbers: Range<Int>, of server: Server, atATime: Int, opened: (Opening) -> Void) {
    var waiting = numbers
    var underWay: [(opening: Opening, exchange: Int)] = []
    func begin() -> (Opening, Int)? {
      guard let number = waiting.popFirst() else { return nil }
      let opening = Opening(server, number: number)
      opening.say(exchanges[0].say(opening))
      return (opening, 0)
    }
    while underWay.count < atATime, let next = begin() { underWay.append(next) }
    var place = 0
    // Each is asked for its answer in turn, when the others have said something since.
    while !underWay.isEmpty {
      if place >= underWay.count { place = 0 }
      let (opening, exchange) = underWay[place]
      exchanges[exchange].hear(opening)
      if exchange + 1 < exchanges.count {
        opening.say(exchanges[exchange + 1].say(opening))
        underWay[place].exchange += 1
        place += 1
        continue
      }
      opened(opening)
      if let next = begin() {
        underWay[place] = next
        place += 1
      } else {
        underWay.remove(at: place)
      }
    }
  }
}

/// WebSocket messages of a client's.
enum WebSocketText {
  /// A masked text message of at most 65,535 bytes; the mask is zero and so changes nothing.
  static func frame(_ text: String) -> [UInt8] {
    let text = Array(text.utf8)
    let length =
      text.count < 126 ? [0x80 | UInt8(text.count)] : [0xfe, UInt8(text.count >> 8), UInt8(text.count & 255)]
    return [0x81] + length + [0, 0, 0, 0] + text
  }
}
