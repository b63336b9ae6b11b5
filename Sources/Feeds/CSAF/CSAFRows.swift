import Basics

/// Turns what a CSAF document says of products into entries of `affected` in the form of the CVE list.
struct CSAFRows {
    private struct Name: Hashable {
        var vendor: String?
        var product: String
        var platform: String?
    }

    /// Statuses of CSAF, and what they mean in a row.
    private static let statuses: [(name: String, status: String)] = [
        ("known_affected", "affected"), ("first_affected", "affected"), ("last_affected", "affected"),
        ("fixed", "unaffected"), ("first_fixed", "unaffected"), ("known_not_affected", "unaffected"),
        ("recommended", "unaffected"), ("under_investigation", "unknown"),
    ]

    private let products: CSAFProducts
    private let publisher: String?
    private let dialect: CSAFDialect
    private var order: [Name] = []
    private var rows: [Name: [JSONValue]] = [:]
    private var seen: Set<JSONValue> = []

    /// Products of which the document says two things at once.
    private(set) var conflicts: [String] = []

    init(products: CSAFProducts, publisher: String?, dialect: CSAFDialect) {
        self.products = products
        self.publisher = publisher
        self.dialect = dialect
    }

    /// The entries so far.
    var affected: [JSONValue] {
        order.map { name in
            var members: [(String, JSONValue)] = [
                ("vendor", name.vendor.map { .string($0) } ?? .null), ("product", .string(name.product)),
                ("versions", .array(rows[name] ?? [])),
            ]
            if let platform = name.platform { members.append(("platforms", [.string(platform)])) }
            return .object(JSONObject(members))
        }
    }

    /// Adds what one part of the document says.
    mutating func add(_ part: JSONValue) {
        let lists = Self.statuses.map { (ids: part["product_status"]?[$0.name]?.texts ?? [], status: $0.status) }
        let all = { (status: String) in Set(lists.filter { $0.status == status }.flatMap(\.ids)) }
        let contradictory = all("affected").intersection(all("unaffected"))
        for (ids, status) in lists {
            for id in ids {
                var places = products[id]
                if places.isEmpty { places = [unlisted(id)] }
                for place in places {
                    let isConflict = contradictory.contains(id)
                    if isConflict { note(conflict: place) }
                    add(place, status, isConflict)
                }
            }
        }
        if dialect == .fortinet { addFixes(part) }
    }

    private mutating func add(_ product: CSAFProducts.Product, _ status: String, _ isConflict: Bool) {
        for bounds in CSAFVersions.rows(product.version, of: product.name) {
            add(
                bounds, status, Name(vendor: product.vendor, product: product.name, platform: product.platform),
                isConflict)
        }
    }

    private mutating func add(_ bounds: CSAFVersions.Bounds, _ status: String, _ name: Name, _ isConflict: Bool) {
        var name = name
        // Fortinet names itself in several ways within one document.
        name.vendor = dialect == .fortinet ? "Fortinet" : name.vendor ?? publisher
        var members = bounds + [("status", .string(status))]
        if isConflict { members.append(("conflict", true)) }
        let row = JSONValue.object(JSONObject(members))
        guard seen.insert([.string("\(name)"), row]).inserted else { return }
        if rows[name] == nil { order.append(name) }
        rows[name, default: []].append(row)
    }

    private mutating func note(conflict product: CSAFProducts.Product) {
        let text = [product.name, product.version].compactMap { $0 }.joined(separator: " ")
        if !conflicts.contains(text) { conflicts.append(text) }
    }

    /// A product that the tree does not have: Fortinet's ids say what they mean, those of others say nothing.
    private func unlisted(_ id: String) -> CSAFProducts.Product {
        guard dialect == .fortinet, let (product, version) = Self.split(id) else {
            return CSAFProducts.Product(name: id)
        }
        return CSAFProducts.Product(vendor: "Fortinet", name: product, version: version)
    }

    /// `FortiOS-7.4.4`, `FortiOS 7.4.4`, `FortiOS >=7.4.0|<=7.4.3`: the product before, the version behind.
    static func split(_ id: String) -> (product: String, version: String)? {
        var index = id.startIndex
        while index < id.endIndex {
            let next = id.index(after: index)
            if " -/".contains(id[index]), next < id.endIndex, id[next].isNumber || "<>=".contains(id[next]) {
                return (Words.trimmed(String(id[..<index])), Words.trimmed(String(id[next...])))
            }
            index = next
        }
        return nil
    }

    /// `FortiOS 7.4: Upgrade to 7.4.4 or above`, `FortiOS 7.6: Not Applicable`: what is safe of a whole train.
    private mutating func addFixes(_ part: JSONValue) {
        for remedy in part["remediations"]?.arrayValue ?? [] where remedy["category"]?.text == "vendor_fix" {
            for line in (remedy["details"]?.text ?? "").split(whereSeparator: \.isNewline) {
                let halves = line.split(separator: ":", maxSplits: 1).map { Words.trimmed(String($0)) }
                guard halves.count == 2, let space = halves[0].lastIndex(of: " ") else { continue }
                let train = String(halves[0][halves[0].index(after: space)...])
                guard train.split(separator: ".").count == 2, train.allSatisfy({ $0.isNumber || $0 == "." }) else {
                    continue
                }
                let name = Name(vendor: "Fortinet", product: Words.trimmed(String(halves[0][..<space])))
                let words = halves[1].split(separator: " ").map(String.init)
                if halves[1] == "Not Applicable" {
                    add([("version", .string(train + ".*"))], "unaffected", name, false)
                } else if words.count == 5, words[0] == "Upgrade", words[1] == "to", words[4] == "above",
                    words[2].hasPrefix(train + ".")
                {
                    let bounds: CSAFVersions.Bounds = [
                        ("version", .string(words[2])), ("lessThan", .string(train + ".*")),
                    ]
                    add(bounds, "unaffected", name, false)
                }
            }
        }
    }
}
