// SPDX-License-Identifier: Apache-2.0

import DialectKit

/// One method of one address of the native API.
struct APIRoute: Sendable {
  /// Answers a request.
  typealias Handler = @Sendable (APICall) async throws(Problem) -> APIAnswer

  /// The method in upper case.
  let method: String
  /// The address below `/api/v1/accounts/{account}`, with its parameters in braces, as in `docs/openapi.yaml`.
  let pattern: String
  let parts: [Part]
  let handler: Handler

  /// Whether it answers with a file and not with JSON.
  var givesFiles: Bool { pattern.hasSuffix("/content") || pattern.hasSuffix("/export") }

  enum Part: Hashable, Sendable {
    case literal(String)
    case parameter(String)
  }

  init(_ method: String, _ pattern: String, _ handler: @escaping Handler) {
    self.method = method
    self.pattern = pattern
    self.handler = handler
    parts = pattern.split(separator: "/").map { part in
      part.first == "{" ? .parameter(String(part.dropFirst().dropLast())) : .literal(String(part))
    }
  }

  /// The parameters of an address, if it is one of this pattern.
  func match(_ segments: ArraySlice<String>) -> [String: String]? {
    guard segments.count == parts.count else { return nil }
    var parameters: [String: String] = [:]
    for (part, segment) in zip(parts, segments) {
      switch part {
      case .literal(let text): if text != segment { return nil }
      case .parameter(let name): parameters[name] = segment
      }
    }
    return parameters
  }
}

/// Finds the route of a request. Routes with more literal parts come first, so that a fixed address is never taken for a
/// parameter.
struct APIRouteTable: Sendable {
  /// Every route, in the order of their addresses.
  let routes: [APIRoute]
  private let byFirst: [String: [APIRoute]]

  enum Found {
    case route(APIRoute, [String: String])
    /// There is the address, with other methods.
    case otherMethods([String])
    case nothing
  }

  init(_ routes: [APIRoute]) {
    self.routes = routes.sorted { ($0.pattern, $0.method) < ($1.pattern, $1.method) }
    var byFirst: [String: [APIRoute]] = [:]
    for route in routes {
      guard case .literal(let first)? = route.parts.first else {
        preconditionFailure("every address of the API begins with a fixed part")
      }
      byFirst[first, default: []].append(route)
    }
    func literals(_ route: APIRoute) -> Int {
      route.parts.count { if case .literal = $0 { true } else { false } }
    }
    self.byFirst = byFirst.mapValues { $0.sorted { literals($0) > literals($1) } }
  }

  func find(_ method: String, _ segments: ArraySlice<String>) -> Found {
    guard let first = segments.first, let candidates = byFirst[first] else { return .nothing }
    var methods: [String] = []
    for route in candidates {
      guard let parameters = route.match(segments) else { continue }
      if route.method == method { return .route(route, parameters) }
      if !methods.contains(route.method) { methods.append(route.method) }
    }
    return methods.isEmpty ? .nothing : .otherMethods(methods.sorted())
  }
}
