// SPDX-License-Identifier: Apache-2.0

import ContactModel
import EventJournal
import Foundation
import Logging
import MailTransfer
import NIOSSL

/// Mail, put together: the port it comes by and the relay it goes by, each if it is configured.
package final class MailService: Sendable {
  /// The port for mail; nil without one.
  package let port: Int?
  private let listener: MailListener?
  private let relay: MailRelay?
  private let outbound: OutboundMail?
  private let shutdownGrace: Duration

  /// Begins to take and to send mail.
  init(
    _ settings: ServerSettings,
    gateway: any CommandGateway,
    journal: any Journal,
    files: FileService,
    directory: MailDirectory,
    clock: any WallClock,
    metrics: Metrics,
    logger: Logger
  ) async throws {
    let mail = settings.mail
    shutdownGrace = settings.server.shutdownGrace
    guard mail.listens || !mail.relayHost.isEmpty else {
      (port, listener, relay, outbound) = (nil, nil, nil, nil)
      return
    }
    guard EnvelopePath("x@\(mail.hostName)") != nil, mail.hostName.utf8.allSatisfy({ $0 < 0x80 }) else {
      throw Application.Failure(
        description: "mail.hostName: \(mail.hostName.debugDescription) is no name of a host; mail needs one, such as "
          + "contact.example.com"
      )
    }
    if mail.relayHost.isEmpty {
      (relay, outbound) = (nil, nil)
    } else {
      let relay = try MailRelay(try Self.relay(mail), clock: clock)
      var schedule = MailRetrySchedule()
      schedule.patience = mail.relayPatience
      let outbound = OutboundMail(
        gateway: gateway,
        journal: journal,
        files: files,
        hostName: mail.hostName,
        schedule: schedule,
        clock: clock,
        metrics: metrics,
        logger: logger
      ) { await relay.send($0) }
      outbound.start(try await directory.allAccounts())
      self.relay = relay
      self.outbound = outbound
    }
    guard mail.listens else {
      (port, listener) = (nil, nil)
      return
    }
    let receiver = InboundMail(
      gateway: gateway,
      journal: journal,
      files: files,
      hostName: mail.hostName,
      directory: directory,
      clock: clock,
      metrics: metrics,
      logger: logger
    )
    let listener = MailListener(try Self.listener(settings), receiver: receiver, clock: clock, logger: logger)
    self.listener = listener
    let port = try await listener.start(host: mail.host, port: mail.port)
    self.port = port
    logger.info("listening for mail", metadata: ["host": "\(mail.host)", "port": "\(port)"])
  }

  private static func listener(_ settings: ServerSettings) throws -> MailListener.Settings {
    let mail = settings.mail
    var session = MailServerSettings(hostName: mail.hostName)
    session.mailProtocol = mail.mailProtocol == .lmtp ? .lmtp : .smtp
    session.messageBytes = mail.messageBytes
    session.recipients = mail.recipients
    // One message needs a command for each of them.
    session.commands = max(session.commands, mail.recipients + 100)
    session.idleTime = mail.idleTimeout
    var listener = MailListener.Settings(session: session)
    if !settings.server.certificate.isEmpty {
      do {
        let (certificate, key) = (settings.server.certificate, settings.server.privateKey)
        listener.tls = try NIOSSLContext(configuration: .server(certificateFile: certificate, keyFile: key))
      } catch {
        throw Application.Failure(description: "the certificate or the key cannot be used for mail: \(error)")
      }
      listener.session.offersTLS = true
    }
    guard listener.tls != nil || !mail.requiresTLS else {
      throw Application.Failure(
        description: "mail.listener.requireTLS: there is no certificate; set server.tls.certificate and server.tls.key"
      )
    }
    listener.session.requiresTLS = mail.requiresTLS
    listener.connections = mail.connections
    guard let peers = Networks(mail.peers) else {
      throw Application.Failure(
        description:
          "mail.listener.peers: \(mail.peers.joined(separator: ", ").debugDescription) are no networks; name "
          + "them as 10.0.0.0/8, fd00::/8 or one address"
      )
    }
    listener.peers = peers
    return listener
  }

  private static func relay(_ mail: ServerSettings.MailSettings) throws -> MailRelay.Settings {
    var session = MailClientSettings(hostName: mail.hostName)
    session.encryption = mail.relayEncryption.encryption
    if !mail.relayUser.isEmpty {
      guard mail.relayEncryption != .none else {
        throw Application.Failure(
          description: "mail.relay.user: a password is not sent unencrypted; set mail.relay.encryption to required or "
            + "implicit, or leave out the user"
        )
      }
      guard let content = try? String(contentsOfFile: mail.relayPasswordFile, encoding: .utf8) else {
        throw Application.Failure(
          description: "mail.relay.passwordFile: \(mail.relayPasswordFile.debugDescription) cannot be read; "
            + "mail.relay.user needs a password"
        )
      }
      session.credentials = MailCredentials(
        name: mail.relayUser,
        // A line end of two bytes is one character.
        password: content.last?.isNewline == true ? String(content.dropLast()) : content
      )
    }
    var relay = MailRelay.Settings(host: mail.relayHost, port: mail.relayPort, session: session)
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    relay.tls = try NIOSSLContext(configuration: configuration)
    if !mail.relayCertificates.isEmpty {
      do {
        configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(mail.relayCertificates))
        relay.tls = try NIOSSLContext(configuration: configuration)
      } catch {
        throw Application.Failure(
          description: "mail.relay.certificates: \(mail.relayCertificates) holds no PEM certificates: \(error)"
        )
      }
    }
    return relay
  }

  /// Stops taking mail, and then sending it.
  package func shutDown() async {
    await listener?.shutDown(gracePeriod: shutdownGrace)
    await outbound?.stop()
    await relay?.shutDown()
  }
}
