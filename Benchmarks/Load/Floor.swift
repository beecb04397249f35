// SPDX-License-Identifier: Apache-2.0

import Glibc
import LoadSystem
import Synchronization

/// What this machine takes for the bytes alone: a loop of `send` over as many connections, with a thread on the other
/// core that reads them.
struct Floor {
  private let options: LoadOptions

  init(_ options: LoadOptions) {
    self.options = options
  }

  func run() {
    let connections = options.number("connections", 1_000)
    let seconds = Double(options.number("seconds", 2))
    let pairs = Pairs(connections)
    let reader = Reader(pairs.receivers)
    Self.pin(to: 0)
    // A text frame of 1,024 bytes with its head, and sixteen of them joined.
    measure("floor.fanout_1", pairs, reader, bytes: 1_028, messages: 1, seconds: seconds, random: false)
    measure("floor.fanout_16", pairs, reader, bytes: 1_028 * 16, messages: 16, seconds: seconds, random: false)
    measure("floor.target", pairs, reader, bytes: 1_028, messages: 1, seconds: seconds, random: true)
    measurePolls("floor.polls", pairs, reader, bytes: 1_200, seconds: seconds)
    exit(0)
  }

  private func measure(
    _ name: String,
    _ pairs: Pairs,
    _ reader: Reader,
    bytes: Int,
    messages: Int,
    seconds: Double,
    random: Bool
  ) {
    let block = [UInt8](repeating: 0x61, count: bytes)
    let end = wallSeconds() + seconds
    var cpu = 0.0
    var count = 0
    var expected = reader.bytes
    while wallSeconds() < end {
      let before = threadSeconds()
      for index in pairs.senders.indices {
        Sockets.send(pairs.senders[random ? Int.random(in: pairs.senders.indices) : index], block)
      }
      cpu += threadSeconds() - before
      count += messages * pairs.senders.count
      expected += bytes * pairs.senders.count
      while reader.bytes < expected { sched_yield() }
    }
    result(name + ".\(pairs.senders.count).cpu_s_per_million", cpu / Double(count) * 1e6)
  }

  /// An answer to every connection, and the next request of each.
  private func measurePolls(_ name: String, _ pairs: Pairs, _ reader: Reader, bytes: Int, seconds: Double) {
    let answer = [UInt8](repeating: 0x61, count: bytes)
    let poller = Poller()
    for (number, socket) in pairs.senders.enumerated() { poller.add(socket, number: number) }
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: 4_096, alignment: 16)
    reader.asks.store(true, ordering: .relaxed)
    let end = wallSeconds() + seconds
    let before = threadSeconds()
    var count = 0
    while wallSeconds() < end {
      for socket in pairs.senders { Sockets.send(socket, answer) }
      var missing = Reader.request.count * pairs.senders.count
      while missing > 0 {
        poller.poll(waits: true) { number in missing -= max(0, read(pairs.senders[number], buffer, 4_096)) }
      }
      count += pairs.senders.count
    }
    let cpu = threadSeconds() - before
    result(name + ".\(pairs.senders.count).cpu_s_per_million", cpu / Double(count) * 1e6)
  }

  /// Keeps the calling thread on one core.
  static func pin(to core: Int) {
    if cordboard_pin_to_core(Int32(core)) != 0 { print("SKIPPED pinning: there is no core \(core)") }
  }
}

/// Connections of this process with itself.
private struct Pairs {
  private(set) var senders: [Int32] = []
  private(set) var receivers: [Int32] = []

  init(_ count: Int) {
    let (listener, port) = Sockets.listen()
    for _ in 0..<count {
      receivers.append(Sockets.connect(port))
      let accepted = accept(listener, nil, nil)
      guard accepted >= 0 else { fail("cannot accept: \(String(cString: strerror(errno)))") }
      Sockets.prepare(accepted)
      _ = fcntl(accepted, F_SETFL, fcntl(accepted, F_GETFL) | O_NONBLOCK)
      senders.append(accepted)
    }
    close(listener)
  }
}

/// A thread on the second core that reads everything, and sends a request after each answer once it is told to.
private final class Reader: Sendable {
  static let request = [UInt8](repeating: 0x62, count: 220)
  /// Whether it sends requests.
  let asks = Atomic<Bool>(false)
  private let total = Atomic<Int>(0)
  private let sockets: [Int32]

  init(_ sockets: [Int32]) {
    self.sockets = sockets
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(self).toOpaque()
    pthread_create(
      &thread,
      nil,
      { argument in
        if let argument { Unmanaged<Reader>.fromOpaque(argument).takeUnretainedValue().run() }
        return nil
      },
      argument
    )
  }

  var bytes: Int { total.load(ordering: .relaxed) }

  private func run() {
    Floor.pin(to: 1)
    let poller = Poller()
    for (number, socket) in sockets.enumerated() { poller.add(socket, number: number) }
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: 1 << 18, alignment: 16)
    while true {
      poller.poll { number in
        let count = read(sockets[number], buffer, 1 << 18)
        guard count > 0 else { return }
        total.wrappingAdd(count, ordering: .relaxed)
        if asks.load(ordering: .relaxed) { Sockets.send(sockets[number], Self.request) }
      }
    }
  }
}
