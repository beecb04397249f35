// SPDX-License-Identifier: Apache-2.0

/// The descriptions of the native API as they stand in `docs/`, to be served. The texts are in generated files; a test
/// holds them to the originals.
package enum APIDocuments {}
