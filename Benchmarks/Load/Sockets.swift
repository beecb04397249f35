// SPDX-License-Identifier: Apache-2.0

import Glibc
import LoadSystem

/// Plain TCP over loopback.
enum Sockets {
  static func address(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port)).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    return address
  }

  /// A connection that is made while we wait; it does not wait afterwards.
  static func connect(_ port: Int) -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { fail("no socket: \(String(cString: strerror(errno)))") }
    var address = address(port)
    let answer = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard answer == 0 else { fail("cannot connect to port \(port): \(String(cString: strerror(errno)))") }
    prepare(descriptor)
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    return descriptor
  }

  /// Sends at once, and closes without a trace, so that thousands of runs leave no ports behind.
  static func prepare(_ descriptor: Int32) {
    var one: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
  }

  /// A socket that listens on a free port of loopback, and the port.
  static func listen() -> (descriptor: Int32, port: Int) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = address(0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let answer = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer -> Int32 in
        guard bind(descriptor, pointer, size) == 0, Glibc.listen(descriptor, 4_096) == 0 else { return -1 }
        return getsockname(descriptor, pointer, &size)
      }
    }
    guard answer == 0 else { fail("cannot listen: \(String(cString: strerror(errno)))") }
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
  }

  /// Writes everything, waiting busily for room.
  static func send(_ descriptor: Int32, _ bytes: [UInt8]) {
    bytes.withUnsafeBytes { buffer in
      var sent = 0
      while sent < buffer.count {
        let count = Glibc.send(descriptor, buffer.baseAddress! + sent, buffer.count - sent, Int32(MSG_NOSIGNAL))
        if count > 0 {
          sent += count
        } else if errno != EAGAIN, errno != EINTR {
          fail("a connection was lost while sending: \(String(cString: strerror(errno)))")
        }
      }
    }
  }
}

/// The system's list of sockets that have something to read; usually asked without waiting.
struct Poller {
  private let descriptor = epoll_create1(0)
  private let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: 1_024)

  func add(_ socket: Int32, number: Int) {
    var event = epoll_event()
    event.events = EPOLLIN.rawValue
    event.data.u64 = UInt64(number)
    guard epoll_ctl(descriptor, EPOLL_CTL_ADD, socket, &event) == 0 else { fail("epoll refused a socket") }
  }

  /// Visits the numbers of the sockets that have something to read now.
  @inline(__always)
  func poll(waits: Bool = false, _ visit: (Int) -> Void) {
    let count = epoll_wait(descriptor, events, 1_024, waits ? -1 : 0)
    guard count > 0 else { return }
    for index in 0..<Int(count) { visit(Int(events[index].data.u64)) }
  }
}

/// What the system says about the server's process.
final class ServerProcess {
  let identifier: Int
  /// What each thread had used when it was last seen, in seconds.
  private var used: [Int: Double] = [:]

  init(identifier: Int) {
    self.identifier = identifier
  }

  /// CPU time of all threads in seconds, to the nanosecond; of those that ended, as far as was seen of them.
  var cpuSeconds: Double {
    guard let directory = opendir("/proc/\(identifier)/task") else { fail("there is no process \(identifier)") }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard let thread = Int(name),
        let nanoseconds = Double(Self.read("/proc/\(identifier)/task/\(name)/schedstat").first ?? "")
      else { continue }
      used[thread] = nanoseconds / 1e9
    }
    return used.values.reduce(0, +)
  }

  /// Memory in use, in bytes.
  var residentBytes: Double {
    let fields = Self.read("/proc/\(identifier)/statm")
    return (Double(fields.dropFirst().first ?? "") ?? 0) * 4_096
  }

  private static func read(_ path: String) -> [Substring] {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
  }
}
