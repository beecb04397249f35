// SPDX-License-Identifier: Apache-2.0

package import DialectKit

/// Where on a channel the customer is.
package struct CimChannelData: CimObject {
  /// The address of the customer.
  package var channelCustomerIdentifier: String?
  /// The address it wrote to.
  package var serviceIdentifier: String?
  /// How urgent its request is.
  package var requestPriority: Int?
  /// `{key, type, value}` each; the desk reads the list without asking whether there is one.
  package var additionalAttributes: [JSONValue]
  /// Whatever else came with it.
  package var others: [JSONMember] = []
}

extension CimChannelData {
  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    channelCustomerIdentifier = reader.text("channelCustomerIdentifier")
    serviceIdentifier = reader.text("serviceIdentifier")
    requestPriority = reader.integer("requestPriority")
    additionalAttributes = reader.value("additionalAttributes")?.arrayValue ?? []
    others = reader.others
  }

  /// Writes its members.
  package func write(to json: inout JSONWriter) {
    json.member("channelCustomerIdentifier", channelCustomerIdentifier)
    json.member("serviceIdentifier", serviceIdentifier)
    json.member("requestPriority", requestPriority)
    json.array("additionalAttributes", additionalAttributes) { $0.value($1) }
    json.members(others)
  }
}

/// One customer's presence on one channel.
package struct CimChannelSession: CimObject {
  /// Where it stands. Seed 000 has the bare name, later models an object with a reason.
  package struct State: Hashable, Sendable {
    /// `STARTED`, `ENDED` or `CLOSED`.
    package var name: String
    /// Why it ended.
    package var reasonCode: String?
    var isBare = false

    /// Creates it from its parts.
    package init(name: String, reasonCode: String?) {
      self.name = name
      self.reasonCode = reasonCode
    }

    fileprivate init?(_ json: JSONValue?) {
      if case .string(let name) = json {
        self.init(name: name, reasonCode: nil)
        isBare = true
      } else if let name = json?["name"]?.stringValue {
        self.init(name: name, reasonCode: json?["reasonCode"]?.stringValue)
      } else {
        return nil
      }
    }

    fileprivate func write(to json: inout JSONWriter) {
      json.key("state")
      if isBare { return json.string(name) }
      json.object { json in
        json.member("name", name)
        json.nullable("reasonCode", reasonCode)
      }
    }
  }

  /// Its id.
  package var id: String?
  /// The conversation it belongs to.
  package var conversationId: String?
  /// On what.
  package var channel: CimChannel
  /// Who.
  package var customer: CimCustomer?
  /// From where and to where.
  package var channelData: CimChannelData?
  /// Whether it has not ended.
  package var isActive: Bool
  /// Where it stands.
  package var state: State?
  /// The desk renders nothing of a session without this list.
  package var customerSuggestions: [JSONValue]
  /// Whatever else came with it.
  package var others: [JSONMember] = []
  /// Seed 000 calls the conversation a topic.
  var callsItTopic = false

  /// Creates it from its parts.
  package init(
    id: String,
    conversationId: String,
    channel: CimChannel,
    customer: CimCustomer,
    channelData: CimChannelData,
    state: State,
    others: [JSONMember] = []
  ) {
    self.id = id
    self.conversationId = conversationId
    self.channel = channel
    self.customer = customer
    self.channelData = channelData
    self.state = state
    isActive = state.name == "STARTED"
    customerSuggestions = []
    self.others = others
  }

  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    id = reader.text("id")
    conversationId = reader.text("conversationId")
    if let topic = reader.text("topicId"), conversationId == nil {
      conversationId = topic
      callsItTopic = true
    }
    channel = try reader.neededObject("channel")
    customer = try reader.object("customer")
    channelData = try reader.object("channelData")
    isActive = reader.flag("isActive") ?? reader.flag("active") ?? true
    _ = reader.flag("active")
    state = State(reader.value("state"))
    customerSuggestions = reader.value("customerSuggestions")?.arrayValue ?? []
    _ = reader.value("participantType")
    others = reader.others
  }

  /// Writes its members.
  package func write(to json: inout JSONWriter) {
    json.member("participantType", "ChannelSession")
    json.member("id", id)
    if callsItTopic { json.member("topicId", conversationId) } else { json.member("conversationId", conversationId) }
    json.member("channel", channel)
    json.nullable("customer", customer)
    json.array("customerSuggestions", customerSuggestions) { $0.value($1) }
    if let channelData { json.member("channelData", channelData) }
    json.member("isActive", isActive)
    json.member("active", isActive)
    state?.write(to: &json)
    json.members(others)
  }
}
