// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "almanac",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "almanac", targets: ["almanac"]),
        .executable(name: "almanac-bench", targets: ["almanac-bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(
            url: "https://github.com/apple/swift-configuration", from: "1.4.0",
            traits: ["JSON", "YAML"]),
    ],
    targets: [
        .target(name: "CPCRE2", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
        .target(name: "CLibPQ", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
        .target(name: "CSQLiteOptions"),
        .target(name: "CSecretsFiles"),
        .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
        .target(name: "CProcesses"),
        .target(name: "CManual"),
        .target(name: "Manual", dependencies: ["CManual"], swiftSettings: strict),
        .target(name: "Processes", dependencies: ["Basics", "CProcesses"], swiftSettings: strict),
        .target(name: "Basics", dependencies: ["CPCRE2"], swiftSettings: strict),
        .target(
            name: "Documents",
            dependencies: ["Basics", "CZlib", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict),
        .target(name: "Modeling", dependencies: ["Basics"], swiftSettings: strict),
        .target(name: "Templates", dependencies: ["Basics"], swiftSettings: strict),
        .target(name: "Applicability", dependencies: ["Basics"], swiftSettings: strict),
        .target(name: "Domain", dependencies: ["Basics", "Modeling"], swiftSettings: strict),
        .target(
            name: "Outbound",
            dependencies: [
                "Basics",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: strict),
        .target(
            name: "Secrets",
            dependencies: [
                "Basics", "CSecretsFiles", "Outbound", "Processes",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ], swiftSettings: strict),
        .target(
            name: "DeviceAccess", dependencies: ["Basics", .product(name: "NIOPosix", package: "swift-nio")],
            swiftSettings: strict),
        .target(
            name: "Feeds",
            dependencies: [
                "Basics", "CZlib", "Outbound",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "SystemPackage", package: "swift-system"),
            ], swiftSettings: strict),
        .target(
            name: "Storage",
            dependencies: [
                "Basics", "Modeling", "CLibPQ", "CSQLiteOptions",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: strict),
        .target(
            name: "JobEngine",
            dependencies: ["Basics", "Modeling", "Storage", .product(name: "Logging", package: "swift-log")],
            swiftSettings: strict),
        .target(
            name: "Services",
            dependencies: [
                "Basics", "Documents", "Modeling", "Templates", "Applicability", "DeviceAccess", "Feeds", "Outbound",
                "Processes", "Secrets", "Domain", "Storage", "JobEngine",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Yams", package: "Yams"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "SystemPackage", package: "swift-system"),
            ], swiftSettings: strict),
        .target(
            name: "HTTPServing",
            dependencies: [
                "Basics", "Modeling", "Services", "Storage",
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ], swiftSettings: strict),
        .target(
            name: "HTTPAPI",
            dependencies: [
                "Basics", "Modeling", "Domain", "Storage", "JobEngine", "Services", "HTTPServing",
                .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: strict),
        .target(
            name: "WebUI",
            dependencies: [
                "Basics", "Documents", "Modeling", "Manual", "Domain", "Storage", "JobEngine", "Services",
                "HTTPServing",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ], resources: [.embedInCode("Assets")], swiftSettings: strict),
        .target(
            name: "Commands",
            dependencies: [
                "Basics", "Modeling", "Manual", "Templates", "Applicability", "DeviceAccess", "Domain", "Feeds",
                "Outbound", "Secrets",
                "Storage", "JobEngine", "Services", "HTTPServing", "HTTPAPI", "WebUI",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ], swiftSettings: strict),
        .executableTarget(
            name: "almanac",
            dependencies: [
                "Basics", "Processes", "Commands",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: strict),
        .executableTarget(
            name: "almanac-bench",
            dependencies: [
                "Basics", "Modeling", "Templates", "Domain", "Outbound", "Secrets", "Feeds", "Storage", "JobEngine",
                "Services", "HTTPServing", "HTTPAPI", "WebUI", "Commands",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "Logging", package: "swift-log"),
            ], path: "Benchmarks/AlmanacBench", swiftSettings: strict),
        .target(
            name: "TestKit",
            dependencies: [
                "Basics", "Modeling", "Outbound", "Secrets", "Domain", "Storage", "JobEngine", "Services",
                "HTTPServing",
                "HTTPAPI",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
            ], swiftSettings: strict),
        .testTarget(name: "BasicsTests", dependencies: ["Basics"], swiftSettings: strict),
        .testTarget(name: "ManualTests", dependencies: ["Manual"], swiftSettings: strict),
        .testTarget(
            name: "DocumentsTests", dependencies: ["Basics", "CZlib", "Documents"], swiftSettings: strict),
        .testTarget(name: "ModelingTests", dependencies: ["Basics", "Modeling"], swiftSettings: strict),
        .testTarget(name: "TemplatesTests", dependencies: ["Basics", "Templates"], swiftSettings: strict),
        .testTarget(name: "ApplicabilityTests", dependencies: ["Basics", "Applicability"], swiftSettings: strict),
        .testTarget(name: "ProcessesTests", dependencies: ["Basics", "Processes"], swiftSettings: strict),
        .testTarget(
            name: "OutboundTests",
            dependencies: [
                "Basics", "Outbound", "TestKit",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ], exclude: ["Support/mail_server.py"], swiftSettings: strict),
        .testTarget(
            name: "SecretsTests",
            dependencies: [
                "Basics", "Outbound", "Secrets", "TestKit",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ], exclude: ["Support/aws_simulator.py", "Support/secrets_clients.py"], swiftSettings: strict),
        .testTarget(
            name: "FeedsTests",
            dependencies: [
                "Applicability", "Basics", "CZlib", "Feeds", "Outbound", "TestKit",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "SystemPackage", package: "swift-system"),
            ], swiftSettings: strict),
        .testTarget(
            name: "DeviceAccessTests", dependencies: ["Basics", "DeviceAccess", "TestKit"], swiftSettings: strict),
        .testTarget(
            name: "StorageTests", dependencies: ["Basics", "Modeling", "Storage", "TestKit"],
            swiftSettings: strict),
        .testTarget(
            name: "JobEngineTests",
            dependencies: [
                "Basics", "Modeling", "Storage", "JobEngine", "TestKit",
                .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: strict),
        .testTarget(
            name: "DomainTests", dependencies: ["Basics", "Modeling", "Domain"], swiftSettings: strict),
        .testTarget(
            name: "ServicesTests",
            dependencies: [
                "Applicability", "Basics", "DeviceAccess", "Feeds", "Modeling", "Domain", "Outbound", "Secrets",
                "Storage",
                "JobEngine", "Services", "TestKit",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "SystemPackage", package: "swift-system"),
            ], swiftSettings: strict),
        .testTarget(
            name: "HTTPAPITests",
            dependencies: [
                "Basics", "DeviceAccess", "Modeling", "Outbound", "Processes", "Secrets", "Domain", "Storage",
                "JobEngine", "Services",
                "HTTPServing", "HTTPAPI", "TestKit", "WebUI",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "SystemPackage", package: "swift-system"),
            ], swiftSettings: strict),
        .testTarget(
            name: "WebUITests",
            dependencies: [
                "Basics", "Domain", "Feeds", "HTTPAPI", "HTTPServing", "JobEngine", "Manual", "Modeling", "Secrets",
                "Services", "Storage", "TestKit", "WebUI", .product(name: "SystemPackage", package: "swift-system"),
            ], swiftSettings: strict),
        .testTarget(
            name: "CommandsTests",
            dependencies: [
                "Applicability", "Basics", "Commands", "Domain", "Modeling", "Services", "Storage", "TestKit",
                "almanac",
            ],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
