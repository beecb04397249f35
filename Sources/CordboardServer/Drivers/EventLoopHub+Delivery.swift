// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventDelivery
import EventJournal
import Logging
import NIOCore

/// What the hub keeps about a subscriber.
struct Subscriber {
  let host: HostedSession
  /// The number of its encoding; nil if it writes its own bytes.
  let encoding: Int?
  /// How the encoding is put on its wire; nil if the session is handed the bytes.
  var form: FrameForm?
  /// Facts at or before this offset are not for it: it knows them, or reads them from the journal.
  var liveAfter: UInt64
}

/// The messages that the fact being delivered makes, so that the lock around shared frames is taken once per fact.
struct FrameCache {
  private enum Entry {
    case unknown
    case known(TurnFrames.Run?)
  }

  private var entries: [Entry]
  private var used: [Int] = []

  init(encodings: Int) {
    entries = Array(repeating: .unknown, count: encodings * FrameForm.allCases.count)
  }

  mutating func forget() {
    for index in used { entries[index] = .unknown }
    used.removeAll(keepingCapacity: true)
  }

  mutating func message(encoding: Int, form: FrameForm, make: () -> TurnFrames.Run?) -> TurnFrames.Run? {
    let index = encoding * FrameForm.allCases.count + form.rawValue
    if case .known(let message) = entries[index] { return message }
    let message = make()
    entries[index] = .known(message)
    used.append(index)
    return message
  }
}

extension EventLoopHub {
  func publish(_ facts: SharedFacts) {
    guard let first = facts.envelopes.first, let last = facts.envelopes.last else { return }
    published[facts.account] = last.offset
    recent.append(facts, account: facts.account, first: first.offset, last: last.offset)
    guard registry.hasSubscribers(facts.account) else { return }
    for index in facts.envelopes.indices {
      matches.removeAll(keepingCapacity: true)
      registry.match(facts.envelopes[index], into: &matches)
      guard !matches.isEmpty else { continue }
      let offset = facts.envelopes[index].offset
      frames.forget()
      // A session may end or subscribe anew while the others are served; the list itself stays as it is.
      for position in matches.indices {
        guard let subscriber = subscribers[matches[position]], offset > subscriber.liveAfter else { continue }
        deliver(facts, index, to: subscriber)
      }
      writeIfFull()
    }
    frames.forget()
  }

  func publish(_ shared: SharedSignal) {
    guard registry.hasSubscribers(shared.signal.account) else { return }
    matches.removeAll(keepingCapacity: true)
    registry.match(shared.signal, into: &matches)
    frames.forget()
    for position in matches.indices {
      guard let subscriber = subscribers[matches[position]], let link = subscriber.host.link else { continue }
      deliveries += 1
      if let encoding = subscriber.encoding, let form = subscriber.form {
        let message = frames.message(encoding: encoding, form: form) {
          shared.frame(encoding: encoding, form: form).map { turnFrames.add($0) }
        }
        if let message { link.deliver(message) }
      } else if let encoding = subscriber.encoding {
        if let bytes = shared.bytes(encoding: encoding) { hand(bytes, to: subscriber.host) }
      } else {
        perform(subscriber.host.session.signalled(shared.signal, at: now), for: subscriber.host)
        touch(subscriber.host)
      }
    }
    frames.forget()
  }

  private func deliver(_ facts: SharedFacts, _ index: Int, to subscriber: Subscriber) {
    let host = subscriber.host
    guard let link = host.link else { return }
    deliveries += 1
    guard let encoding = subscriber.encoding else {
      perform(host.session.committed(facts.envelopes[index], epoch: facts.epoch, at: now), for: host)
      touch(host)
      return
    }
    if let form = subscriber.form {
      let message = frames.message(encoding: encoding, form: form) {
        facts.frame(index, encoding: encoding, form: form).map { turnFrames.add($0) }
      }
      if let message { link.deliver(message) }
    } else if let bytes = facts.bytes(index, encoding: encoding) {
      let position = Position(epoch: facts.epoch, offset: facts.envelopes[index].offset)
      perform(host.session.encoded(bytes, at: position, now: now), for: host)
      link.collected(bytes.count)
      touch(host)
    }
  }

