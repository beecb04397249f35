// SPDX-License-Identifier: Apache-2.0

/// The descriptions of the native API, as they stand in `docs/`. The texts below are generated; a test holds them to
/// the files.
package enum APIDocuments {
  package static let openAPI = ""
  package static let asyncAPI = ""
}
