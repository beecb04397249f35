// SPDX-License-Identifier: Apache-2.0

import ContactModel
package import DialectKit

/// A type of channels. The desk chooses icons and the way a conversation is drawn by its name.
package struct CimChannelType: CimObject {
  /// Its id.
  package var id: String
  /// `WEB`, `EMAIL`, `CX_VOICE` and so on.
  package var name: String
  /// The name of its picture.
  package var channelLogo: String
  /// Whether somebody waits for answers.
  package var isInteractive: Bool
  /// Where its work is routed.
  package var mediaRoutingDomain: String?
  /// Whatever else came with it.
  package var others: [JSONMember] = []

  /// Creates it from its parts.
  package init(id: String, name: String, channelLogo: String, isInteractive: Bool, mediaRoutingDomain: String?) {
    self.id = id
    self.name = name
    self.channelLogo = channelLogo
    self.isInteractive = isInteractive
    self.mediaRoutingDomain = mediaRoutingDomain
  }

  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    id = reader.text("id") ?? ""
    name = try reader.needed("name")
    channelLogo = reader.text("channelLogo") ?? ""
    isInteractive = reader.flag("isInteractive") ?? true
    mediaRoutingDomain = reader.text("mediaRoutingDomain")
    others = reader.others
  }

  /// Writes its members.
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("name", name)
    json.member("channelLogo", channelLogo)
    json.member("isInteractive", isInteractive)
    json.nullable("mediaRoutingDomain", mediaRoutingDomain)
    json.members(others)
  }
}

/// A channel. Its configuration and its connector are kept as they came: the core has others of its own.
package struct CimChannel: CimObject {
  /// Its id.
  package var id: String?
  /// What it is called.
  package var name: String?
  /// The address customers write to.
  package var serviceIdentifier: String?
  /// `{"routingPolicy": …, …}`, as JSON.
  package var channelConfig: JSONValue?
  /// What kind of channel it is.
  package var channelType: CimChannelType
  /// Whatever else came with it.
  package var others: [JSONMember] = []

  /// Creates it from its parts.
  package init(
    id: String,
    name: String,
    serviceIdentifier: String,
    channelConfig: JSONValue?,
    channelType: CimChannelType,
    others: [JSONMember] = []
  ) {
    self.id = id
    self.name = name
    self.serviceIdentifier = serviceIdentifier
    self.channelConfig = channelConfig
    self.channelType = channelType
    self.others = others
  }

  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    id = reader.text("id")
    name = reader.text("name")
    serviceIdentifier = reader.text("serviceIdentifier")
    channelConfig = reader.value("channelConfig")
    channelType = try reader.neededObject("channelType")
    others = reader.others
  }

  /// Writes its members.
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("name", name)
    json.member("serviceIdentifier", serviceIdentifier)
    if let channelConfig {
      json.key("channelConfig")
      json.value(channelConfig)
    }
    json.member("channelType", channelType)
    json.members(others)
  }
}

/// The person outside.
package struct CimCustomer: CimObject {
  /// Its id.
  package var id: String
  /// What it is called.
  package var firstName: String?
  /// Whether nobody knows who it is.
  package var isAnonymous: Bool
  /// Whatever else is known of it: its addresses by type of channel, for instance `web`.
  package var others: [JSONMember]

  /// Creates it from its parts.
  package init(id: String, firstName: String, isAnonymous: Bool, others: [JSONMember] = []) {
    self.id = id
    self.firstName = firstName
    self.isAnonymous = isAnonymous
    self.others = others
  }

  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    id = try reader.needed("_id")
    firstName = reader.text("firstName")
    isAnonymous = reader.flag("isAnonymous") ?? false
    others = reader.others
  }

  /// Writes its members.
  package func write(to json: inout JSONWriter) {
    json.member("_id", id)
    json.nullable("firstName", firstName)
    json.member("isAnonymous", isAnonymous)
    json.members(others)
  }
}

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

  /// Creates it from its parts.
  package init(
    channelCustomerIdentifier: String,
    serviceIdentifier: String,
    requestPriority: Int,
    additionalAttributes: [JSONValue] = [],
    others: [JSONMember] = []
  ) {
    self.channelCustomerIdentifier = channelCustomerIdentifier
    self.serviceIdentifier = serviceIdentifier
    self.requestPriority = requestPriority
    self.additionalAttributes = additionalAttributes
    self.others = others
  }

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
