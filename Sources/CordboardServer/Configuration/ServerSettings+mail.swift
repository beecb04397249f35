// SPDX-License-Identifier: Apache-2.0

import ContactModel
import MailTransfer

extension ServerSettings {
  /// How mail comes and goes.
  package struct MailSettings: Hashable, Sendable {
    /// The name of the centre in greetings and in the identifiers of its messages.
    package var hostName = ""
    /// Whether the server has a port for mail.
    package var listens = false
    /// Address or name to listen on.
    package var host = "127.0.0.1"
    /// Port; 0 takes any free one.
    package var port = 2424
    /// The networks of those who may connect there.
    package var peers = ["127.0.0.0/8", "::1"]
    /// What is spoken there.
    package var mailProtocol = MailPortProtocol.lmtp
    /// Whether STARTTLS is required there.
    package var requiresTLS = false
    /// Connections at the same time.
    package var connections = 16
    /// Bytes of one message.
    package var messageBytes = 25 << 20
    /// Recipients of one message.
    package var recipients = 100
    /// How long a client may be silent.
    package var idleTimeout: Duration = .seconds(300)
    /// Name or address of the relay; empty for none.
    package var relayHost = ""
    /// Port of the relay.
    package var relayPort = 587
    /// How the relay is talked to.
    package var relayEncryption = RelayEncryption.required
    /// Name to log in with; empty for no log-in.
    package var relayUser = ""
    /// Path of a file with the password.
    package var relayPasswordFile = ""
    /// Path of a PEM file with the roots that the relay's certificate is of; empty for the system's.
    package var relayCertificates = ""
    /// Bytes of one mail that goes out.
    package var relayMessageBytes = 25 << 20
    /// How long a mail is tried.
    package var relayPatience: Duration = .seconds(48 * 3_600)

    /// Creates the defaults.
    package init() {}
  }

  /// The settings of mail.
  static let mailSettings: [Setting] = [
    Setting(
      "mail.hostName",
      \.mail.hostName,
      .textOrNothing,
      "Name of the contact centre among mail servers, for instance contact.example.com: its greeting, and the end of the "
        + "identifiers of its messages. Do not change it: answers to messages under the old name begin new conversations."
    ),
    Setting(
      "mail.listener.enabled",
      \.mail.listens,
      .boolean,
      "Whether there is a port over which your mail server hands mail over for the addresses of e-mail channels."
    ),
    Setting("mail.listener.host", \.mail.host, .text, "Address or name to listen on for mail."),
    Setting(
      "mail.listener.port",
      \.mail.port,
      .integer(0...65_535),
      "Port to listen on for mail; 0 takes any free one. Nobody logs in there: keep it to your own mail server."
    ),
    Setting(
      "mail.listener.peers",
      \.mail.peers,
      .names,
      "Networks of your mail servers, such as 10.1.2.0/24, or addresses: others are told 554. Whoever is in one may write to "
        + "any channel in anybody's name."
    ),
    Setting("mail.listener.protocol", \.mail.mailProtocol, .choice, "What is spoken there."),
    Setting(
      "mail.listener.requireTLS",
      \.mail.requiresTLS,
      .boolean,
      "Whether mail is taken only after STARTTLS, which is offered when the server has a certificate."
    ),
    Setting(
      "mail.listener.connections",
      \.mail.connections,
      .integer(1...10_000),
      unit: "connections",
      "Connections for mail at the same time; further ones are told 421. Each may hold one whole message in memory, and as many messages "
        + "again may be being kept."
    ),
    Setting(
      "mail.listener.messageBytes",
      \.mail.messageBytes,
      .bytes(64 << 10...256 << 20),
      "Size of one mail; a larger one is refused with 552."
    ),
    Setting(
      "mail.listener.recipients",
      \.mail.recipients,
      .integer(1...10_000),
      unit: "recipients",
      "Recipients of one mail; for further ones the mail server sends another copy."
    ),
    Setting(
      "mail.listener.idleTimeout",
      \.mail.idleTimeout,
      .duration(.seconds(1) ... .seconds(3_600)),
      "How long a mail server may say nothing before its connection is closed."
    ),
    Setting(
      "mail.relay.host",
      \.mail.relayHost,
      .textOrNothing,
      "Name or address of the mail server that sends what agents write on e-mail channels; empty for none: nothing is sent."
    ),
    Setting("mail.relay.port", \.mail.relayPort, .integer(1...65_535), "Port of the relay."),
    Setting(
      "mail.relay.encryption",
      \.mail.relayEncryption,
      .choice,
      "How the relay is talked to: required (STARTTLS), implicit (TLS from the first byte), optional or none."
    ),
    Setting(
      "mail.relay.user",
      \.mail.relayUser,
      .textOrNothing,
      "Name to log in with at the relay; empty for no log-in."
    ),
    Setting(
      "mail.relay.passwordFile",
      \.mail.relayPasswordFile,
      .textOrNothing,
      "Path of a file that holds the password for the relay; one line end after it is ignored."
    ),
    Setting(
      "mail.relay.certificates",
      \.mail.relayCertificates,
      .textOrNothing,
      "Path of a PEM file with the roots that the relay's certificate is of; empty for the system's."
    ),
    Setting(
      "mail.relay.messageBytes",
      \.mail.relayMessageBytes,
      .bytes(64 << 10...256 << 20),
      "Size of one mail that goes out, its files in base64 among it; a larger one is not sent, and its message gets a "
        + "receipt that says so. Take what the relay takes."
    ),
    Setting(
      "mail.relay.patience",
      \.mail.relayPatience,
      .duration(.seconds(1) ... .seconds(14 * 86_400)),
      "How long a mail is tried that the relay does not take; then its message gets a receipt that says so."
    ),
  ]
}

/// What is spoken on the port for mail.
package enum MailPortProtocol: CaseIterable, Hashable, Sendable, Named {
  /// What mail servers speak to where mail ends.
  case lmtp
  /// What mail servers and programs speak to each other.
  case smtp

  /// The name in configuration files.
  package var name: String {
    switch self {
    case .lmtp: "lmtp"
    case .smtp: "smtp"
    }
  }
}

/// How the relay is talked to.
package enum RelayEncryption: CaseIterable, Hashable, Sendable, Named {
  /// STARTTLS, or nothing is handed over.
  case required
  /// TLS from the first byte.
  case implicit
  /// STARTTLS if it is offered.
  case optional
  /// Unencrypted.
  case none

  /// The name in configuration files.
  package var name: String {
    switch self {
    case .required: "required"
    case .implicit: "implicit"
    case .optional: "optional"
    case .none: "none"
    }
  }

  var encryption: MailEncryption {
    switch self {
    case .required: .required
    case .implicit: .implicit
    case .optional: .optional
    case .none: .none
    }
  }
}
