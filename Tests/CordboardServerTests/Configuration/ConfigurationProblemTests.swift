// SPDX-License-Identifier: Apache-2.0

import CordboardServer
import Testing

/// A wrong file and what is said about it.
struct WrongFile: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  let messages: [String]

  init(_ name: String, _ text: String, _ messages: String...) {
    self.name = name
    self.text = text
    self.messages = messages
  }

  var testDescription: String { name }
}

@Suite struct ConfigurationProblemTests {
  private func problems(_ text: String, environment: [String: String] = [:], flags: [String: String] = [:]) -> [String]
  {
    do throws(ConfigurationErrors) {
      _ = try CordboardConfiguration(
        ConfigurationSources(file: ("c.yaml", text), environment: environment, flags: flags)
      )
      return []
    } catch {
      return error.problems.map(\.description)
    }
  }

  static let serverFiles: [WrongFile] = [
    WrongFile(
      "a number that is none",
      "server:\n  port: eighty\n",
      "c.yaml:2:9: server.port: expected a whole number, found \"eighty\""
    ),
    WrongFile(
      "a number out of bounds",
      "server:\n  port: 70000\n",
      "c.yaml:2:9: server.port: expected a whole number from 0 to 65535, found \"70000\""
    ),
    WrongFile(
      "a duration without a unit",
      "limits: {idleTimeout: 60}\n",
      "c.yaml:1:23: limits.idleTimeout: expected a duration such as 20s, found \"60\""
    ),
    WrongFile(
      "a duration out of bounds",
      "limits: {pingInterval: 2h}\n",
      "c.yaml:1:24: limits.pingInterval: expected a duration from 1s to 10m, found \"2h\""
    ),
    WrongFile(
      "a size with a wrong unit",
      "limits:\n  bodyBytes: 1MB\n",
      "c.yaml:2:14: limits.bodyBytes: expected a size such as 64KiB, found \"1MB\""
    ),
    WrongFile(
      "a number too great for the machine",
      "limits:\n  bodyBytes: 99999999999999999999GiB\n",
      "c.yaml:2:14: limits.bodyBytes: expected a size such as 64KiB, found \"99999999999999999999GiB\""
    ),
    WrongFile(
      "a size that overflows with its unit",
      "limits:\n  bodyBytes: 9999999999999999GiB\n",
      "c.yaml:2:14: limits.bodyBytes: expected a size such as 64KiB, found \"9999999999999999GiB\""
    ),
    WrongFile(
      "a choice that does not exist",
      "journal:\n  durability: half\n",
      "c.yaml:2:15: journal.durability: expected one of full, normal, found \"half\""
    ),
    WrongFile(
      "yes for true",
      "demo: yes\n",
      "c.yaml:1:7: demo: expected true or false, found \"yes\""
    ),
    WrongFile(
      "an address with a slash at its end",
      "server:\n  publicURL: https://example.com/\n",
      "c.yaml:2:14: server.publicURL: expected an address such as https://contact.example.com without a slash at its "
        + "end, found \"https://example.com/\""
    ),
    WrongFile(
      "a misspelt setting",
      "server:\n  prot: 1\n",
      "c.yaml:2:3: server.prot: unknown setting; did you mean \"port\"?"
    ),
    WrongFile(
      "a misspelt section",
      "servre:\n  port: 1\n",
      "c.yaml:1:1: servre: unknown setting; did you mean \"server\"?"
    ),
    WrongFile(
      "a setting in the wrong place",
      "port: 1\n",
      "c.yaml:1:1: port: unknown setting; did you mean \"server.port\"?"
    ),
    WrongFile(
      "a setting like no other",
      "quux: 1\n",
      "c.yaml:1:1: quux: unknown setting"
    ),
    WrongFile(
      "a value where a section is",
      "server: 8080\n",
      "c.yaml:1:9: server: expected names with values, found \"8080\""
    ),
    WrongFile(
      "a section where a value is",
      "server:\n  port:\n    number: 1\n",
      "c.yaml:3:5: server.port: expected a whole number from 0 to 65535, found names with values"
    ),
    WrongFile(
      "a list where a value is",
      "server:\n  host: [a, b]\n",
      "c.yaml:2:9: server.host: expected text that is not empty, found a list"
    ),
    WrongFile(
      "nothing where a value is",
      "server:\n  port:\n",
      "c.yaml:2:8: server.port: expected a whole number from 0 to 65535, found nothing"
    ),
    WrongFile(
      "a list as the whole file",
      "- server\n",
      "c.yaml:1:1: expected names with values, found a list"
    ),
    WrongFile(
      "a name given twice",
      "server:\n  port: 1\n  port: 2\n",
      "c.yaml:2:3: port: is given more than once in the same place"
    ),
    WrongFile(
      "text that is no YAML",
      "server: {port: 1\n",
      "c.yaml:2:1: the YAML cannot be read: did not find expected ',' or '}'"
    ),
    WrongFile(
      "a certificate without its key",
      "server: {tls: {certificate: a.pem}}\n",
      "server.tls.key: is missing; TLS needs a certificate and its key"
    ),
    WrongFile(
      "refresh tokens that end before access tokens",
      "identity: {refreshTokenLifetime: 60s}\n",
      "identity.refreshTokenLifetime: must not be shorter than identity.accessTokenLifetime"
    ),
    WrongFile(
      "an account of desks that can be none",
      "expertflow: {account: my centre}\n",
      "c.yaml:1:23: expertflow.account: expected the name of an account: an identifier of 1 to 128 bytes without spaces, "
        + "found \"my centre\""
    ),
    WrongFile(
      "an origin with a path",
      "expertflow: {origins: [https://a.example, https://b.example/]}\n",
      "c.yaml:1:23: expertflow.origins: expected a list of origins such as https://desk.example.com, found "
        + "\"https://a.example,https://b.example/\""
    ),
    WrongFile(
      "several things at once, in the order of the file",
      "server:\n  prot: 1\njournal:\n  kind: disk\nlimits:\n  bodyBytes: big\n",
      "c.yaml:2:3: server.prot: unknown setting; did you mean \"port\"?",
      "c.yaml:4:9: journal.kind: expected one of sqlite, memory, found \"disk\"",
      "c.yaml:6:14: limits.bodyBytes: expected a size such as 64KiB, found \"big\""
    ),
  ]

