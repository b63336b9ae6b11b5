import Basics
import Domain
import Modeling

/// How the counts of open findings change when the findings of some vulnerabilities are written: what was is taken off, what
/// is now is added, by the rule of ``ExposureTallies``.
struct TallyChanges: Sendable {
    /// A finding, before or after.
    struct Entry: Sendable {
        let vulnerability: Identifier
        let software: Identifier
        let deviceType: Identifier?
        let isOpen: Bool
        let isPotential: Bool
    }

    /// What a vulnerability is to its findings.
    struct View: Sendable, Hashable {
        let severity: String
        let isExploited: Bool

        init(_ view: Record<KnownVulnerability>) {
            severity = view.severity
            isExploited = view.isExploited
        }
    }

    private struct Subject: Hashable {
        let software: Identifier
        let vulnerability: Identifier
    }

    /// By how much each count rises.
    private(set) var counts: [ExposureTallies.Key: Int] = [:]

    /// Adds what findings contribute.
    ///
    /// - Parameters:
    ///   - entries: All findings of their vulnerabilities and software.
    ///   - sign: -1 takes them off.
    mutating func add(_ entries: [Entry], _ views: [Identifier: View], times sign: Int) {
        var bases: [Subject: DeviceExposure] = [:]
        for entry in entries where entry.isOpen {
            guard let level = Self.level(entry, views) else { continue }
            let key = ExposureTallies.Key(software: entry.software, type: entry.deviceType, level: level)
            counts[key, default: 0] += sign
            if entry.deviceType == nil {
                bases[Subject(software: entry.software, vulnerability: entry.vulnerability)] = level
            }
        }
        // What a type's finding says stands in place of what holds for all.
        for entry in entries where entry.deviceType != nil {
            guard let level = bases[Subject(software: entry.software, vulnerability: entry.vulnerability)] else {
                continue
            }
            counts[ExposureTallies.Key(software: entry.software, type: entry.deviceType, level: level), default: 0] -=
                sign
        }
    }

    private static func level(_ entry: Entry, _ views: [Identifier: View]) -> DeviceExposure? {
        views[entry.vulnerability].map {
            DeviceExposure(severity: $0.severity, isExploited: $0.isExploited, isPotential: entry.isPotential)
        }
    }
}
