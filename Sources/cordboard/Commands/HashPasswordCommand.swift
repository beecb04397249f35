// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CordboardServer
import Foundation

/// Prints the hash of a password for a configuration file.
struct HashPasswordCommand: ParsableCommand {
  private static let defaults = ServerSettings().identity

  static let configuration = CommandConfiguration(
    commandName: "hash-password",
    abstract: "Read a password or secret and print its hash, for passwordHash or secretHash in a configuration file.",
    discussion: """
      The password is one line of standard input, up to \(PasswordHash.maximumPasswordBytes) bytes. At a terminal it is \
      asked for twice and not shown.
      """
  )

  @Option(help: "The cost of scrypt, as in identity.passwordCost: N is 2 to this power.")
  var cost = Self.defaults.passwordCost

  @Option(help: "The parallelism of scrypt, as in identity.passwordParallelism.")
  var parallelism = Self.defaults.passwordParallelism

  func validate() throws {
    guard (10...20).contains(cost) else { throw ValidationError("--cost must be from 10 to 20") }
    guard (1...16).contains(parallelism) else { throw ValidationError("--parallelism must be from 1 to 16") }
  }

  func run() throws {
    let password = try Self.readPassword()
    guard let hash = PasswordHash(of: password, cost: PasswordHash.Cost(exponent: cost, parallelism: parallelism))
    else {
      throw ValidationError("a password must have 1 to \(PasswordHash.maximumPasswordBytes) bytes")
    }
    print(hash)
  }

  private static func readPassword() throws -> String {
    guard isatty(STDIN_FILENO) == 1 else { return readLine() ?? "" }
    let password = readHidden("Password: ")
    guard readHidden("Once more: ") == password else { throw ValidationError("the two were not the same") }
    return password
  }

  /// Asks for a line that the terminal does not show. Only the hash goes to standard output.
  private static func readHidden(_ prompt: String) -> String {
    FileHandle.standardError.write(Data(prompt.utf8))
    var shown = termios()
    tcgetattr(STDIN_FILENO, &shown)
    var hidden = shown
    hidden.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
    defer {
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
      FileHandle.standardError.write(Data("\n".utf8))
    }
    return readLine() ?? ""
  }
}
