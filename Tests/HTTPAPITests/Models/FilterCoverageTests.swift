import Basics
import Foundation
import HTTPAPI
import Modeling
import TestKit
import Testing

/// Every filter of the reference is accepted, in every suffix that it has there.
@Suite("Filters of the reference", .enabled(if: FilterTable.isAvailable, "needs ../shared/contracts"))
struct FilterCoverageTests {
    /// Filters that this release does not take, and why.
    private static let excluded: [String: String] = [
        "extras.contact.similar_to_location_data": "compares with deprecated fields of locations",
        "extras.team.similar_to_location_data": "compares with deprecated fields of locations",
        "dcim.deviceclusterassignment.created": "the reference shows no times for it either",
        "dcim.deviceclusterassignment.last_updated": "the reference shows no times for it either",
        "ipam.ipaddresstointerface.created": "the reference shows no times for it either",
        "ipam.ipaddresstointerface.last_updated": "the reference shows no times for it either",
        "extras.usersavedviewassociation.created": "the reference shows no times for it either",
        "extras.usersavedviewassociation.last_updated": "the reference shows no times for it either",
        "extras.dynamicgroupmembership.created": "the reference shows no times for it either",
        "extras.dynamicgroupmembership.last_updated": "the reference shows no times for it either",
    ]

    @Test("A model takes every filter that it has in the reference", arguments: Models.schemas.map(\.identifier))
    func covered(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let populated = try await Populated.shared.value
        for entry in try FilterTable.entries() where entry.model == identifier {
            guard Self.excluded["\(identifier).\(entry.name)"] == nil else { continue }
            for lookup in [""] + entry.lookups {
                let name = lookup.isEmpty ? entry.name : "\(entry.name)__\(lookup)"
                let answer = try await populated.ids(schema, "limit=1&\(name)=\(Self.value(entry, lookup))")
                #expect(!answer.text.contains("Unknown filter field"), "\(name)")
                #expect(answer.status == 200 || answer.status == 400, "\(name)")
                if lookup == "isnull" { #expect(answer.status == 200, "\(name) \(answer.text)") }
                // Without a value a filter says nothing.
                let none = try await populated.ids(schema, "limit=1&\(name)=")
                #expect(none.status == 200, "\(name) \(none.text)")
            }
        }
    }

    private static func value(_ entry: FilterTable.Entry, _ lookup: String) -> String {
        if lookup == "isnull" || entry.kind.contains("Boolean") { return "true" }
        if entry.kind.contains("Date") { return "2026-01-01" }
        if entry.kind.contains("Number") || entry.kind.contains("Float") || entry.kind.contains("Decimal") {
            return "1"
        }
        return "x"
    }
}

/// The reference's filters, one a line.
enum FilterTable {
    struct Entry {
        let model: String
        let name: String
        let kind: String
        let lookups: [String]
    }

    private static let path = GoldenFile.root + "/../contracts/core-filters.tsv"
    static let isAvailable = FileManager.default.fileExists(atPath: path)

    static func entries() throws -> [Entry] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst().map { line in
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            return Entry(
                model: cells[0], name: cells[1], kind: cells[2],
                lookups: cells.count > 4 ? cells[4].split(separator: ",").map(String.init) : [])
        }
    }
}
