import Basics

/// Turns the sentences of Arista's advisories about versions into rows of the CVE list.
struct AristaRows {
    private struct Entry {
        let product: String
        /// The CVEs that it is about.
        let cves: [String]
        let row: JSONValue
    }

    private let cves: [String]
    private var entries: [Entry] = []

    /// What the headings of products are called in the CVE list.
    private static let products: [String: String] = [
        "eos": "EOS", "cloudeos": "CloudEOS", "terminattr": "TerminAttr", "cloudvision": "CloudVision Portal",
        "cloudvision portal": "CloudVision Portal", "cvp": "CloudVision Portal", "mos": "MOS",
        "metamako operating system": "MOS", "wi-fi": "Wi-Fi", "ngfw": "NGFW", "edge threat management": "NGFW",
    ]

    init(cves: [String]) {
        self.cves = cves
    }

    /// What a CVE concerns, in the form of `affected`.
    func affected(by cve: String) -> [JSONValue] {
        var order: [String] = []
        var rows: [String: [JSONValue]] = [:]
        for entry in entries where entry.cves.contains(cve) {
            if rows[entry.product] == nil { order.append(entry.product) }
            if rows[entry.product]?.contains(entry.row) != true { rows[entry.product, default: []].append(entry.row) }
        }
        return order.map {
            ["vendor": "Arista Networks", "product": .string($0), "versions": .array(rows[$0] ?? [])]
        }
    }

    /// Adds the sentences of a part of a page.
    mutating func add(_ lines: [String], status: String) {
        var product: String?
        var about = cves
        for line in lines {
            let mentioned = AristaPage.words(line).cves.filter(cves.contains)
            if !mentioned.isEmpty { about = mentioned }
            if let heading = Self.product(heading: line) {
                product = heading
                continue
            }
            if line.lowercased().contains("not affected") { product = nil }
            // `CVE-… has been fixed in the following releases` names no product: the sentences below are of EOS then.
            if status == "unaffected", product == nil, line.lowercased().contains("fixed in the following") {
                product = "EOS"
            }
            var text = line
            for (name, own) in Self.products where line.lowercased().hasPrefix(name + " version") {
                product = own
                text = String(line.dropFirst(name.count))
            }
            guard let product else { continue }
            for bounds in Self.rows(text, isFix: status == "unaffected") {
                let row = JSONValue.object(JSONObject(bounds + [("status", .string(status))]))
                entries.append(Entry(product: product, cves: about, row: row))
            }
        }
    }

    /// `EOS Versions`: what the following sentences are about.
    private static func product(heading line: String) -> String? {
        var words = line.lowercased().split { " :".contains($0) }.map(String.init)
        guard let last = words.last, ["versions", "version", "software"].contains(last) else { return nil }
        words.removeLast()
        if words.last == "software" { words.removeLast() }
        guard !words.isEmpty, words.count <= 4, words != ["affected"] else { return nil }
        let name = words.joined(separator: " ")
        return products[name] ?? (words.contains { $0.first?.isNumber == true } ? nil : name)
    }

    /// The rows of a sentence; none when it speaks of no version, one that nobody will understand when it is not understood.
    static func rows(_ line: String, isFix: Bool) -> [CSAFVersions.Bounds] {
        var rows: [CSAFVersions.Bounds] = []
        for clause in line.split(whereSeparator: { $0 == "," || $0 == ";" }) {
            let words = AristaPage.words(String(clause))
            let versions = words.filter(isVersion)
            let train = words.first { $0.lowercased().hasSuffix(".x") }
            guard versions.count + (train == nil ? 0 : 1) > 0 else { continue }
            let small = Set(words.map { $0.lowercased() })
            let isDown = !small.isDisjoint(with: ["below", "prior", "earlier", "older"]) || clause.contains("<=")
            let isUp = !small.isDisjoint(with: ["later", "above", "newer"])
            if let version = versions.first, versions.count == 1, isDown, !isUp {
                rows.append([("version", .string(start(train))), ("lessThanOrEqual", .string(version))])
            } else if let version = versions.first, versions.count == 1, isUp, !isDown {
                rows.append([
                    ("version", .string(version)), ("lessThan", .string(train.map { $0.dropLast() + "*" } ?? "*")),
                ])
            } else if versions.isEmpty, let train, small.contains("all") {
                rows.append([("version", .string(train.dropLast() + "*"))])
            } else if !versions.isEmpty, train == nil, !isDown, !isUp {
                rows += versions.map { [("version", .string($0))] }
            } else if !isFix {
                // It speaks of versions, and nobody knows which.
                rows.append([("version", .string(Words.trimmed(String(clause))))])
            }
        }
        return rows
    }

    /// The first release of a train `4.29.x`; open without one.
    private static func start(_ train: String?) -> String { train.map { $0.dropLast() + "0" } ?? "0" }

    /// `4.29.1F`, `1.7.1`, `13.0.2-28-vv1002`, `17.0`.
    private static func isVersion(_ word: String) -> Bool {
        guard word.first?.isNumber == true, !word.lowercased().hasSuffix(".x") else { return false }
        let head = word.prefix { $0.isNumber || $0 == "." }
        return head.contains(".") && head.last != "." && word.count <= 40
    }
}
