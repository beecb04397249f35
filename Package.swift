// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

// The graph below is the architecture: ArchitectureTests hold the import lines of every file to it.
let package = Package(
  name: "cordboard",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "cordboard", targets: ["cordboard"]),
    .library(name: "CordboardServer", targets: ["CordboardServer"]),
    .library(name: "CordboardCore", targets: ["ContactModel", "ContactEngine", "EventJournal", "EventDelivery"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
  ],
  targets: [
    .target(name: "ContactModel", swiftSettings: strict),
    .target(name: "StoredForm", dependencies: ["ContactModel"], swiftSettings: strict),
    .target(
      name: "ContactEngine",
      dependencies: [
        "ContactModel", "StoredForm",
        .product(name: "HeapModule", package: "swift-collections"),
        .product(name: "OrderedCollections", package: "swift-collections"),
        .product(name: "DequeModule", package: "swift-collections"),
      ],
      swiftSettings: strict
    ),
    .target(
      name: "EventJournal",
      dependencies: [
        "ContactModel", "StoredForm",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: strict
    ),
    .target(name: "EventDelivery", dependencies: ["ContactModel"], swiftSettings: strict),
    .target(name: "DialectKit", dependencies: ["ContactModel"], swiftSettings: strict),
    .target(name: "InternetMessage", dependencies: ["ContactModel"], swiftSettings: strict),
    .target(name: "MailTransfer", dependencies: ["ContactModel"], swiftSettings: strict),
    .target(
      name: "WebhookDelivery",
      dependencies: [
        "ContactModel", "DialectKit",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "HeapModule", package: "swift-collections"),
      ],
      swiftSettings: strict
    ),
    .target(name: "EngineIO", dependencies: ["ContactModel", "DialectKit"], swiftSettings: strict),
    .target(name: "SocketIO", dependencies: ["ContactModel", "DialectKit", "EngineIO"], swiftSettings: strict),
    .target(name: "Bayeux", dependencies: ["ContactModel", "DialectKit"], swiftSettings: strict),
    .target(name: "NativeDialect", dependencies: ["ContactModel", "DialectKit"], swiftSettings: strict),
    .target(name: "AvayaDialect", dependencies: ["ContactModel", "DialectKit"], swiftSettings: strict),
    .target(
      name: "ExpertflowDialect",
      dependencies: ["ContactModel", "DialectKit", "EngineIO", "SocketIO"],
      swiftSettings: strict
    ),
    .target(
      name: "GenesysDialect",
      dependencies: ["ContactModel", "DialectKit", "Bayeux", "InternetMessage"],
      swiftSettings: strict
    ),
    .target(name: "LivePersonDialect", dependencies: ["ContactModel", "DialectKit"], swiftSettings: strict),
    .target(name: "APIDescriptions"),
    .target(
      name: "CordboardServer",
      dependencies: [
        "APIDescriptions", "ContactModel", "ContactEngine", "EventJournal", "EventDelivery", "DialectKit",
        "EngineIO", "SocketIO", "Bayeux", "InternetMessage", "MailTransfer", "NativeDialect", "AvayaDialect",
        "ExpertflowDialect", "GenesysDialect", "LivePersonDialect", "WebhookDelivery",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "HeapModule", package: "swift-collections"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "JWTKit", package: "jwt-kit"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOTLS", package: "swift-nio"),
        .product(name: "NIOWebSocket", package: "swift-nio"),
        .product(name: "NIOExtras", package: "swift-nio-extras"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: strict
    ),
    .target(name: "CallSimulation", swiftSettings: strict),
    .executableTarget(
      name: "cordboard",
      dependencies: [
        "CallSimulation", "ContactModel", "CordboardServer", "DialectKit", "WebhookDelivery",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict
    ),
    .target(
      name: "ExampleSupport",
      dependencies: ["CordboardServer", "ContactEngine", "ContactModel"],
      path: "Examples/Support",
      swiftSettings: strict
    ),
    .executableTarget(
      name: "socketio-echo",
      dependencies: [
        "CordboardServer", "ContactModel", "DialectKit", "EngineIO", "EventDelivery", "EventJournal", "ExampleSupport",
        "SocketIO",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      path: "Examples/SocketIOEcho",
      swiftSettings: strict
    ),
    .executableTarget(
      name: "bayeux-echo",
      dependencies: [
        "Bayeux", "CordboardServer", "ContactModel", "DialectKit", "EventDelivery", "EventJournal", "ExampleSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      path: "Examples/BayeuxEcho",
      swiftSettings: strict
    ),
    .target(
      name: "CordboardTestKit",
      dependencies: ["ContactModel", "StoredForm", "ContactEngine", "EventJournal", "EventDelivery", "DialectKit"],
      path: "Sources/CordboardTestKit",
      swiftSettings: strict
    ),
    .executableTarget(
      name: "cordboard-bench",
      dependencies: [
        "CordboardServer", "CordboardTestKit", "ContactModel", "ContactEngine", "EventJournal", "EventDelivery",
        "DialectKit", "EngineIO", "SocketIO", "Bayeux", "NativeDialect", "StoredForm", "InternetMessage",
        "MailTransfer",
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      path: "Benchmarks/Bench",
      swiftSettings: strict
    ),
    .target(name: "LoadSystem", path: "Benchmarks/System"),
    .executableTarget(
      name: "cordboard-load",
      dependencies: ["LoadSystem"],
      path: "Benchmarks/Load",
      swiftSettings: strict
    ),
    .testTarget(name: "ArchitectureTests", swiftSettings: strict),
    .testTarget(name: "CallSimulationTests", dependencies: ["CallSimulation"], swiftSettings: strict),
    .testTarget(
      name: "StoredFormTests",
      dependencies: ["ContactModel", "StoredForm", "CordboardTestKit"],
      exclude: ["Goldens"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "ContactEngineTests",
      dependencies: ["ContactEngine", "StoredForm", "CordboardTestKit"],
      exclude: ["Transcripts"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "EventJournalTests",
      dependencies: [
        "ContactModel", "EventJournal", "CordboardTestKit", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "EventDeliveryTests",
      dependencies: ["EventDelivery", "CordboardTestKit"],
      swiftSettings: strict
    ),
    .testTarget(name: "DialectKitTests", dependencies: ["DialectKit", "CordboardTestKit"], swiftSettings: strict),
    .testTarget(
      name: "InternetMessageTests",
      dependencies: ["InternetMessage", "ContactModel", "CordboardTestKit"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "MailTransferTests",
      dependencies: ["MailTransfer", "ContactModel", "CordboardTestKit"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "WebhookDeliveryTests",
      dependencies: ["WebhookDelivery", "ContactModel", "DialectKit", "CordboardTestKit"],
      swiftSettings: strict
    ),
    .testTarget(name: "EngineIOTests", dependencies: ["EngineIO", "DialectKit"], swiftSettings: strict),
    .testTarget(name: "SocketIOTests", dependencies: ["SocketIO", "EngineIO", "DialectKit"], swiftSettings: strict),
    .testTarget(name: "BayeuxTests", dependencies: ["Bayeux", "DialectKit"], swiftSettings: strict),
    .testTarget(
      name: "NativeDialectTests",
      dependencies: ["NativeDialect", "CordboardTestKit"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "AvayaDialectTests",
      dependencies: ["AvayaDialect", "ContactEngine", "DialectKit", "CordboardTestKit"],
      exclude: ["Transcripts"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "ExpertflowDialectTests",
      dependencies: [
        "ExpertflowDialect", "CordboardServer", "ContactEngine", "DialectKit", "EngineIO", "SocketIO",
        "CordboardTestKit",
      ],
      exclude: ["Fixtures", "Goldens", "Transcripts"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "GenesysDialectTests",
      dependencies: [
        "GenesysDialect", "CordboardServer", "ContactEngine", "DialectKit", "Bayeux", "CordboardTestKit",
      ],
      exclude: ["Fixtures", "Transcripts"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "LivePersonDialectTests",
      dependencies: ["LivePersonDialect", "ContactEngine", "ContactModel", "DialectKit", "CordboardTestKit"],
      exclude: ["Goldens", "Transcripts"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "CordboardServerTests",
      dependencies: [
        "CordboardServer", "AvayaDialect", "ExpertflowDialect", "LivePersonDialect", "Bayeux", "EngineIO", "SocketIO",
        "InternetMessage",
        "WebhookDelivery",
        "MailTransfer", "CordboardTestKit",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "JWTKit", package: "jwt-kit"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOWebSocket", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: strict
    ),
  ]
)
