// SPDX-License-Identifier: Apache-2.0

extension MailAddress {
  /// The address with its host as every mail server understands it (RFC 5890): letters that are not ASCII are written as
  /// A-labels. The address as it is if the part before the host is not ASCII either, or a label would be too long.
  public var withASCIIDomain: MailAddress {
    guard !isASCII, localPart.utf8.allSatisfy({ $0 < 0x80 }) else { return self }
    var labels: [String] = []
    for label in domain.split(separator: ".") {
      let isPlain = label.utf8.allSatisfy { $0 < 0x80 }
      guard let written = isPlain ? String(label) : Punycode.encode(label.lowercased()).map({ "xn--\($0)" }),
        written.utf8.count <= 63
      else { return self }
      labels.append(written)
    }
    return MailAddress(localPart: localPart, domain: labels.joined(separator: ".")) ?? self
  }
}

/// Letters of the world as letters of ASCII (RFC 3492).
enum Punycode {
  /// Writes a label; nil for one that is too long to be one.
  static func encode(_ label: String) -> String? {
    let scalars = Array(label.unicodeScalars)
    guard scalars.count <= 63 else { return nil }
    var output = scalars.filter(\.isASCII).map(Character.init)
    let basic = output.count
    if basic > 0 { output.append("-") }
    var (next, delta, bias, handled) = (UInt32(128), 0, 72, basic)
    while handled < scalars.count {
      guard let smallest = scalars.map(\.value).filter({ $0 >= next }).min() else { return nil }
      delta += Int(smallest - next) * (handled + 1)
      next = smallest
      for scalar in scalars {
        if scalar.value < next { delta += 1 }
        guard scalar.value == next else { continue }
        var rest = delta
        var place = 36
        while true {
          let threshold = min(max(place - bias, 1), 26)
          if rest < threshold { break }
          output.append(digit(threshold + (rest - threshold) % (36 - threshold)))
          rest = (rest - threshold) / (36 - threshold)
          place += 36
        }
        output.append(digit(rest))
        bias = adapt(delta, handled + 1, isFirst: handled == basic)
        delta = 0
        handled += 1
      }
      delta += 1
      next += 1
    }
    return String(output)
  }

  private static func digit(_ value: Int) -> Character {
    Character(Unicode.Scalar(UInt8(value < 26 ? 97 + value : 22 + value)))
  }

  private static func adapt(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
    var delta = isFirst ? delta / 700 : delta / 2
    delta += delta / count
    var place = 0
    while delta > 455 {
      delta /= 35
      place += 36
    }
    return place + 36 * delta / (delta + 38)
  }
}
