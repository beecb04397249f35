// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Testing

/// What a transcript itself does.
@Suite struct TranscriptTests {
  @Test func `a story says who asked for what and which facts came of it`() throws {
    var story = try Transcript()
    story.note("A customer comes, and an agent takes the conversation")
    try story.makeReady("alice")
    let conversation = try story.conversation(SampleAccount.start(1, saying: "hello there"), as: .integration)
    try story.accept("alice")
    try story.refuse(.leaveConversation("bob", conversation), as: .agent("bob"))
    try story.restart()
    try story.pass(.milliseconds(1_500))
    try story.restart(fromSnapshot: false)
    try story.give(.leaveConversation("alice", conversation), as: .agent("alice"))
    #expect(try TranscriptGolden().difference(story, "transcript") == nil)
  }

  @Test func `what was to be refused and is not stands out`() throws {
    var story = try Transcript()
    try story.refuse(.logIn("alice"))
    #expect(story.text.hasSuffix("! accepted, which it should not be\n"))
  }
}
