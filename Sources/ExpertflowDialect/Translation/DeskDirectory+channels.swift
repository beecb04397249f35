// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// Channels as the object model has them. What the core has no equal of has the value that says so.
extension DeskDirectory {
  func channel(_ id: ChannelID) -> CimChannel {
    let channel = channels[id]
    let type = channelType(type(of: id), channel?.mediaRoutingDomain)
    return CimChannel(
      id: id.rawValue,
      name: id.rawValue,
      serviceIdentifier: channel?.serviceIdentifier ?? "",
      channelConfig: configuration(of: channel, id),
      channelType: type,
      others: [JSONMember("tenant", tenant), JSONMember("channelConnector", connector(id, type))]
    )
  }

  private var tenant: JSONValue {
    .object([JSONMember("id", .string(account.rawValue)), JSONMember("name", .string(realm))])
  }

  /// How conversations of a channel are routed, and how long people may take; 0 seconds where there is no limit.
  private func configuration(of channel: Channel?, _ id: ChannelID) -> JSONValue {
    var mode = "PUSH"
    var target = ""
    var searched: Duration?
    var response = channel?.response
    switch channel?.routing {
    case .push(let queue, _):
      target = queue.rawValue
      searched = queues[queue]?.timeLimit
      response = queues[queue]?.response ?? response
    case .pull(let list):
      mode = "PULL"
      target = list.rawValue
    case nil: break
    }
    let policy: [JSONMember] = [
      JSONMember("agentSelectionPolicy", .string("LONGEST_AVAILABLE")), JSONMember("routeToLastAgent", .bool(false)),
      JSONMember("routingMode", .string(mode)), JSONMember("routingObjectId", .string(target)),
      JSONMember("agentRequestTtl", Self.seconds(searched)),
    ]
    return .object([
      JSONMember("id", .string(NamedUUID.make("channelConfig", account.rawValue, id.rawValue))),
      JSONMember("channelMode", .string("AGENT")), JSONMember("conversationBot", .string("")),
      JSONMember("responseSla", Self.seconds(response?.each ?? response?.first)),
      JSONMember("customerActivityTimeout", Self.seconds(channel?.inactivity?.closeAfter)),
      JSONMember("customerIdentificationCriteria", .object([JSONMember("value", .null)])),
      JSONMember("routingPolicy", .object(policy)), JSONMember("botId", .string("")),
    ])
  }

  /// What a channel is connected by: here, programs on the native API.
  private func connector(_ id: ChannelID, _ type: CimChannelType) -> JSONValue {
    let supported = JSONValue.object([
      JSONMember("id", .string(type.id)), JSONMember("name", .string(type.name)),
      JSONMember("channelLogo", .string(type.channelLogo)), JSONMember("isInteractive", .bool(type.isInteractive)),
      JSONMember("mediaRoutingDomain", type.mediaRoutingDomain.map { .string($0) } ?? .null),
    ])
    let provider: [JSONMember] = [
      JSONMember("id", .string(NamedUUID.make("channelProvider", account.rawValue, id.rawValue))),
      JSONMember("name", .string(id.rawValue)), JSONMember("supportedChannelTypes", .array([supported])),
      JSONMember("providerWebhook", .string("")), JSONMember("channelProviderConfigSchema", .array([])),
    ]
    return .object([
      JSONMember("id", .string(NamedUUID.make("channelConnector", account.rawValue, id.rawValue))),
      JSONMember("name", .string(id.rawValue)), JSONMember("channelProviderInterface", .object(provider)),
      JSONMember("channelProviderConfigs", .array([])), JSONMember("tenant", tenant),
    ])
  }

  private static func seconds(_ duration: Duration?) -> JSONValue {
    .number(String(duration?.components.seconds ?? 0))
  }
}
