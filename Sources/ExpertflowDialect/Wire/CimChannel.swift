// SPDX-License-Identifier: Apache-2.0

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
}

extension CimChannelType {
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
}

extension CimChannel {
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
