// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import ExpertflowDialect
import Testing

/// Files by the addresses desks show, and by those everybody has.
@Suite struct FileAddressTests {
  private func message(_ content: String) -> NewMessage {
    NewMessage(id: "m", body: MessageBody(kind: "IMAGE", content: content))
  }

  @Test(arguments: [
    (#"{"attachment":{"mediaUrl":"https://x/file-engine/api/downloadFileStream?filename=1_a.png"}}"#, ["1_a.png"]),
    (#"{"mediaUrl":"/file-engine/api/downloadFileStream?filename=1_a b.png&x=1#y"}"#, ["1_a b.png"]),
    (#"{"attachment":{"mediaUrl":"https://x/a.png"},"mediaUrl":7}"#, []),
    (
      #"{"attachments":[{"mediaUrl":"/file-engine/api/downloadFileStream?filename=1"},7,{"x":1}],"mediaUrl":[]}"#, ["1"]
    ),
    (#"{"attachments":{"mediaUrl":"/file-engine/api/downloadFileStream?filename=1"}}"#, []),
    (#"{"text":"/file-engine/api/downloadFileStream?filename=1"}"#, []), ("[1]", []), ("nonsense", []),
  ])
  func `a message of a desk's names files`(content: String, names: [String]) {
    #expect(DeskFileAddresses.filenames(in: message(content)) == names)
  }

  @Test func `what is published has the addresses of everybody, and all else as it was`() {
    let content =
      #"{"caption":"x","attachment":{"mediaUrl":"/file-engine/api/downloadFileStream?filename=1_a","size":1.50},"n":null}"#
    let published = DeskFileAddresses.published(message(content)) { $0 == "1_a" ? "/files/1" : nil }
    #expect(published.body.content == #"{"caption":"x","attachment":{"mediaUrl":"/files/1","size":1.50},"n":null}"#)
    #expect(DeskFileAddresses.published(message(content)) { _ in nil } == message(content))
  }

  @Test(arguments: [
    ("https://x/api/v1/accounts/A/files/7/content", "https://x/file-engine/api/downloadFileStream?filename=7"),
    ("/api/v1/accounts/A/files/7/content", "https://x/file-engine/api/downloadFileStream?filename=7"),
    ("https://y/api/v1/accounts/A/files/7/content", "https://y/api/v1/accounts/A/files/7/content"),
    ("/api/v1/accounts/B/files/7/content", "/api/v1/accounts/B/files/7/content"),
    ("/api/v1/accounts/A/files/7", "/api/v1/accounts/A/files/7"),
  ])
  func `a desk is shown a file of the account where it asks for it`(address: String, shown: String) throws {
    let addresses = DeskFileAddresses(base: "https://x", common: "/api/v1/accounts/A/files/")
    for body in [
      #"{"type":"IMAGE","attachment":{"mediaUrl":"\#(address)","size":1}}"#,
      #"{"type":"URL","mediaUrl":"\#(address)"}"#,
      #"{"type":"EMAIL","attachments":[{"mediaUrl":"\#(address)","size":1}]}"#,
    ] {
      let cim = CimBody(MessageBody(kind: "IMAGE", content: body))
      let found = addresses.shown(cim)
      let url =
        found["attachment"]?["mediaUrl"] ?? found["mediaUrl"] ?? found["attachments"]?.arrayValue?[0]["mediaUrl"]
      #expect(url == .string(shown))
    }
  }
}