  func subscribe(_ host: HostedSession, _ subscription: EventSubscription) {
    unsubscribe(host)
    guard let link = host.link else { return }
    guard subscription.account == host.principal.account else { return end(host, .forbidden) }
    guard subscription.topics.count <= context.settings.topics else { return end(host, .badRequest) }
    var encoding: Int?
    if case .shared(let id) = subscription.delivery {
      encoding = context.encoders.index(of: id)
      guard encoding != nil else {
        context.logger.error("no encoder has this id", metadata: ["encoding": "\(id.rawValue)"])
        return end(host, .internalError)
      }
    }
    let slot = registry.add(
      account: subscription.account,
      topics: subscription.topics,
      kinds: KindMask(subscription.kinds),
      wantsSignals: subscription.wantsSignals,
      showsInternal: subscription.showsInternal
    )
    if slot == subscribers.count { subscribers.append(nil) }
    subscribers[slot] = Subscriber(host: host, encoding: encoding, form: link.form, liveAfter: .max)
    host.slot = slot
    let (state, step) = CatchUp.begin(
      after: subscription.after,
      epoch: context.journal.epoch,
      published: published[subscription.account]
    )
    host.catchUp = state
    follow(host, step)
  }

  /// Hands finished bytes that are no fact's to a session that writes them itself.
  func hand(_ bytes: [UInt8], to host: HostedSession) {
    perform(host.session.noticed(bytes, at: now), for: host)
    host.link?.collected(bytes.count)
    touch(host)
  }

  /// Finished bytes reach the session's peer in another way than before.
  func formChanged(of host: HostedSession) {
    guard let slot = host.slot else { return }
    subscribers[slot]?.form = host.link?.form
  }

  func unsubscribe(_ host: HostedSession) {
    host.subscription &+= 1
    host.catchUp = nil
    host.isPaused = false
    guard let slot = host.slot else { return }
    host.slot = nil
    subscribers[slot] = nil
    registry.remove(slot)
  }

  /// The peer takes more again. Goes on in a task of its own: the news may come while a session's answers are performed.
  func resumeSoon(_ host: HostedSession) {
    guard host.isPaused else { return }
    eventLoop.assumeIsolated().execute { [self] in resume(host) }
  }

  private func resume(_ host: HostedSession) {
    guard host.isPaused else { return }
    host.isPaused = false
    if let follower = host.follower { catchUp(follower) }
    if let catchUp = host.catchUp { follow(host, catchUp.resume()) }
  }

  private func follow(_ host: HostedSession, _ first: CatchUp.Step) {
    let account = host.principal.account
    var next: CatchUp.Step? = first
    while let step = next, let slot = host.slot {
      switch step {
      case .live(let offset):
        subscribers[slot]?.liveAfter = offset
        host.catchUp = nil
        host.receive(.caughtUp(Position(epoch: context.journal.epoch, offset: offset)))
        return
      case .refused: return end(host, .cursorRefused)
      case .broken:
        context.logger.error("the journal lacks facts that were published", metadata: ["account": "\(account)"])
        return end(host, .internalError)
      case .askHead: return askHead(host)
      case .read(let offset):
        guard let batches = recent.batches(account, after: offset) else { return queueRead(host) }
        next = nil
        var isWhole = true
        for batch in batches where isWhole { isWhole = deliverPage(batch, after: offset, to: host) }
        guard isWhole, host.slot == slot else { return }
        next = host.catchUp?.page(last: published[account], isFull: false, published: published[account])
      }
    }
  }

