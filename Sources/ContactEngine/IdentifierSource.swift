// SPDX-License-Identifier: Apache-2.0

public import ContactModel

/// Makes identifiers for new things: UUIDs of version 7 (RFC 9562, section 5.7), ordered by the time handed in, with
/// random bits from a generator whose seed comes from outside. The same seed makes the same identifiers; the engine
/// itself has no source of randomness.
public struct IdentifierSource: Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// Creates a source. A server seeds it from the system's generator, a test with a number.
  public init(seed: UInt64) {
    // SplitMix64 spreads the seed over the state, as the authors of xoshiro256** advise.
    var mixed = seed
    func next() -> UInt64 {
      mixed &+= 0x9e37_79b9_7f4a_7c15
      var value = mixed
      value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
      value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
      return value ^ value >> 31
    }
    state = (next(), next(), next(), next())
  }

  /// The next random number (xoshiro256**).
  public mutating func random() -> UInt64 {
    let product = state.1 &* 5
    let result = (product << 7 | product >> 57) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = state.3 << 45 | state.3 >> 19
    return result
  }

  /// A new identifier of any kind.
  public mutating func make<ID: UniqueIdentifier>(_ kind: ID.Type = ID.self, at now: Timestamp) -> ID {
    let time = UInt128(UInt64(bitPattern: now.milliseconds) & 0xffff_ffff_ffff)
    let high = random()
    let low = random()
    let bits =
      time << 80 | UInt128(7) << 76 | UInt128(high & 0xfff) << 64
      | UInt128(2) << 62 | UInt128(low & 0x3fff_ffff_ffff_ffff)
    return ID(rawValue: bits)
  }
}
