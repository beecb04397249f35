// SPDX-License-Identifier: Apache-2.0

/// A server of Socket.IO, and how its clients say who they are.
struct SocketIOPlace {
  let path: String
  /// Header fields of every request, each with the end of its line.
  let fields: (Int) -> String
  /// What is said when the namespace is asked for: an object.
  let authentication: (Int) -> String
  /// What is in the last message that a client is told at the beginning.
  let lastOfBeginning: String

  /// The mount of `cordboard-bench serve` that hands on facts; a client shows a token.
  static func bench(_ server: Server, _ agent: @escaping (Int) -> Int) -> SocketIOPlace {
    SocketIOPlace(
      path: "/bench/socket.io/",
      fields: { _ in "" },
      authentication: { #"{"token":"\#(server.token)","agent":\#(agent($0))}"# },
      lastOfBeginning: #"["live"]"#
    )
  }

  /// Desks of Expertflow's, each of an agent who logged in. A connection with a number beyond them is of one of the same.
  static func desk(_ server: Server, _ desks: Int) -> SocketIOPlace {
    let logins = server.deskLogins(desks)
    return SocketIOPlace(
      path: "/agent-manager/socket.io/",
      fields: { "Cookie: cordboard_desk=\(logins[$0 % desks])\r\n" },
      authentication: { #"{"agent":{"id":"agent-\#($0 % desks)"}}"# },
      lastOfBeginning: #"["onTopicData","#
    )
  }

  fileprivate func request(_ method: String, _ opening: Opening, _ body: String = "") -> [UInt8] {
    let length = method == "POST" ? "Content-Type: text/plain\r\nContent-Length: \(body.utf8.count)\r\n" : ""
    let address = "\(path)?EIO=4&transport=polling\(session(opening))"
    let head = "\(method) \(address) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(fields(opening.number))\(length)\r\n"
    return Array((head + body).utf8)
  }

  fileprivate func upgrade(_ opening: Opening) -> [UInt8] {
    let address = "\(path)?EIO=4&transport=websocket\(session(opening))"
    return opening.server.upgrade(address, fields: fields(opening.number))
  }

  private func session(_ opening: Opening) -> String {
    opening.session.isEmpty ? "" : "&sid=\(opening.session)"
  }

  fileprivate func join(_ opening: Opening) -> String { "40" + authentication(opening.number) }
}

extension Dialect {
  /// Socket.IO on a WebSocket from the beginning.
  static func socketIO(_ place: SocketIOPlace) -> Dialect {
    let handshake = Exchange(
      say: place.upgrade,
      hear: { opening in
        opening.granted()
        expect("0{", opening.frame())
      }
    )
    let join = Exchange(
      say: { WebSocketText.frame(place.join($0)) },
      hear: { expect("40", $0.frame()) }
    )
    var dialect = Dialect([handshake, join])
    dialect.settle = { opening in
      while !opening.frame().contains(place.lastOfBeginning) {}
    }
    return dialect
  }

  /// Socket.IO by polling alone: one connection, on which a request always waits.
  static func socketIOPolling(_ place: SocketIOPlace) -> Dialect {
    var dialect = Dialect(wire: .polling, beginning(place))
    dialect.settle = { opening in
      while !opening.heard.contains(place.lastOfBeginning) {
        opening.say(place.request("GET", opening))
        opening.heard = opening.body()
      }
      opening.say(place.request("GET", opening))
    }
    dialect.poll = { place.request("GET", $0) }
    return dialect
  }

  /// Socket.IO as browsers begin it: by polling, and then a WebSocket that takes over.
  static func socketIOUpgrade(_ place: SocketIOPlace) -> Dialect {
    let attach = Exchange(
      say: { opening in
        let second = Opening(opening.server, number: opening.number)
        opening.second = second
        second.say(place.upgrade(opening))
        return place.request("GET", opening)
      },
      hear: { $0.second?.granted() }
    )
    let probe = Exchange(
      say: { opening in
        opening.second?.say(WebSocketText.frame("2probe"))
        return []
      },
      hear: { opening in
        expect("3probe", opening.second?.frame() ?? "")
        // The request that waited is let go.
        _ = opening.body()
      }
    )
    let takeOver = Exchange(
      say: { opening in
        opening.second?.say(WebSocketText.frame("5") + WebSocketText.frame(#"420["hello"]"#))
        return []
      },
      hear: { opening in
        guard let second = opening.second else { return }
        while !second.frame().hasPrefix("43") {}
      }
    )
    return Dialect(beginning(place) + [attach, probe, takeOver])
  }

  /// A session that polls, up to where it joined the namespace.
  private static func beginning(_ place: SocketIOPlace) -> [Exchange] {
    let handshake = Exchange(
      say: { place.request("GET", $0) },
      hear: { opening in
        let body = opening.body()
        let parts = body.split(separator: #""sid":""#, maxSplits: 1)
        guard parts.count == 2, let id = parts[1].split(separator: "\"").first else { fail("no session: \(body)") }
        opening.session = String(id)
      }
    )
    let join = Exchange(
      say: { place.request("POST", $0, place.join($0)) },
      hear: { expect("ok", $0.body()) }
    )
    let joined = Exchange(
      say: { place.request("GET", $0) },
      hear: { opening in
        opening.heard = opening.body()
        expect("40", opening.heard)
      }
    )
    return [handshake, join, joined]
  }

  private static func expect(_ beginning: String, _ text: String) {
    guard text.hasPrefix(beginning) else { fail("expected \(beginning)…, and not \(text)") }
  }
}
