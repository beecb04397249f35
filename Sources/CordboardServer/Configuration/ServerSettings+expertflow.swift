// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension ServerSettings {
  /// How Expertflow's dialect is served.
  package struct ExpertflowSettings: Hashable, Sendable {
    /// Whether it is.
    package var enabled = false
    /// The account whose agents log in; empty for the only one.
    package var account = ""
    /// The folder of the operator's copy of the desk; empty for none.
    package var desk = ""
    /// The origins of desks that are served elsewhere.
    package var origins: [String] = []
    /// Whether desks accept offers by themselves.
    package var autoAnswer = false
    /// How long after a sign of life a desk is asked for another one.
    package var pingInterval: Duration = .seconds(25)
    /// How long a desk may take to answer.
    package var pingTimeout: Duration = .seconds(20)
    /// How long a connection may take to say which desk it is.
    package var connectTimeout: Duration = .seconds(10)
    /// How long a login is good that is not used.
    package var loginLifetime: Duration = .seconds(43_200)
    /// The most requests of pull lists a desk is shown at once.
    package var listedRequests = 100
    /// The most pull lists one agent follows.
    package var followedLists = 100
    /// The most requests of one desk's that wait for what the server has to look up.
    package var waitingRequests = 100
    /// The most lookups of the server that one desk waits for.
    package var waitingLookups = 1_000
    /// The most files of one agent that no message names yet.
    package var waitingFiles = 5
    /// The most conversations that are looked through for one page of a customer's history.
    package var historyConversations = 100
    /// The most events of customers' histories of one account that are remembered for the next page.
    package var historyEvents = 20_000
    /// How long a desk may take to say that it shows a conversation.
    package var acknowledgementPatience: Duration = .seconds(60)
    /// The most events of a conversation that a desk is shown when it joins; the earlier ones it asks for.
    package var topicEvents = 100
  }

  /// The settings of Expertflow's dialect.
  static let expertflowSettings: [Setting] = [
    Setting(
      "expertflow.enabled",
      \.expertflow.enabled,
      .boolean,
      "Whether the Expertflow dialect is served: the Agent Manager's socket, the login of the Agent Desk and what it calls."
    ),
    Setting(
      "expertflow.account",
      \.expertflow.account,
      .accountName,
      "The account whose agents log in at the desk; it may be left out while there is only one."
    ),
    Setting(
      "expertflow.desk",
      \.expertflow.desk,
      .textOrNothing,
      "The folder of your own copy of the Agent Desk, served at /agent-desk-ui/; empty for none."
    ),
    Setting(
      "expertflow.origins",
      \.expertflow.origins,
      .origins,
      "Origins of desks that are served elsewhere: their pages may log in, call and connect. Over TLS their browsers may "
        + "send the login's cookie along; docs/protocols/expertflow.md says what a page must do for that."
    ),
    Setting(
      "expertflow.autoAnswer",
      \.expertflow.autoAnswer,
      .boolean,
      "Whether desks accept what they are offered without asking their agents."
    ),
    Setting(
      "expertflow.pingInterval",
      \.expertflow.pingInterval,
      .duration(.seconds(1) ... .seconds(600)),
      "How long after a sign of life a desk is asked for another one."
    ),
    Setting(
      "expertflow.pingTimeout",
      \.expertflow.pingTimeout,
      .duration(.milliseconds(100) ... .seconds(600)),
      "How long a desk may take to answer before its connection is given up."
    ),
    Setting(
      "expertflow.connectTimeout",
      \.expertflow.connectTimeout,
      .duration(.milliseconds(100) ... .seconds(600)),
      "How long a connection may take to become a desk that is let in, before it is closed."
    ),
    Setting(
      "expertflow.loginLifetime",
      \.expertflow.loginLifetime,
      .duration(.seconds(60) ... .seconds(30 * 86_400)),
      "How long the login of a desk is good that is not used; one that is used when half of it is over is good anew."
    ),
    Setting(
      "expertflow.listedRequests",
      \.expertflow.listedRequests,
      .integer(1...10_000),
      unit: "requests",
      "Requests that a desk is shown at once: of all its pull lists when it connects, of one when it begins to follow it."
    ),
    Setting(
      "expertflow.followedLists",
      \.expertflow.followedLists,
      .integer(1...10_000),
      unit: "lists",
      "Pull lists that one agent follows; past it another is refused."
    ),
    Setting(
      "expertflow.waitingRequests",
      \.expertflow.waitingRequests,
      .integer(1...10_000),
      unit: "requests",
      "Requests of one desk that wait for what the server looks up, as lists and files; past it another is refused."
    ),
    Setting(
      "expertflow.waitingLookups",
      \.expertflow.waitingLookups,
      .integer(10...100_000),
      unit: "lookups",
      "Conversations, list work and requests of one desk that the server is yet to look up; past it the desk is closed, and "
        + "comes back."
    ),
    Setting(
      "expertflow.waitingFiles",
      \.expertflow.waitingFiles,
      .integer(1...1_000),
      unit: "files",
      "Files that one agent put in at its desk and no message names yet; past it the oldest is forgotten."
    ),
    Setting(
      "expertflow.historyConversations",
      \.expertflow.historyConversations,
      .integer(1...10_000),
      unit: "conversations",
      "Conversations that are looked through for one page of what happened earlier with a customer."
    ),
    Setting(
      "expertflow.historyEvents",
      \.expertflow.historyEvents,
      .integer(1...10_000_000),
      unit: "events",
      "Events of customers' histories that are remembered of one account for the next page, some 3 kB each, instead of "
        + "being read anew; each page counts as one more. Past it what was not asked for the longest is forgotten."
    ),
    Setting(
      "expertflow.acknowledgementPatience",
      \.expertflow.acknowledgementPatience,
      .duration(.seconds(1) ... .seconds(600)),
      "How long a desk may take to say that it shows a conversation; past it the server's log says so."
    ),
    Setting(
      "expertflow.topicEvents",
      \.expertflow.topicEvents,
      .integer(1...10_000),
      unit: "events",
      "The latest events of a conversation that a desk is shown when it joins, some 3 kB each; earlier ones it asks for."
    ),
  ]
}

extension ValueKind where Value == String {
  /// The name of an account.
  fileprivate static var accountName: ValueKind {
    text("the name of an account: \(ValueKind<AccountID>.identifier.noun)") { AccountID($0) != nil }
  }
}
