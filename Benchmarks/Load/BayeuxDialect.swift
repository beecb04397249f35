// SPDX-License-Identifier: Apache-2.0

/// A server of Bayeux, and how its clients say who they are.
struct BayeuxPlace {
  let path: String
  /// What each channel's subscribers hear first, so that a client is live.
  let lastOfBeginning: String
  let subscription: String
  /// An array of several channels in its place, for a client with a number.
  var subscriptions: ((Int) -> String)?
  /// Header fields of every request, each with the end of its line.
  let fields: (Int) -> String
  /// What is said beside the protocol with the handshake: an object.
  let ext: (Int) -> String

  /// The mount of `cordboard-bench serve` that hands on facts; a client shows a token.
  static func bench(_ server: Server, _ agent: @escaping (Int) -> Int) -> BayeuxPlace {
    BayeuxPlace(
      path: "/bench/bayeux",
      lastOfBeginning: #""live""#,
      subscription: "/bench/facts",
      fields: { _ in "" },
      ext: { #"{"token":"\#(server.token)","agent":\#(agent($0))}"# }
    )
  }

  /// Desktops for Genesys Web Services, each of an agent that works on a chat.
  static func desktop(_ server: Server, _ desktops: Int) -> BayeuxPlace {
    let logins = server.desktopLogins(desktops)
    return BayeuxPlace(
      path: "/api/v2/notifications",
      lastOfBeginning: "MessageLogUpdated",
      // Of what happens in a chat this topic tells what is new; the other one repeats the whole chat each time.
      subscription: "/v2/me/chats",
      fields: { "Cookie: JSESSIONID=\(logins[$0 % desktops])\r\n" },
      ext: { _ in "{}" }
    )
  }

  /// A chat server that tells everybody in a room what is said there; each client is in some.
  static func echo(_ rooms: @escaping (Int) -> String) -> BayeuxPlace {
    BayeuxPlace(
      path: "/bayeux",
      lastOfBeginning: "",
      subscription: "",
      subscriptions: rooms,
      fields: { _ in "" },
      ext: { _ in "{}" }
    )
  }

  /// A connect that is held, on a WebSocket.
  func held(_ opening: Opening) -> String { connect(opening, "websocket") }

  fileprivate func handshake(_ number: Int) -> String {
    #"[{"id":"1","channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling","websocket"],"#
      + #""ext":\#(ext(number))}]"#
  }

  fileprivate func subscribe(_ opening: Opening) -> String {
    let channels = subscriptions.map { $0(opening.number) } ?? "\"\(subscription)\""
    return #"[{"id":"2","channel":"/meta/subscribe","clientId":"\#(opening.session)","subscription":\#(channels)}]"#
  }

  fileprivate func connect(_ opening: Opening, _ type: String, timeout: String = "") -> String {
    #"[{"id":"3","channel":"/meta/connect","clientId":"\#(opening.session)","connectionType":"\#(type)"\#(timeout)}]"#
  }

  fileprivate func request(_ opening: Opening, _ body: String) -> [UInt8] {
    let head =
      "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(fields(opening.number))Content-Type: application/json\r\n"
      + "Content-Length: \(body.utf8.count)\r\n\r\n"
    return Array((head + body).utf8)
  }
}

extension Dialect {
  /// Bayeux on a WebSocket from the beginning.
  static func bayeux(_ place: BayeuxPlace) -> Dialect {
    let upgrade = Exchange(
      say: { $0.server.upgrade(place.path, fields: place.fields($0.number)) },
      hear: { $0.granted() }
    )
    let handshake = Exchange(
      say: { WebSocketText.frame(place.handshake($0.number)) },
      hear: { opening in take(opening.frame(), opening) }
    )
    let connect = Exchange(
      say: { WebSocketText.frame(place.held($0)) },
      hear: { expect(#""successful":true"#, $0.frame()) }
    )
    let subscribe = Exchange(
      say: { WebSocketText.frame(place.subscribe($0)) },
      hear: { expect(#""successful":true"#, $0.frame()) }
    )
    var dialect = Dialect([upgrade, handshake, connect, subscribe])
    dialect.settle = { opening in
      while !opening.frame().contains(place.lastOfBeginning) {}
      // From now on a connect is held, as every client has one.
      opening.say(WebSocketText.frame(place.held(opening)))
    }
    return dialect
  }

  /// Bayeux by long polling: one connection, on which a connect always waits.
  static func bayeuxPolling(_ place: BayeuxPlace) -> Dialect {
    let handshake = Exchange(
      say: { place.request($0, place.handshake($0.number)) },
      hear: { opening in take(opening.body(), opening) }
    )
    let connect = Exchange(
      say: { place.request($0, place.connect($0, "long-polling")) },
      hear: { expect(#""successful":true"#, $0.body()) }
    )
    let subscribe = Exchange(
      say: { place.request($0, place.subscribe($0)) },
      hear: { opening in
        opening.heard = opening.body()
        expect(#""successful":true"#, opening.heard)
      }
    )
    var dialect = Dialect(wire: .bayeuxPolling, [handshake, connect, subscribe])
    dialect.settle = { opening in
      while !opening.heard.contains(place.lastOfBeginning) {
        opening.say(place.request(opening, place.connect(opening, "long-polling")))
        opening.heard = opening.body()
      }
      opening.say(place.request(opening, place.connect(opening, "long-polling")))
    }
    dialect.poll = { place.request($0, place.connect($0, "long-polling")) }
    return dialect
  }

  private static func take(_ answer: String, _ opening: Opening) {
    let parts = answer.split(separator: #""clientId":""#, maxSplits: 1)
    guard parts.count == 2, let id = parts[1].split(separator: "\"").first else { fail("no session: \(answer)") }
    opening.session = String(id)
  }

  private static func expect(_ part: String, _ text: String) {
    guard text.contains(part) else { fail("expected \(part), and not \(text)") }
  }
}
