import Applicability
import Basics
import Domain
import Modeling
import Storage

/// Finds the systems that configurations of the NVD name, without reading all of their JSON.
enum CriteriaScan {
    private static let mark = Array("cpe:2.3:".utf8)

    /// The systems, each once; configurations are read properly when they are evaluated.
    static func systems(_ bytes: [UInt8]) -> [OperatingSystem] {
        var found: [OperatingSystem] = []
        var seen: Set<String> = []
        var place = 0
        while place + mark.count < bytes.count {
            guard bytes[place] == mark[0], bytes[place..<place + mark.count].elementsEqual(mark) else {
                place += 1
                continue
            }
            place += mark.count
            let name = name(bytes, &place)
            guard !name.isEmpty, seen.insert(name).inserted else { continue }
            for system in SystemNames.systems(filedUnder: name) where !found.contains(system) { found.append(system) }
        }
        return found
    }

    /// The ids of criteria with bounds about network operating systems, each once, in capitals.
    static func bounded(_ bytes: [UInt8]) -> [String] {
        // Most criteria name one version, and most records have no others.
        guard bounds.contains(where: { holds(bytes, $0) }), let json = try? JSONValue(parsing: bytes) else { return [] }
        var found: Set<String> = []
        collect(json, depth: 0, &found)
        return found.sorted()
    }

    private static func collect(_ json: JSONValue, depth: Int, _ found: inout Set<String>) {
        guard depth < 16 else { return }
        for entry in json.arrayValue ?? [] {
            for key in ["nodes", "children"] {
                if let children = entry[key] { collect(children, depth: depth + 1, &found) }
            }
            for match in entry["cpeMatch"]?.arrayValue ?? [] {
                guard bounds.contains(where: { match[$0]?.stringValue?.isEmpty == false }),
                    let id = match["matchCriteriaId"]?.stringValue.flatMap({ Identifier($0) }),
                    let criteria = match["criteria"]?.stringValue, !systems(Array(criteria.utf8)).isEmpty
                else { continue }
                found.insert(id.description.uppercased())
            }
        }
    }

    /// The names that criteria have, in the order in which they stand, each as often as it stands there.
    static func names(_ json: JSONValue) -> [String] {
        var names: [String] = []
        collect(json, depth: 0, &names)
        return names
    }

    private static func collect(_ json: JSONValue, depth: Int, _ names: inout [String]) {
        // Deeper ones are errors where configurations are read.
        guard depth < 20 else { return }
        for entry in json.arrayValue ?? [] {
            for key in ["nodes", "children"] {
                if let children = entry[key] { collect(children, depth: depth + 1, &names) }
            }
            for match in entry["cpeMatch"]?.arrayValue ?? [] {
                if let name = match["criteria"]?.stringValue { names.append(name) }
            }
        }
    }

    private static let bounds = [
        "versionStartIncluding", "versionStartExcluding", "versionEndIncluding", "versionEndExcluding",
    ]

    private static func holds(_ bytes: [UInt8], _ text: String) -> Bool {
        let mark = Array(text.utf8)
        guard bytes.count >= mark.count else { return false }
        return (0...bytes.count - mark.count).contains { place in
            bytes[place] == mark[0] && bytes[place..<place + mark.count].elementsEqual(mark)
        }
    }

    /// `vendor:product` behind `part:`; backslashes only protect what follows.
    private static func name(_ bytes: [UInt8], _ place: inout Int) -> String {
        var name: [UInt8] = []
        var colons = 0
        while place < bytes.count, bytes[place] != 0x22 {
            let byte = bytes[place]
            place += 1
            if byte == 0x3A {
                colons += 1
                if colons == 3 { break }
                if colons == 2 { name.append(byte) }
            } else if colons > 0, byte != 0x5C {
                name.append(byte)
            }
        }
        return String(decoding: name, as: UTF8.self).lowercased()
    }
}