  @Test(arguments: serverFiles)
  func `a wrong setting of the server is refused with its place and the reason`(wrong: WrongFile) {
    #expect(problems(wrong.text) == wrong.messages)
  }

  @Test func `a wrong variable is refused with its name`() {
    #expect(
      problems("", environment: ["CORDBOARD_SERVER_PORT": "x"])
        == ["CORDBOARD_SERVER_PORT: server.port: expected a whole number, found \"x\""]
    )
  }

  @Test func `a misspelt variable of a known section is refused, and others are not ours`() {
    let environment = ["CORDBOARD_SERVER_PROT": "1", "CORDBOARD_SERVICE_HOST": "10.0.0.1", "CORDBOARD_PORT": "tcp"]
    #expect(
      problems("", environment: environment)
        == ["CORDBOARD_SERVER_PROT: unknown setting; did you mean \"CORDBOARD_SERVER_PORT\"?"]
    )
  }

  @Test func `a wrong flag is refused with its name`() {
    #expect(
      problems("", flags: ["--port": "-1"])
        == ["--port: server.port: expected a whole number from 0 to 65535, found \"-1\""]
    )
    #expect(problems("", flags: ["--porto": "1"]) == ["--porto: unknown flag"])
  }

  @Test func `a file that is not there is refused`() {
    #expect {
      _ = try ConfigurationSources(path: "/nowhere/c.yaml", environment: [:])
    } throws: { error in
      (error as? ConfigurationErrors)?.description
        == "/nowhere/c.yaml: the file cannot be read; check that it exists and may be read by the server"
    }
  }
}
