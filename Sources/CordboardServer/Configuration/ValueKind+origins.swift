// SPDX-License-Identifier: Apache-2.0

import DialectKit

extension ValueKind where Value == [String] {
  /// Several origins of web pages, each as browsers write it.
  static var origins: ValueKind {
    ValueKind(
      noun: "a list of origins",
      example: "https://desk.example.com",
      bounds: nil,
      parse: { text in names.parse(text).flatMap { $0.allSatisfy { WebOrigin.text(of: $0) == $0 } ? $0 : nil } },
      isAllowed: { _ in true },
      format: { $0.joined(separator: ",") }
    )
  }
}
