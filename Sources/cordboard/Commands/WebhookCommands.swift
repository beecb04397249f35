// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ContactModel
import DialectKit
import Foundation
import WebhookDelivery

/// What helps those who receive webhooks.
struct WebhooksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "webhooks",
    abstract: "Tools for those who receive webhooks.",
    subcommands: [VerifyWebhookCommand.self]
  )
}

/// Says whether a webhook's signature is good, and if not, why not.
struct VerifyWebhookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Say whether the signature of a webhook is good, and if not, why not.",
    discussion: """
      Give the request as it came in: all of its headers, and its body byte by byte. If the signature is not good, the usual \
      mistakes are tried: a secret that was not decoded, a body that was written anew, another id, time or hash. Each \
      line is one thing that was found. No secret is printed, and nothing is sent anywhere.

      Secrets come from --secret-file, from --secret-variable or, where other users of the machine may see them, from \
      --secret. The current one comes first, old ones after it: those of files, of variables, and of --secret.

      The exit code is 0 if the signature is good, 1 if it is not, and 64 if something is missing or cannot be read.

      cordboard webhooks verify --secret-file secret.txt --headers-file headers.txt --body body.json \
      --at 2026-11-21T09:30:00Z
      """
  )

  /// The largest file that is read.
  private static let maximumBytes = 64 << 20

  @Option(
    help: ArgumentHelp(
      "How it is signed: standard (webhook-id, webhook-timestamp, webhook-signature) or liveperson "
        + "(x-liveperson-signature).",
      valueName: "scheme"
    )
  )
  var scheme = SignatureExplanation.Scheme.standard

  @Option(help: ArgumentHelp("A file with secrets, one on each line; may be repeated.", valueName: "file"))
  var secretFile: [String] = []

  @Option(
    help: ArgumentHelp("An environment variable whose value is a secret; may be repeated.", valueName: "name")
  )
  var secretVariable: [String] = []

  @Option(
    help: ArgumentHelp("A secret; others can see it in the list of processes. May be repeated.", valueName: "secret")
  )
  var secret: [String] = []

  @Option(help: ArgumentHelp("One header, as \"name: value\"; may be repeated.", valueName: "header"))
  var header: [String] = []

  @Option(help: ArgumentHelp("A file with headers, one on each line.", valueName: "file"))
  var headersFile: String?

  @Option(help: ArgumentHelp("The file with the body; - is standard input.", valueName: "file"))
  var body = "-"

  @Option(
    help: ArgumentHelp(
      "When the request came in, as 2026-11-21T09:30:00Z or in seconds since 1970. (default: now)",
      valueName: "time"
    )
  )
  var at: String?

  @Option(
    help: ArgumentHelp("How many seconds its timestamp may be from that, at most a day.", valueName: "seconds")
  )
  var tolerance = StandardSignature.tolerance.components.seconds

  func validate() throws {
    guard (0...86_400).contains(tolerance) else { throw ValidationError("--tolerance must be from 0 to 86400 seconds") }
    guard secret.count + secretFile.count + secretVariable.count > 0 else {
      throw ValidationError("give a secret with --secret-file, --secret-variable or --secret")
    }
    guard !header.isEmpty || headersFile != nil else {
      throw ValidationError("give the headers with --headers-file or --header")
    }
    _ = try moment()
  }

  func run() throws {
    let request = SignatureExplanation.Request(headers: try headers(), body: try Self.read(body))
    let explanation = SignatureExplanation(
      of: request,
      secrets: try secrets(),
      scheme: scheme,
      at: try moment(),
      tolerance: .seconds(tolerance)
    )
    print(explanation.isGood ? "good" : "not good")
    for sentence in explanation.sentences { print(sentence) }
    if !explanation.isGood { throw ExitCode.failure }
  }

  private func moment() throws -> Timestamp {
    guard let at else { return Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }
    // Twelve digits of seconds reach far beyond every date that can be written.
    if let seconds = Int64(at), at.utf8.count <= 12 { return Timestamp(milliseconds: seconds * 1_000) }
    guard let moment = Timestamp(rfc3339: at) else {
      throw ValidationError("--at must be a time as 2026-11-21T09:30:00Z or seconds since 1970")
    }
    return moment
  }

  private func secrets() throws -> [String] {
    var secrets: [String] = []
    for file in secretFile {
      let lines = try Self.lines(of: file)
      guard !lines.isEmpty else { throw ValidationError("\(file) has no secret in it") }
      secrets += lines
    }
    for name in secretVariable {
      guard let value = ProcessInfo.processInfo.environment[name] else {
        throw ValidationError("there is no environment variable \(name)")
      }
      secrets.append(value)
    }
    secrets += secret
    guard secrets.count <= SignatureExplanation.maximumSecrets else {
      throw ValidationError("give at most \(SignatureExplanation.maximumSecrets) secrets")
    }
    return secrets
  }

  private func headers() throws -> [HTTPHeader] {
    // A request line, as it stands before headers that were copied whole, is none of them.
    let ofFile = try headersFile.map(Self.lines) ?? []
    let first = ofFile.first.map { $0.hasSuffix(" HTTP/1.1") || $0.hasSuffix(" HTTP/1.0") } ?? false
    return try (ofFile.dropFirst(first ? 1 : 0) + header).map { line in
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw ValidationError("\"\(line.prefix(40))\" is no header; write it as \"name: value\"")
      }
      return HTTPHeader(
        parts[0].trimmingCharacters(in: .whitespaces),
        parts[1].trimmingCharacters(in: .whitespaces)
      )
    }
  }

  /// The lines of a file that are not empty, however they end.
  private static func lines(of file: String) throws -> [String] {
    String(decoding: try read(file), as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
  }

  /// The bytes of a file; - is standard input.
  private static func read(_ file: String) throws -> [UInt8] {
    let handle = file == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: file)
    // One byte more than is allowed tells that there is more.
    guard let handle, let data = try? handle.read(upToCount: maximumBytes + 1) ?? Data() else {
      throw ValidationError("\(file) cannot be read")
    }
    guard data.count <= maximumBytes else {
      throw ValidationError("\(file) is larger than \(maximumBytes >> 20) MiB")
    }
    return Array(data)
  }
}

extension SignatureExplanation.Scheme: ExpressibleByArgument {}
