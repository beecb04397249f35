// SPDX-License-Identifier: Apache-2.0

import APIDescriptions

/// The descriptions of the native API as they stand in `docs/`, to be served.
package enum APIDocuments {
  /// `docs/openapi.yaml`.
  package static let openAPI = String(cString: cordboard_openapi())
  /// `docs/asyncapi.yaml`.
  package static let asyncAPI = String(cString: cordboard_asyncapi())
}
