// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit

/// A channel as a request names it: by its identifier, or by its type and address.
enum ChannelReference: Sendable {
  case id(ChannelID)
  case address(ChannelType, String)

  init(_ body: inout JSONReader) throws(Problem) {
    if let id: ChannelID = try body.optionalIdentifier("channel") {
      self = .id(id)
      return
    }
    let type: ChannelType? = try body.optionalChoice("channelType")
    guard let type else {
      throw .invalid(body.place("channel"), "is missing; name the channel, or its channelType and serviceIdentifier")
    }
    self = .address(type, try body.string("serviceIdentifier", maximumBytes: 1_024))
  }

  /// The channel that is meant.
  func found(_ call: APICall) async throws(Problem) -> Channel {
    try await call.ask { centre, _ throws(Rejection) in
      switch self {
      case .id(let id):
        guard let found = centre.configuration.channels[id] else { throw .unknownChannel(id) }
        return found
      case .address(let type, let address):
        let found = centre.configuration.channels.values.first {
          $0.type == type && $0.serviceIdentifier == address
        }
        guard let found else { throw .unknownChannel(ChannelID(rawValue: "\(type.name) \(address)")) }
        return found
      }
    }
  }
}

/// A customer as a request names it.
struct CustomerAddress: Sendable {
  private let identifier: String
  private let displayName: String?

  /// Reads the member `customer`.
  init(_ body: inout JSONReader) throws(Problem) {
    var customer = try body.object("customer")
    identifier = try customer.string("identifier", maximumBytes: 1_024)
    guard !identifier.isEmpty else { throw .invalid(customer.place("identifier"), "must not be empty") }
    displayName = try customer.optionalString("displayName", maximumBytes: 1_024)
    try customer.finish()
  }

  /// The customer, once it is known on which type of channel it is.
  func customer(on type: ChannelType, _ call: APICall) -> Customer {
    let id = CustomerID(identifier: identifier, on: type, in: call.account)
    return Customer(id: id, identifier: identifier, displayName: displayName)
  }
}
