// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import EventJournal

/// Goes through the log of one account, fact by fact from the first, and notes what is wrong with it.
///
/// The invariants are checked where a command ended: all facts of a command have one time, so that whenever a fact is
/// later than the one before it, the state before it is one that a command left.
struct LogVerification {
  /// The faults that are kept; more are only counted.
  static let faultLimit = 100
  /// The facts of one moment that are looked at together; a clock that was set back makes moments long.
  private static let momentLimit = 10_000

  private(set) var centre: ContactCentre
  private(set) var faults: [String] = []
  private(set) var faultCount = 0
  /// What became of the snapshot, for people.
  private(set) var snapshotNote = "no snapshot"

  /// The last number of every conversation there ever was, closed ones too: a late fact must go on counting.
  private var conversations: [ConversationID: UInt64] = [:]
  private var agents: [AgentID: UInt64] = [:]
  /// How many facts of a conversation are erased, of those with any.
  private var erasedFacts: [ConversationID: UInt64] = [:]
  /// The facts since the last moment at which the invariants were checked.
  private var moment: [Envelope] = []
  private var momentStart: UInt64 = 1
  /// The state read from the snapshot, to which the facts after it are applied.
  private var snapshotted: ContactCentre?
  private var snapshotOffset: UInt64 = 0

  /// The conversations some of whose facts are erased and some are not, and how many facts they have.
  var partlyErased: [(conversation: ConversationID, facts: UInt64)] {
    erasedFacts.keys.sorted().compactMap { id in
      let facts = conversations[id, default: 0]
      return erasedFacts[id] == facts ? nil : (id, facts)
    }
  }

  /// How many conversations and agents the facts are about.
  var conversationCount: Int { conversations.count }
  var agentCount: Int { agents.count }

  /// Begins with the snapshot of a log that ends at an offset.
  init(account: AccountID, epoch: UInt32, end: UInt64, snapshot: JournalSnapshot?) {
    centre = ContactCentre(account: account, epoch: epoch)
    if let snapshot { begin(with: snapshot, end: end) }
  }

  private mutating func begin(with snapshot: JournalSnapshot, end: UInt64) {
    let (account, epoch) = (centre.account, centre.epoch)
    snapshotOffset = snapshot.offset
    let name = "the snapshot of account \(account) at fact \(snapshot.offset)"
    guard snapshot.offset <= end else { return note("\(name) is ahead of the log, which ends at fact \(end)") }
    guard snapshot.version == ContactCentre.snapshotVersion else {
      snapshotNote = "a snapshot of another version, which is not read"
      return
    }
    guard let read = ContactCentre(snapshot: snapshot.state) else {
      return note("\(name) is damaged; a server replays every fact instead and starts more slowly")
    }
    guard read.account == account, read.offset == snapshot.offset else {
      return note("\(name) says that it is of account \(read.account) at fact \(read.offset)")
    }
    guard read.epoch == epoch else {
      snapshotNote = "a snapshot from before the log was restored, which is not read"
      return
    }
    snapshotted = read
  }

  private mutating func note(_ fault: String) {
    faultCount += 1
    if faults.count < Self.faultLimit { faults.append(fault) }
  }

  /// Notes something that was found from outside, for instance that the next fact cannot be read.
  mutating func fail(_ fault: String) {
    note(fault)
  }

  /// Takes the next fact; false if the log cannot be followed any further.
  mutating func take(_ envelope: Envelope) -> Bool {
    let account = centre.account
    let place = "fact \(envelope.offset) of account \(account)"
    guard envelope.offset == centre.offset + 1 else {
      note("\(place) follows fact \(centre.offset): the log has a gap or a double; restore a backup (I7)")
      return false
    }
    if envelope.time < centre.lastTime { note("\(place) has an earlier time than the one before it") }
    if envelope.time > centre.lastTime { endMoment(before: envelope.offset) }
    checkSequences(envelope, place)
    checkErasure(envelope, place)
    if let reference = envelope.command,
      let first = centre.offset(ofCommand: reference.id, of: envelope.actor), first < momentStart
    {
      note("\(place) is of command \(reference.id), which had its facts at \(first) already (I9)")
    }
    centre.apply(envelope)
    if envelope.offset > snapshotOffset { snapshotted?.apply(envelope) }
    moment.append(envelope)
    if moment.count > Self.momentLimit { moment.removeFirst(Self.momentLimit / 2) }
    return true
  }

  private mutating func checkSequences(_ envelope: Envelope, _ place: String) {
    let subject = envelope.event.subject
    if let conversation = subject.conversation {
      let expected = conversations[conversation, default: 0] + 1
      if envelope.conversationSequence != expected {
        let found = envelope.conversationSequence.map { "\($0)" } ?? "none"
        note("\(place) should be number \(expected) of conversation \(conversation) and says \(found) (I7)")
      }
      conversations[conversation] = envelope.conversationSequence ?? expected
    }
    if let agent = subject.agent {
      let expected = agents[agent, default: 0] + 1
      if envelope.agentSequence != expected {
        let found = envelope.agentSequence.map { "\($0)" } ?? "none"
        note("\(place) should be number \(expected) about agent \(agent) and says \(found) (I7)")
      }
      agents[agent] = envelope.agentSequence ?? expected
    }
  }

  private mutating func checkErasure(_ envelope: Envelope, _ place: String) {
    guard envelope.isErased else { return }
    if !envelope.hasNoContent { note("\(place) is marked as erased and has content") }
    if let conversation = envelope.event.subject.conversation { erasedFacts[conversation, default: 0] += 1 }
  }

  private mutating func endMoment(before next: UInt64) {
    for violation in centre.violations(after: moment) {
      note("after fact \(centre.offset) of account \(centre.account) \(violation)")
    }
    moment.removeAll(keepingCapacity: true)
    momentStart = next
  }

  /// Checks the state that all facts add up to, and that the snapshot and the facts after it add up to the same.
  mutating func finish() {
    endMoment(before: centre.offset + 1)
    for conversation in erasedFacts.keys.sorted() where centre.conversations[conversation] != nil {
      note("conversation \(conversation) of account \(centre.account) is open and erased")
    }
    for violation in centre.violations() {
      note("at the end of account \(centre.account) \(violation)")
    }
    guard let snapshotted else { return }
    if let part = snapshotted.difference(from: centre) {
      note(
        "the snapshot of account \(centre.account) at fact \(snapshotOffset) and the facts after it give other \(part) "
          + "than all facts together (I10)"
      )
    } else {
      snapshotNote = "its snapshot at fact \(snapshotOffset) agrees"
    }
  }
}
