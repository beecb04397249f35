// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Foundation

/// Reads passwords and secrets: as they are in a demonstration, else from the environment, from a file of their own, or
/// as a hash.
struct SecretReader {
  /// Whether secrets may stand in the file.
  let allowsPlain: Bool
  /// The process's environment.
  let environment: [String: String]
  /// Where relative paths begin: the directory of the configuration file.
  let directory: String
  /// Whether the text comes from a peer: then hashes are all that is taken, and nothing of this machine is read.
  var isOfPeer = false

  /// Reads what a peer sent.
  static let ofPeer = SecretReader(allowsPlain: false, environment: [:], directory: ".", isOfPeer: true)

  /// Reads the one secret of a section, under `password`, `passwordEnv`, `passwordFile` or `passwordHash`; nil when
  /// there is none, and then the subject cannot log in, or when it is wrong, which is reported.
  func read(from section: ConfigurationSection, named name: String) -> ConfiguredSecret? {
    let plain = section.optional(name, .text, "The \(name) itself; only when `demo` is true.")
    let variable = section.optional("\(name)Env", .text, "Environment variable that holds the \(name).")
    let file = section.optional(
      "\(name)File",
      .text,
      "File that holds the \(name), relative to the configuration file; one line end after it is ignored."
    )
    let hash = section.optional(
      "\(name)Hash",
      .verifier,
      "Hash of the \(name) under scrypt, as `cordboard hash-password` prints it: $scrypt$ln=15,r=8,p=3$SALT$HASH "
        + "with salt and hash in base64 without padding."
    )
    let report = section.report
    let given = [name, "\(name)Env", "\(name)File", "\(name)Hash"].filter { section.has($0) }
    if given.count > 1 {
      report.note("give only one of \(given.joined(separator: ", "))", at: section.place(of: given[1]))
      return nil
    }
    if isOfPeer, let other = given.first, other != "\(name)Hash" {
      report.note("give \(name)Hash; others are for the server's own configuration file", at: section.place(of: other))
      return nil
    }
    if let plain {
      let place = section.place(of: name)
      guard allowsPlain else {
        report.note(
          "a \(name) may stand in the file only when demo is true; use \(name)Env, \(name)File or \(name)Hash",
          at: place
        )
        return nil
      }
      return checked(plain, name, place, report)
    }
    if let variable {
      let place = section.place(of: "\(name)Env")
      guard let value = environment[variable] else {
        report.note("environment variable \(variable) is not set", at: place)
        return nil
      }
      return checked(value, name, place, report)
    }
    if let file {
      let place = section.place(of: "\(name)File")
      let path = file.hasPrefix("/") ? file : "\(directory)/\(file)"
      guard let content = try? String(contentsOfFile: path, encoding: .utf8) else {
        report.note("file \(path) cannot be read; check that it exists and may be read by the server", at: place)
        return nil
      }
      return checked(content.hasSuffix("\n") ? String(content.dropLast()) : content, name, place, report)
    }
    return hash.map { .verifier($0) }
  }

  private func checked(
    _ secret: String,
    _ name: String,
    _ place: ConfigurationPlace,
    _ report: ConfigurationReport
  ) -> ConfiguredSecret? {
    guard !secret.isEmpty, secret.utf8.count <= PasswordHash.maximumPasswordBytes else {
      report.note("the \(name) must have 1 to \(PasswordHash.maximumPasswordBytes) bytes", at: place)
      return nil
    }
    return .plain(secret)
  }
}

extension ValueKind where Value == String {
  /// A hash as ``PasswordHash`` writes it. What was found is no part of messages.
  fileprivate static var verifier: ValueKind {
    ValueKind(
      noun: "a verifier of the form $scrypt$ln=15,r=8,p=3$SALT$HASH",
      example: nil,
      bounds: nil,
      parse: { PasswordHash($0) == nil ? nil : $0 },
      isAllowed: { _ in true },
      format: { $0 },
      isSecret: true
    )
  }
}