  /// Delivers the facts of a page after an offset; false if the subscriber is gone or takes no more at the moment.
  private func deliverPage(_ facts: SharedFacts, after offset: UInt64, to host: HostedSession) -> Bool {
    let subscription = host.subscription
    for index in facts.envelopes.indices where facts.envelopes[index].offset > offset {
      guard let link = host.link, let slot = host.slot, let subscriber = subscribers[slot] else { return false }
      let envelope = facts.envelopes[index]
      guard registry.matches(slot, envelope) else { continue }
      guard link.takesMore else {
        host.catchUp?.paused(after: envelope.offset - 1)
        host.isPaused = true
        return false
      }
      frames.forget()
      deliver(facts, index, to: subscriber)
      frames.forget()
      writeIfFull()
      guard host.subscription == subscription else { return false }
    }
    return true
  }

  private func askHead(_ host: HostedSession) {
    let account = host.principal.account
    let subscription = host.subscription
    let bound = NIOLoopBound(host, eventLoop: eventLoop)
    let mailbox = mailbox
    let gateway = context.gateway
    Task {
      let result: Result<UInt64, Rejection>
      do throws(Rejection) {
        result = .success(try await gateway.query(account) { _, position throws(Rejection) in position.offset })
      } catch {
        result = .failure(error)
      }
      mailbox.post(.run { hub in hub.headArrived(bound.value, subscription, result) })
    }
  }

  private func headArrived(_ host: HostedSession, _ subscription: UInt32, _ result: Result<UInt64, Rejection>) {
    guard host.subscription == subscription, host.catchUp != nil else { return }
    switch result {
    case .success(let head):
      guard let step = host.catchUp?.head(head, published: published[host.principal.account]) else { return }
      follow(host, step)
    case .failure(let rejection):
      context.logger.warning("a subscription failed", metadata: ["reason": "\(rejection.code)"])
      end(host, rejection.category == .notFound ? .badRequest : .internalError)
    }
  }

  private func queueRead(_ host: HostedSession) {
    guard !host.isQueuedToRead else { return }
    host.isQueuedToRead = true
    readQueue.append(host)
    startReads()
  }

  private func startReads() {
    while readsUnderWay < context.settings.journalReads, !readQueue.isEmpty {
      let host = readQueue.removeFirst()
      host.isQueuedToRead = false
      guard let catchUp = host.catchUp else { continue }
      readsUnderWay += 1
      let account = host.principal.account
      let subscription = host.subscription
      let offset = catchUp.delivered
      let limit = context.settings.pageFacts
      let journal = context.journal
      let bound = NIOLoopBound(host, eventLoop: eventLoop)
      let mailbox = mailbox
      Task {
        let result: Result<[Envelope], JournalError>
        do throws(JournalError) {
          result = .success(try await journal.read(account, after: offset, limit: limit))
        } catch {
          result = .failure(error)
        }
        mailbox.post(.run { hub in hub.pageArrived(bound.value, subscription, after: offset, result) })
      }
    }
  }

  private func pageArrived(
    _ host: HostedSession,
    _ subscription: UInt32,
    after offset: UInt64,
    _ result: Result<[Envelope], JournalError>
  ) {
    readsUnderWay -= 1
    defer { startReads() }
    guard host.subscription == subscription, host.catchUp != nil else { return }
    switch result {
    case .success(let page):
      let facts = SharedFacts(
        page,
        account: host.principal.account,
        epoch: context.journal.epoch,
        table: context.encoders
      )
      guard deliverPage(facts, after: offset, to: host), host.subscription == subscription else { return }
      let step = host.catchUp?.page(
        last: page.last?.offset,
        isFull: page.count >= context.settings.pageFacts,
        published: published[host.principal.account]
      )
      if let step { follow(host, step) }
    case .failure(let error):
      context.logger.error("the journal could not be read", metadata: ["error": "\(error)"])
      end(host, .internalError)
    }
  }
}
