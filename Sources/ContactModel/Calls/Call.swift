// SPDX-License-Identifier: Apache-2.0

/// Where a customer's call stands, as its provider reports it.
public enum CallState: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// The provider is to reach the customer and has not reported anything yet.
  case dialling = 1
  /// The customer calls, or its telephone rings.
  case ringing = 2
  /// The customer is connected, to an agent or to whatever the provider plays meanwhile.
  case answered = 3
  /// The customer is on hold.
  case held = 4
  /// The customer was connected to an address outside; the call is over for the centre.
  case transferred = 5
  /// The call is over.
  case ended = 6

  /// Whether nothing comes after it.
  public var isFinal: Bool { self == .transferred || self == .ended }

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .dialling: "dialling"
    case .ringing: "ringing"
    case .answered: "answered"
    case .held: "held"
    case .transferred: "transferred"
    case .ended: "ended"
    }
  }
}

/// Where a leg stands.
public enum CallLegState: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// The provider was told to connect it and has not reported anything yet.
  case requested = 1
  /// The agent's telephone rings.
  case ringing = 2
  /// The agent is connected.
  case answered = 3
  /// It is over.
  case ended = 4

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .requested: "requested"
    case .ringing: "ringing"
    case .answered: "answered"
    case .ended: "ended"
    }
  }
}

/// Whom a leg hears and who hears it.
public enum CallLegMode: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// Hears everybody in its dialog and is heard by them.
  case talk = 1
  /// Hears everybody and is heard by nobody.
  case listen = 2
  /// Hears everybody and is heard by the leg it watches.
  case whisper = 3

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .talk: "talk"
    case .listen: "listen"
    case .whisper: "whisper"
    }
  }
}

/// Why a call or a leg ended, as the provider reports it.
public enum CallEndReason: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// Whoever was there hung up.
  case hungUp = 1
  /// The telephone was busy.
  case busy = 2
  /// Nobody answered.
  case noAnswer = 3
  /// Whoever was called refused.
  case declined = 4
  /// It could not be connected, or was lost.
  case failed = 5

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .hungUp: "hungUp"
    case .busy: "busy"
    case .noAnswer: "noAnswer"
    case .declined: "declined"
    case .failed: "failed"
    }
  }
}

/// What a provider is told to do.
public enum CallInstruction: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// Call the customer.
  case dial = 1
  /// Call an agent's telephone and put it into a dialog.
  case connect = 2
  /// Put the customer, or a leg, into another dialog.
  case move = 3
  /// Change whom a leg hears and who hears it.
  case changeMode = 4
  /// Put the customer, or a leg, on hold.
  case hold = 5
  /// Take the customer, or a leg, off hold.
  case resume = 6
  /// End the customer's call, or a leg.
  case hangUp = 7
  /// Connect the customer to an address outside.
  case transfer = 8
  /// Give that up.
  case cancelTransfer = 9

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .dial: "dial"
    case .connect: "connect"
    case .move: "move"
    case .changeMode: "changeMode"
    case .hold: "hold"
    case .resume: "resume"
    case .hangUp: "hangUp"
    case .transfer: "transfer"
    case .cancelTransfer: "cancelTransfer"
    }
  }
}
