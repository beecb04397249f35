// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Bayeux

@Suite struct BayeuxChannelTests {
  @Test(arguments: ["/a", "/v2/me/interactions", "/foo/*", "/foo/**", "/*", "/**", "/a b/!#$()*+-.@_{~}", "/a*b"])
  func `a name is a slash and segments of letters, digits and a few marks`(name: String) {
    #expect(BayeuxChannel(name)?.name == name)
  }

  static let invalid = [
    "", "/", "a", "a/b", "//", "/a/", "/a//b", "/*/b", "/**/b", "/a/*/b", "/ä", "/a\u{0}", "/a?b", "/a\"b", "/a\n",
  ]

  @Test(arguments: invalid)
  func `anything else is no name`(name: String) {
    #expect(BayeuxChannel(name) == nil)
  }

  @Test func `a name has no more bytes than allowed`() {
    #expect(BayeuxChannel("/" + String(repeating: "a", count: 9), limit: 10) != nil)
    #expect(BayeuxChannel("/" + String(repeating: "a", count: 10), limit: 10) == nil)
  }

  @Test(arguments: [
    ("/meta/connect", BayeuxChannel.Kind.meta), ("/meta/**", .meta), ("/meta", .meta), ("/service/x", .service),
    ("/service/*", .service), ("/metal", .broadcast), ("/a/meta/b", .broadcast), ("/**", .broadcast),
  ])
  func `a channel is of one of three kinds`(name: String, kind: BayeuxChannel.Kind) throws {
    #expect(try #require(BayeuxChannel(name)).kind == kind)
  }

  /// A pattern, a channel, and whether what is published there is heard.
  static let matches: [(String, String, Bool)] = [
    ("/foo", "/foo", true), ("/foo/*", "/foo/a", true), ("/foo/*", "/foo", false), ("/foo/*", "/foo/a/b", false),
    ("/foo/**", "/foo/a", true), ("/foo/**", "/foo/a/b", true), ("/foo/**", "/foo", false), ("/*", "/a", true),
    ("/*", "/a/b", false), ("/**", "/a", true), ("/**", "/a/b/c", true), ("/**", "/meta/connect", false),
    ("/**", "/service/a", false), ("/meta/**", "/meta/connect", false), ("/service/*", "/service/a", false),
    ("/v2/me/*", "/v2/me/interactions", true), ("/foo", "/foo2", false), ("/fo/**", "/foo/a", false),
    ("/foo/*", "/foo/*", false), ("/foo/*", "/foo/**", false),
  ]

  @Test(arguments: matches)
  func `one star stands for one segment and two for one or more`(pattern: String, name: String, isHeard: Bool) throws {
    let pattern = try #require(BayeuxChannel(pattern))
    let channel = try #require(BayeuxChannel(name))
    #expect(pattern.matches(channel) == isHeard)
    var index = ChannelIndex<Int>()
    index.insert(1, for: pattern)
    #expect(index.subscribers(of: channel) == (isHeard ? [1] : []))
  }

  @Test func `who subscribed by several patterns hears a message once, and nothing after leaving`() throws {
    let channel = try #require(BayeuxChannel("/a/b"))
    var index = ChannelIndex<String>()
    for name in ["/a/b", "/a/*", "/a/**", "/**"] { index.insert("eva", for: try #require(BayeuxChannel(name))) }
    index.insert("tom", for: try #require(BayeuxChannel("/a/*")))
    #expect(index.subscribers(of: channel) == ["eva", "tom"])
    index.remove("tom", from: try #require(BayeuxChannel("/a/*")))
    index.remove("eva", from: channel)
    #expect(index.subscribers(of: channel) == ["eva"])
    index.remove("eva")
    #expect(index.subscribers(of: channel) == [])
    #expect(index.isEmpty)
  }

  @Test(arguments: 1...50)
  func `the index finds whom a look at every subscription finds`(seed: Int) throws {
    var generator = Seeded(UInt64(seed))
    let segments = ["a", "b", "service", "meta"]
    func name(_ endings: [String]) -> String {
      let count = Int.random(in: 1...3, using: &generator)
      var parts = (0..<count).map { _ in segments.randomElement(using: &generator) ?? "a" }
      if let ending = endings.randomElement(using: &generator), !ending.isEmpty { parts[count - 1] = ending }
      return "/" + parts.joined(separator: "/")
    }
    var index = ChannelIndex<Int>()
    var all: [Int: Set<BayeuxChannel>] = [:]
    for _ in 0..<200 {
      let subscriber = Int.random(in: 0..<10, using: &generator)
      let channel = try #require(BayeuxChannel(name(["", "*", "**"])))
      switch Int.random(in: 0..<10, using: &generator) {
      case 0:
        index.remove(subscriber)
        all[subscriber] = nil
      case 1...3:
        index.remove(subscriber, from: channel)
        all[subscriber]?.remove(channel)
      default:
        index.insert(subscriber, for: channel)
        all[subscriber, default: []].insert(channel)
      }
      let published = try #require(BayeuxChannel(name([""])))
      let expected = Set(all.filter { $0.value.contains { $0.matches(published) } }.keys)
      #expect(index.subscribers(of: published) == expected, "seed \(seed), \(published)")
    }
    #expect(index.isEmpty == all.values.allSatisfy(\.isEmpty))
  }
}
