// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What simulated people are called and say.
enum DemoTexts {
  static let names = ["Ines Marlow", "Tom Okafor", "Yuki Brandt", "Lena Castell", "Omar Field", "Petra Nowak"]
  static let questions = [
    "Hello, where is my parcel?", "I cannot log in any more.", "Can I change the date of my booking?",
    "The invoice shows an amount I do not know.", "Do you ship to Iceland?",
  ]
  static let answers = [
    "Let me look that up for you.", "I can see it here. One moment, please.", "I have changed that for you.",
    "Could you tell me the number on your confirmation?",
  ]
  static let followUps = ["It is 4711.", "Yes, that is right.", "How long will that take?", "And what does that cost?"]
}

/// A small generator of dice for the demo, seeded so that every demo begins alike.
struct DemoRandom: Sendable {
  var state: UInt64

  mutating func next() -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(truncatingIfNeeded: state >> 33)
  }
}

/// Dice that several tasks throw.
final class DemoDice: Sendable {
  private let random: Mutex<DemoRandom>

  init(_ random: DemoRandom) {
    self.random = Mutex(random)
  }

  func next() -> Int {
    random.withLock { $0.next() }
  }
}
