// SPDX-License-Identifier: Apache-2.0

import DialectKit

extension EngineSettings {
  /// The headers that let the page that asks read the answer.
  func originHeaders(for message: HTTPMessage) -> [HTTPHeader] {
    allowedOrigins.headers(for: message, allowsCredentials: allowsCredentials)
  }
}
