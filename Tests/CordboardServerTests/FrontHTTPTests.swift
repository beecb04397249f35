// SPDX-License-Identifier: Apache-2.0

import ContactModel
import NIOCore
import Testing

@testable import CordboardServer

extension FrontTests {
  struct HTTP {
    @Test func `the router answers what no mount claims or a mount passes on`() async throws {
      try await withFront { front in
        let client = try await front.connect()
        for (path, status) in [("/hello", 200), ("/nothing", 404), ("/pass", 404), ("/hello", 200)] {
          try await client.request("GET", path)
          #expect(try await client.response().status == status)
        }
        try await client.request("GET", "/reply?q=a%20b+c&q=2")
        #expect(try await client.response().body == "reply a b c")
      }
    }

    @Test func `requests sent ahead are answered in order`() async throws {
      try await withFront { front in
        let client = try await front.connect()
        for number in 0..<20 { try await client.request("GET", number % 2 == 0 ? "/hello" : "/reply?q=\(number)") }
        for number in 0..<20 {
          #expect(try await client.response().body == (number % 2 == 0 ? "hello" : "reply \(number)"))
        }
      }
    }

    @Test func `a long answer comes in pieces, and a head without its body`() async throws {
      try await withFront { front in
        let client = try await front.connect()
        try await client.request("GET", "/long")
        let response = try await client.response()
        #expect(response.head.contains("transfer-encoding: chunked"))
        #expect(response.body.utf8.count == 1_000_000)
        try await client.request("HEAD", "/hello")
        _ = try await client.response(hasBody: false)
        try await client.request("GET", "/hello")
        #expect(try await client.response().body == "hello")
      }
    }

    @Test func `a route that fails is a problem document`() async throws {
      try await withFront { front in
        let client = try await front.connect()
        try await client.request("GET", "/throwing")
        let response = try await client.response()
        #expect(response.status == 500 && response.problem == "internalError", "\(response)")
      }
    }

    @Test func `an answer that fails half-way ends the connection`() async throws {
      try await withFront { front in
        let client = try await front.connect()
        try await client.request("GET", "/broken")
        let text = try await client.receiveAll()
        #expect(text.hasPrefix("HTTP/1.1 200"))
        #expect(!text.hasSuffix("0\r\n\r\n"))
      }
    }

    @Test func `a body is taken up to the bound, in one piece or in chunks`() async throws {
      try await withFront(settings: { $0.bodyBytes = 100_000 }) { front in
        let client = try await front.connect()
        try await client.request("POST", "/length", body: String(repeating: "x", count: 100_000))
        #expect(try await client.response().body == "100000")
        try await client.request("POST", "/length", headers: ["expect: 100-continue", "content-length: 3"])
        #expect(try await client.receive(through: "\r\n\r\n").hasPrefix("HTTP/1.1 100"))
        try await client.send("abc")
        #expect(try await client.response().body == "3")
        try await client.request("POST", "/length", headers: ["transfer-encoding: chunked"])
        try await client.send("4\r\nabcd\r\n2\r\nef\r\n0\r\n\r\n")
        #expect(try await client.response().body == "6")
      }
    }

    @Test func `an upload is read while it comes in, however large, and the connection goes on`() async throws {
      try await withFront(settings: {
        $0.bodyBytes = 1_000
        $0.uploadBytes = { method, target in method == "POST" && target == "/length" ? 3_000_000 : nil }
      }) { front in
        let client = try await front.connect()
        try await client.request("POST", "/length", body: String(repeating: "x", count: 3_000_000))
        #expect(try await client.response().body == "3000000")
        try await client.request("POST", "/length", headers: ["transfer-encoding: chunked"])
        try await client.send("4\r\nabcd\r\n2\r\nef\r\n0\r\n\r\n")
        #expect(try await client.response().body == "6")
        try await client.request("GET", "/hello")
        #expect(try await client.response().body == "hello")
      }
    }

    @Test func `an upload that is larger than it may be, or that never ends, is refused`() async throws {
      try await withFront(settings: {
        $0.uploadPatience = .milliseconds(100)
        $0.closePatience = .seconds(60)
        $0.uploadBytes = { method, target in method == "POST" && target.hasPrefix("/length") ? 1_000 : nil }
      }) { front in
        let large = try await front.connect()
        try await large.request("POST", "/length", headers: ["content-length: 1001"])
        #expect(try await large.response().problem == "bodyTooLarge")
        let chunked = try await front.connect()
        try await chunked.request("POST", "/length", headers: ["transfer-encoding: chunked"])
        try await chunked.send("400\r\n" + String(repeating: "x", count: 1_024) + "\r\n")
        let response = try await chunked.response()
        #expect(response.status >= 400 && response.head.contains("connection: close"), "\(response)")
        let slow = try await front.connect()
        try await slow.request("POST", "/length", headers: ["content-length: 10"])
        try await slow.send("abc")
        #expect(try await slow.response().problem == "requestTooSlow")
        let gone = try await front.connect()
        try await gone.request("POST", "/length", headers: ["content-length: 10"])
        try await gone.send("abc")
        try await gone.close()
      }
    }

