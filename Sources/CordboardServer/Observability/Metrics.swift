// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The numbers the server shows under `/metrics`, in the text form of Prometheus.
///
/// Any part of the server makes its counters and gauges once, keeps them, and changes them from any thread. Asking
/// again for the same name and labels gives the same one. The table is guarded by a lock, the numbers are atomics.
package final class Metrics: Sendable {
  /// The text form's media type.
  package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  private enum Source {
    case counter(Counter)
    case gauge(Gauge)
    case measured(@Sendable () -> Int)
  }

  private struct Family {
    let help: String
    let type: String
    var series: [(labels: String, source: Source)] = []
  }

  private let families = Mutex<[String: Family]>([:])

  /// Creates an empty table.
  package init() {}

  /// A number that only grows. By custom its name ends in `_total`.
  package func counter(_ name: String, help: String, labels: KeyValuePairs<String, String> = [:]) -> Counter {
    let text = Metrics.text(labels)
    return families.withLock { families in
      if case .counter(let counter) = Metrics.existing(name, text, "counter", &families, help) { return counter }
      let counter = Counter()
      families[name]?.series.append((text, .counter(counter)))
      return counter
    }
  }

  /// A number that goes up and down.
  package func gauge(_ name: String, help: String, labels: KeyValuePairs<String, String> = [:]) -> Gauge {
    let text = Metrics.text(labels)
    return families.withLock { families in
      if case .gauge(let gauge) = Metrics.existing(name, text, "gauge", &families, help) { return gauge }
      let gauge = Gauge()
      families[name]?.series.append((text, .gauge(gauge)))
      return gauge
    }
  }

  /// A number that is asked for when somebody looks; the closure is called from any thread and must be quick. It
  /// replaces an earlier one of the same name and labels.
  package func measure(
    _ name: String,
    help: String,
    labels: KeyValuePairs<String, String> = [:],
    _ value: @escaping @Sendable () -> Int
  ) {
    let text = Metrics.text(labels)
    families.withLock { families in
      _ = Metrics.existing(name, text, "gauge", &families, help)
      families[name]?.series.removeAll { $0.labels == text }
      families[name]?.series.append((text, .measured(value)))
    }
  }

  /// Everything, sorted by name.
  package func render() -> String {
    let snapshot = families.withLock { $0 }
    var text = ""
    for (name, family) in snapshot.sorted(by: { $0.key < $1.key }) {
      text += "# HELP \(name) \(family.help)\n# TYPE \(name) \(family.type)\n"
      for (labels, source) in family.series.sorted(by: { $0.labels < $1.labels }) {
        let value =
          switch source {
          case .counter(let counter): counter.value
          case .gauge(let gauge): gauge.value
          case .measured(let measure): measure()
          }
        text += "\(name)\(labels) \(value)\n"
      }
    }
    return text
  }

  private static func existing(
    _ name: String,
    _ labels: String,
    _ type: String,
    _ families: inout [String: Family],
    _ help: String
  ) -> Source? {
    guard let family = families[name] else {
      families[name] = Family(help: help, type: type)
      return nil
    }
    precondition(family.type == type, "metric \(name) is a \(family.type) already")
    return family.series.first { $0.labels == labels }?.source
  }

  private static func text(_ labels: KeyValuePairs<String, String>) -> String {
    guard !labels.isEmpty else { return "" }
    let parts = labels.map { name, value in
      let escaped =
        value
        .replacing("\\", with: "\\\\")
        .replacing("\"", with: "\\\"")
        .replacing("\n", with: "\\n")
      return "\(name)=\"\(escaped)\""
    }
    return "{" + parts.joined(separator: ",") + "}"
  }
}

/// A number that only grows.
package final class Counter: Sendable {
  private let count = Atomic<Int>(0)

  /// Adds to it.
  package func add(_ amount: Int = 1) {
    count.wrappingAdd(amount, ordering: .relaxed)
  }

  /// The present number.
  package var value: Int { count.load(ordering: .relaxed) }
}

/// A number that goes up and down.
package final class Gauge: Sendable {
  private let level = Atomic<Int>(0)

  /// Adds to it, or takes away.
  package func add(_ amount: Int) {
    level.wrappingAdd(amount, ordering: .relaxed)
  }

  /// Sets it.
  package func set(_ value: Int) {
    level.store(value, ordering: .relaxed)
  }

  /// The present number.
  package var value: Int { level.load(ordering: .relaxed) }
}
