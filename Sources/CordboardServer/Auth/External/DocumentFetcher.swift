// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL

/// Gets documents from configured addresses: descriptions and keys of external issuers.
package protocol DocumentFetcher: Sendable {
  /// The body of a successful answer.
  func fetch(_ address: String) async throws(DocumentFailure) -> [UInt8]
}

/// Why there is no document.
package struct DocumentFailure: Error {
  /// What happened, for whoever runs the server.
  package let reason: String

  /// Creates a failure.
  package init(reason: String) {
    self.reason = reason
  }
}

/// Gets documents over HTTP, with TLS where the address says so. It follows no redirect, keeps no connection, and bounds
/// the time and the size of an answer.
package struct HTTPDocumentFetcher: DocumentFetcher {
  private let limits: ServerSettings.ExternalIssuerLimits
  private let configuration: HTTPClient.Configuration

  /// Creates a fetcher; throws when the further certificates to trust cannot be read.
  package init(limits: ServerSettings.ExternalIssuerLimits) throws {
    self.limits = limits
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.decompression = .disabled
    configuration.httpVersion = .http1Only
    configuration.connectionPool.retryConnectionEstablishment = false
    if !limits.certificates.isEmpty {
      var tls = TLSConfiguration.makeClientConfiguration()
      tls.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(limits.certificates))]
      configuration.tlsConfiguration = tls
    }
    self.configuration = configuration
  }

  package func fetch(_ address: String) async throws(DocumentFailure) -> [UInt8] {
    let limits = limits
    let configuration = configuration
    do {
      return try await withThrowingTaskGroup(of: [UInt8].self) { group in
        defer { group.cancelAll() }
        group.addTask {
          try await HTTPClient.withHTTPClient(configuration: configuration) { client in
            var request = HTTPClientRequest(url: address)
            request.headers.add(name: "Accept", value: "application/json")
            let response = try await client.execute(request, timeout: TimeAmount(limits.timeout))
            guard response.status == .ok else {
              throw DocumentFailure(reason: "\(address) answered with status \(response.status.code)")
            }
            return Array(try await response.body.collect(upTo: limits.answerBytes).readableBytesView)
          }
        }
        group.addTask {
          try await Task.sleep(for: limits.timeout)
          throw DocumentFailure(reason: "\(address) took longer than identity.external.timeout")
        }
        return try await group.next() ?? []
      }
    } catch is NIOTooManyBytesError {
      throw DocumentFailure(reason: "the answer of \(address) is larger than identity.external.answerBytes")
    } catch {
      throw error as? DocumentFailure ?? DocumentFailure(reason: "\(address): \(error)")
    }
  }
}
