// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Whether a server could listen on an address, and who does when it could not.
enum ListeningPort {
  /// What became of an attempt.
  enum Attempt: Hashable {
    case free
    /// Somebody listens there; the process, when it is one this user may look at, and its name.
    case taken(process: Int32?, name: String)
    case refused(String)
  }

  /// Binds to the address for a moment.
  static func attempt(host: String, port: Int) -> Attempt {
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, String(port), &hints, &found)
    guard code == 0, let address = found else { return .refused(String(cString: gai_strerror(code))) }
    defer { freeaddrinfo(found) }
    let descriptor = socket(address.pointee.ai_family, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return .refused(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    // As the server does: an address whose last connections are ending may be taken again.
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    if bind(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0, listen(descriptor, 1) == 0 {
      return .free
    }
    guard errno == EADDRINUSE else { return .refused(String(cString: strerror(errno))) }
    let holder = Self.holder(of: port)
    return .taken(process: holder?.process, name: holder?.name ?? "")
  }

  /// The process that listens on a port, as far as the system shows it to this user.
  static func holder(of port: Int) -> (process: Int32, name: String)? {
    let inodes = Set(["tcp", "tcp6"].flatMap { listeners(on: port, "/proc/net/\($0)") })
    guard !inodes.isEmpty else { return nil }
    let files = FileManager.default
    for process in (try? files.contentsOfDirectory(atPath: "/proc")) ?? [] {
      guard let number = Int32(process), let open = try? files.contentsOfDirectory(atPath: "/proc/\(process)/fd")
      else { continue }
      for descriptor in open {
        guard let target = try? files.destinationOfSymbolicLink(atPath: "/proc/\(process)/fd/\(descriptor)"),
          inodes.contains(target)
        else { continue }
        let name = (try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)) ?? ""
        return (number, name.trimmingCharacters(in: .whitespacesAndNewlines))
      }
    }
    return nil
  }

  /// The sockets that listen on a port (proc(5): the fields are the number, local and remote address, state, …, and
  /// the tenth the inode; state 0A is LISTEN), as they are named among a process's files.
  private static func listeners(on port: Int, _ table: String) -> [String] {
    guard let text = try? String(contentsOfFile: table, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: " ")
      guard fields.count > 9, fields[3] == "0A", let local = fields[1].split(separator: ":").last,
        Int(local, radix: 16) == port
      else { return nil }
      return "socket:[\(fields[9])]"
    }
  }
}
