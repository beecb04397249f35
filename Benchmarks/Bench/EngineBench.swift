// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel

/// The engine alone: commands per second of one contact centre, and how the cost of a routed item grows.
enum EngineBench {
  static func run(_ options: Options) {
    if options.has("mix") { mix(options) }
    if options.has("curve") { curve(options) }
  }

  /// A realistic mix with many agents and a long queue.
  private static func mix(_ options: Options) {
    let agents = options.number("agents", 10_000)
    let waiting = options.number("waiting", 100_000)
    let limit = Double(options.number("seconds", 4))
    var driver = CentreDriver(account: BenchAccount(agents: agents))
    driver.configure()
    driver.fill(waiting: waiting)
    driver.serve(500, messages: true)
    driver.forgetTimes()
    let batch = min(500, max(2, agents / 4))
    let deadline = wallSeconds() + limit
    while wallSeconds() < deadline { driver.serve(batch, messages: true) }
    result("engine.mix.commands_per_cpu_second", Double(driver.spent.operations) / driver.spent.cpu)
    result("engine.mix.us_per_command", driver.spent.cpuMicroseconds)
    check(driver)
  }

  /// The cost of one routed item, from its start to the end of its after-contact work, for every size.
  private static func curve(_ options: Options) {
    let limit = Double(options.number("milliseconds", 400)) / 1_000
    for agents in options.numbers("agents", [10, 100, 1_000, 10_000]) {
      var driver = CentreDriver(account: BenchAccount(agents: agents))
      driver.configure()
      for waiting in options.numbers("waiting", [100, 1_000, 10_000, 100_000]) {
        driver.fill(waiting: waiting)
        let batch = min(200, max(1, agents / 5))
        driver.serve(batch, messages: false)
        driver.forgetTimes()
        let deadline = wallSeconds() + limit
        var items = 0
        while wallSeconds() < deadline {
          driver.serve(batch, messages: false)
          items += 2 * batch
        }
        result("engine.routed.a\(agents).w\(waiting).us", driver.spent.cpu / Double(items) * 1e6)
      }
    }
  }

  /// A wrong engine is not measured. Looking at everything would take minutes at this size.
  private static func check(_ driver: CentreDriver) {
    let violations = driver.centre.violations(after: driver.envelopes)
    guard violations.isEmpty else { fail("the engine broke its rules: \(violations[0])") }
  }
}
