// SPDX-License-Identifier: Apache-2.0

import CordboardServer
import Testing

@Suite struct ConfigurationAccountProblemTests {
  /// An account that is right, into which wrong lines are put.
  private static func account(_ lines: String, demo: Bool = true) -> String {
    """
    demo: \(demo)
    accounts:
      A:
        realm: a
        mediaRoutingDomains: {chat: {maxRequests: 5}, voice: {maxRequests: 1}}
        teams: {red: {}}
        pullLists: {list: {}}
        queues: {support: {mediaRoutingDomain: chat}}
    \(lines)
    """
  }

  static let files: [WrongFile] = [
    WrongFile(
      "an account without a realm",
      "accounts:\n  A:\n    name: A\n",
      "c.yaml:2:3: accounts.A: realm is missing; expected a realm of 1 to 64 lower-case letters, digits and hyphens"
    ),
    WrongFile(
      "a realm that does not fit into an address",
      "accounts: {A: {realm: Aä}}\n",
      "c.yaml:1:23: accounts.A.realm: expected a realm of 1 to 64 lower-case letters, digits and hyphens, found \"Aä\""
    ),
    WrongFile(
      "two accounts of one realm",
      "accounts:\n  A: {realm: x}\n  B: {realm: x}\n",
      "c.yaml:3:14: accounts.B.realm: \"x\" is the realm of account A already"
    ),
    WrongFile(
      "an account whose name has a space",
      "accounts:\n  A B: {realm: x}\n",
      "c.yaml:2:3: accounts.A B: expected an identifier of 1 to 128 bytes without spaces, found \"A B\""
    ),
    WrongFile(
      "an account that is a value",
      "accounts:\n  A: 1\n",
      "c.yaml:2:3: accounts.A: expected names with values, found \"1\"",
      "c.yaml:2:3: accounts.A: realm is missing; expected a realm of 1 to 64 lower-case letters, digits and hyphens"
    ),
    WrongFile(
      "a deadline that is none",
      "accounts:\n  A:\n    realm: a\n    mediaRoutingDomains: {chat: {maxRequests: 1}}\n    queues:\n"
        + "      q:\n        mediaRoutingDomain: chat\n        offerDeadline: soon\n",
      "c.yaml:8:24: accounts.A.queues.q.offerDeadline: expected a duration such as 20s, found \"soon\""
    ),
    WrongFile(
      "a warning that comes after the end",
      account(
        "    channels: {w: {type: chat, serviceIdentifier: x, queue: support, inactivity: {warnAfter: 5s, closeAfter: 5s}}}"
      ),
      "c.yaml:9:94: accounts.A.channels.w.inactivity.warnAfter: warnAfter must be less than closeAfter"
    ),
    WrongFile(
      "a survey without questions",
      account("    channels: {w: {type: chat, serviceIdentifier: x, queue: support, survey: {limit: 5s}}}"),
      "c.yaml:9:78: accounts.A.channels.w.survey: a survey needs questions"
    ),
    WrongFile(
      "an unknown setting of an account",
      account("    quues: {}"),
      "c.yaml:9:5: accounts.A.quues: unknown setting; did you mean \"queues\"?"
    ),
    WrongFile(
      "an unknown setting of an agent",
      account("    agents: {ann: {pasword: x}}"),
      "c.yaml:9:20: accounts.A.agents.ann.pasword: unknown setting; did you mean \"password\"?"
    ),
    WrongFile(
      "a role that does not exist",
      account("    agents: {ann: {roles: [agent, boss]}}"),
      "c.yaml:9:35: accounts.A.agents.ann.roles[1]: expected one of agent, supervisor, administrator, found \"boss\""
    ),
    WrongFile(
      "a team that is not defined",
      account("    agents: {ann: {teams: [rad]}}"),
      "c.yaml:9:28: accounts.A.agents.ann.teams[0]: there is no team rad; did you mean \"red\"?"
    ),
    WrongFile(
      "a supervised team that is not defined",
      account("    agents: {ann: {supervisedTeams: [blue]}}"),
      "c.yaml:9:38: accounts.A.agents.ann.supervisedTeams[0]: there is no team blue"
    ),
    WrongFile(
      "a capacity on a domain that is not defined",
      account("    agents: {ann: {capacities: {fax: 1}}}"),
      "c.yaml:9:38: accounts.A.agents.ann.capacities.fax: there is no media routing domain fax"
    ),
    WrongFile(
      "a queue for a domain that is not defined",
      "accounts:\n  A:\n    realm: a\n    queues:\n      q:\n        mediaRoutingDomain: chat\n",
      "c.yaml:6:29: accounts.A.queues.q.mediaRoutingDomain: there is no media routing domain chat"
    ),
    WrongFile(
      "members that are not defined",
      "accounts:\n  A:\n    realm: a\n    mediaRoutingDomains: {chat: {maxRequests: 1}}\n    queues:\n"
        + "      q: {mediaRoutingDomain: chat, members: {teams: [x], agents: [y]}}\n",
      "c.yaml:6:55: accounts.A.queues.q.members.teams[0]: there is no team x",
      "c.yaml:6:68: accounts.A.queues.q.members.agents[0]: there is no agent y"
    ),
    WrongFile(
      "a channel for a queue that is not defined",
      account("    channels: {web: {type: chat, serviceIdentifier: 1, queue: suport}}"),
      "c.yaml:9:63: accounts.A.channels.web.queue: there is no queue suport; did you mean \"support\"?"
    ),
    WrongFile(
      "a channel for a pull list that is not defined",
      account("    channels: {web: {type: chat, serviceIdentifier: 1, mediaRoutingDomain: chat, pullList: none}}"),
      "c.yaml:9:92: accounts.A.channels.web.pullList: there is no pull list none"
    ),
    WrongFile(
      "a channel with a pull list and no domain",
      account("    channels: {web: {type: chat, serviceIdentifier: 1, pullList: list}}"),
      "c.yaml:9:16: accounts.A.channels.web: mediaRoutingDomain is missing; a channel with a pull list needs one"
    ),
    WrongFile(
      "a channel that leads nowhere",
      account("    channels: {web: {type: chat, serviceIdentifier: 1}}"),
      "c.yaml:9:16: accounts.A.channels.web: a channel needs a queue (push) or a pullList (pull)"
    ),
    WrongFile(
      "a channel that leads to two places",
      account("    channels: {web: {type: chat, serviceIdentifier: 1, queue: support, pullList: list}}"),
      "c.yaml:9:82: accounts.A.channels.web.pullList: a channel has a queue or a pullList, not both"
    ),
    WrongFile(
      "a channel whose domain is not its queue's",
      account("    channels: {web: {type: chat, serviceIdentifier: 1, queue: support, mediaRoutingDomain: voice}}"),
      "c.yaml:9:92: accounts.A.channels.web.mediaRoutingDomain: "
        + "queue support is for media routing domain chat, not voice"
    ),
    WrongFile(
      "two channels with one address",
      account(
        "    channels:\n      a: {type: chat, serviceIdentifier: 1, queue: support}\n"
          + "      b: {type: chat, serviceIdentifier: 1, queue: support}"
      ),
      "c.yaml:11:42: accounts.A.channels.b.serviceIdentifier: \"1\" is the address of channel a already"
    ),
    WrongFile(
      "a password in a file that is no demonstration",
      account("    agents: {ann: {password: x}}", demo: false),
      "c.yaml:9:30: accounts.A.agents.ann.password: a password may stand in the file only when demo is true; "
        + "use passwordEnv, passwordFile or passwordHash"
    ),
    WrongFile(
      "a secret in a file that is no demonstration",
      account("    clients: {app: {secret: x}}", demo: false),
      "c.yaml:9:29: accounts.A.clients.app.secret: a secret may stand in the file only when demo is true; "
        + "use secretEnv, secretFile or secretHash"
    ),
    WrongFile(
      "a password from a variable that is not set",
      account("    agents: {ann: {passwordEnv: NO_SUCH_VARIABLE}}"),
      "c.yaml:9:33: accounts.A.agents.ann.passwordEnv: environment variable NO_SUCH_VARIABLE is not set"
    ),
    WrongFile(
      "a password from a file that is not there",
      account("    agents: {ann: {passwordFile: none.txt}}"),
      "c.yaml:9:34: accounts.A.agents.ann.passwordFile: file ./none.txt cannot be read; "
        + "check that it exists and may be read by the server"
    ),
    WrongFile(
      "a hash that is none",
      account("    agents: {ann: {passwordHash: $2b$12$x}}"),
      "c.yaml:9:34: accounts.A.agents.ann.passwordHash: expected a verifier of the form "
        + "$scrypt$ln=15,r=8,p=3$SALT$HASH"
    ),
    WrongFile(
      "an external issuer without an address",
      account("    externalIssuer: {audience: x}"),
      "c.yaml:9:21: accounts.A.externalIssuer: issuer is missing; expected an address such as "
        + "https://sso.example.com/realms/example (http only on this machine)"
    ),
    WrongFile(
      "an external issuer over a network without TLS",
      account("    externalIssuer: {issuer: \"http://sso.example.com\"}"),
      "c.yaml:9:30: accounts.A.externalIssuer.issuer: expected an address such as "
        + "https://sso.example.com/realms/example (http only on this machine), found \"http://sso.example.com\""
    ),
    WrongFile(
      "keys at an address with a name and a password",
      account("    externalIssuer: {issuer: \"https://a.example\", keysURL: \"https://u:p@b.example\"}"),
      "c.yaml:9:60: accounts.A.externalIssuer.keysURL: expected an address such as "
        + "https://sso.example.com/realms/example (http only on this machine), found \"https://u:p@b.example\""
    ),
    WrongFile(
      "names for a role that does not exist",
      account("    externalIssuer: {issuer: \"https://a.example\", roles: {boss: [x]}}"),
      "c.yaml:9:59: accounts.A.externalIssuer.roles.boss: unknown setting"
    ),
    WrongFile(
      "two accounts with one issuer and one audience",
      "accounts:\n  A: {realm: a, externalIssuer: {issuer: \"https://a.example\"}}\n"
        + "  B: {realm: b, externalIssuer: {issuer: \"https://a.example\"}}\n",
      "c.yaml:3:33: accounts.B.externalIssuer: account A takes tokens of the same issuer for the same audience; "
        + "give each its own audience"
    ),
    WrongFile(
      "keys that serve for less long than they are kept",
      "identity: {external: {outageLimit: 1m}}\n",
      "identity.external.outageLimit: must not be shorter than identity.external.refreshInterval"
    ),
    WrongFile(
      "two passwords",
      account("    agents: {ann: {password: x, passwordEnv: HOME}}"),
      "c.yaml:9:46: accounts.A.agents.ann.passwordEnv: give only one of password, passwordEnv"
    ),
  ]

  @Test(arguments: files)
  func `a wrong contact centre is refused with its place and the reason`(wrong: WrongFile) {
    do throws(ConfigurationErrors) {
      _ = try CordboardConfiguration(ConfigurationSources(file: ("c.yaml", wrong.text)))
      Issue.record("was accepted")
    } catch {
      #expect(error.problems.map(\.description) == wrong.messages)
    }
  }
}