    @Test(arguments: [true, false])
    func `a larger body is refused with 413, and the answer is readable`(isChunked: Bool) async throws {
      try await withFront(settings: {
        $0.bodyBytes = 1_000
        // The rest of the body is still being sent, however long that takes; a closed socket would destroy the answer.
        $0.closePatience = .seconds(60)
      }) { front in
        let client = try await front.connect()
        if isChunked {
          try await client.request("POST", "/length", headers: ["transfer-encoding: chunked"])
          let chunk = "400\r\n" + String(repeating: "x", count: 1_024) + "\r\n"
          try await client.send(chunk + chunk)
        } else {
          try await client.request("POST", "/length", body: String(repeating: "x", count: 1_000_000))
        }
        let response = try await client.response()
        #expect(response.status == 413)
        #expect(response.problem == "bodyTooLarge", "\(response)")
        #expect(response.head.contains("connection: close"))
        _ = try await client.receiveAll()
      }
    }

    @Test(arguments: [
      ("nonsense\r\n\r\n", 400, "malformedRequest"),
      ("GET / HTTP/9.9\r\n\r\n", 400, "malformedRequest"),
      ("GET /%zz HTTP/1.1\r\nhost: t\r\n\r\n", 400, "malformedAddress"),
      ("GET /reply?q=%f HTTP/1.1\r\nhost: t\r\n\r\n", 400, "malformedAddress"),
      ("POST / HTTP/1.1\r\nhost: t\r\ncontent-length: -4\r\n\r\n", 400, "malformedRequest"),
      ("GET / HTTP/1.1\r\nhost: t\r\nbroken header\r\n\r\n", 400, "malformedRequest"),
      ("GET / HTTP/1.1\r\nx: " + String(repeating: "y", count: 40_000) + "\r\n\r\n", 431, "headTooLarge"),
      (
        "GET / HTTP/1.1\r\n" + String(repeating: "x: yyyyyyyyyyyyyyyyyyyyyyyy\r\n", count: 2_000) + "\r\n", 431,
        "headTooLarge"
      ),
    ])
    func `a malformed request gets a problem document`(request: String, status: Int, code: String) async throws {
      try await withFront(settings: { $0.closePatience = .seconds(60) }) { front in
        let client = try await front.connect()
        try await client.send(request)
        let response = try await client.response()
        #expect(response.status == status)
        #expect(response.problem == code, "\(response)")
        try await client.close()
      }
    }

    @Test func `who sends the head too slowly is closed`() async throws {
      try await withFront(settings: { $0.headerPatience = .milliseconds(100) }) { front in
        let silent = try await front.connect()
        let slow = try await front.connect()
        // On a busy machine the patience may be over before this is sent; the end is the same.
        try? await slow.send("GET / HTTP/1.1\r\nhost: t\r\nx-")
        #expect(try await silent.receiveAll() == "")
        #expect(try await slow.receiveAll() == "")
      }
    }

    @Test func `who sends the body too slowly is told so`() async throws {
      try await withFront(settings: { $0.bodyPatience = .milliseconds(100) }) { front in
        let client = try await front.connect()
        try await client.send("POST /length HTTP/1.1\r\nhost: t\r\ncontent-length: 10\r\n\r\nabc")
        let response = try await client.response()
        #expect(response.status == 408)
        #expect(response.problem == "requestTooSlow", "\(response)")
      }
    }

    @Test func `a connection without a next request is closed`() async throws {
      try await withFront(settings: { $0.keepAlive = .milliseconds(50) }) { front in
        let client = try await front.connect()
        try await client.request("GET", "/hello")
        #expect(try await client.receiveAll().hasSuffix("hello"))
      }
    }

    @Test func `an answer that takes too long is given up`() async throws {
      try await withFront(settings: { $0.answerPatience = .milliseconds(100) }) { front in
        let client = try await front.connect()
        try await client.request("GET", "/never")
        let response = try await client.response()
        #expect(response.status == 503)
        #expect(response.problem == "answerTooSlow", "\(response)")
      }
    }

    @Test func `a surplus connection is told so`() async throws {
      try await withFront(settings: { $0.connections = 2 }) { front in
        let first = try await front.connect()
        let second = try await front.connect()
        for client in [first, second] {
          try await client.request("GET", "/hello")
          #expect(try await client.response().status == 200)
        }
        let third = try await front.connect()
        try await third.request("GET", "/hello")
        let response = try await third.response()
        #expect(response.status == 503)
        #expect(response.problem == "tooManyConnections", "\(response)")
        try await first.close()
      }
    }

    @Test func `numbers are shown in the text form of Prometheus`() async throws {
      let metrics = Metrics()
      metrics.counter("b_total", help: "B.", labels: ["kind": "x\"y"]).add(3)
      #expect(metrics.counter("b_total", help: "B.", labels: ["kind": "x\"y"]).value == 3)
      metrics.gauge("a", help: "A.").add(-2)
      metrics.measure("c", help: "C.") { 7 }
      #expect(
        metrics.render() == """
          # HELP a A.
          # TYPE a gauge
          a -2
          # HELP b_total B.
          # TYPE b_total counter
          b_total{kind="x\\"y"} 3
          # HELP c C.
          # TYPE c gauge
          c 7

          """
      )
    }
  }
}
