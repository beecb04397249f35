// SPDX-License-Identifier: Apache-2.0

package import DialectKit

/// Hummingbird has a type of this name too; in this module the name means the drivers' own.
package typealias RequestID = DialectKit.RequestID
