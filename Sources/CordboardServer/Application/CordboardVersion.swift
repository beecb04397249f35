// SPDX-License-Identifier: Apache-2.0

/// The version of the product; the newest entry of CHANGELOG.md has the same.
package enum CordboardVersion {
  /// The version in words of semantic versioning.
  package static let text = "0.1.0"
}
