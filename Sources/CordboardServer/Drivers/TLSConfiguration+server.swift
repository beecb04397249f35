// SPDX-License-Identifier: Apache-2.0

import NIOSSL

extension TLSConfiguration {
  /// What every port of the server speaks over TLS: 1.2 or newer, with the configured certificate.
  ///
  /// - Parameters:
  ///   - certificateFile: The certificate, followed by those between it and the root, as a PEM file.
  ///   - keyFile: The private key as a PEM file.
  /// - Throws: What the library says of files that cannot be read or hold neither.
  static func server(certificateFile: String, keyFile: String) throws -> TLSConfiguration {
    var configuration = makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMFile(certificateFile).map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(file: keyFile, format: .pem))
    )
    configuration.minimumTLSVersion = .tlsv12
    return configuration
  }
}
