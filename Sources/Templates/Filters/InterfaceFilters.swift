/// Filters for names of interfaces.
///
/// - Source: netutils, <https://netutils.readthedocs.io/en/latest/dev/code_reference/interface/>.
enum InterfaceFilters {
    static let all: [Filter] = [
        Filter("split_interface") { call throws(TemplateError) in
            let parts = InterfaceNames.split(try call.string(call.subject))
            return try call.evaluator.tuple([.string(parts.kind), .string(parts.number)])
        },
        Filter("canonical_interface_name", "addl_name_map?", "verify?") { call throws(TemplateError) in
            .string(try canonical(try call.string(call.subject), call, verify: try call.flag(1)))
        },
        Filter("canonical_interface_name_list", "addl_name_map?") { call throws(TemplateError) in
            var names: [String] = []
            for item in try call.items() { names.append(try canonical(try call.string(item), call, verify: false)) }
            return try call.strings(names)
        },
        Filter("abbreviated_interface_name", "addl_name_map?", "addl_reverse_map?", "verify?") {
            call throws(TemplateError) in
            .string(try abbreviated(try call.string(call.subject), call, verify: try call.flag(2)))
        },
        Filter("abbreviated_interface_name_list", "addl_name_map?", "addl_reverse_map?") { call throws(TemplateError) in
            var names: [String] = []
            for item in try call.items() { names.append(try abbreviated(try call.string(item), call, verify: false)) }
            return try call.strings(names)
        },
        Filter("interface_range_expansion", body: expansion),
        Filter("interface_range_compress", body: compression),
        Filter("sort_interface_list") { call throws(TemplateError) in try call.strings(try sorted(call)) },
    ]

    private static func lookUp(_ name: String, _ map: Value?, _ known: [String: String]) -> String? {
        if case .dict(let dict)? = map, let found = dict.value(named: name)?.textValue { return found }
        return known[name]
    }

    private static func unknown(_ name: String) -> TemplateError {
        .value("Verify interface on and no match found for \(name)")
    }

    private static func canonical(_ name: String, _ call: FilterCall, verify: Bool) throws(TemplateError) -> String {
        let (kind, number) = InterfaceNames.split(name)
        if let long = lookUp(kind, call[0], InterfaceNames.long) { return long + number }
        guard !verify else { throw unknown(name) }
        return name
    }

    private static func abbreviated(_ name: String, _ call: FilterCall, verify: Bool) throws(TemplateError) -> String {
        let (kind, number) = InterfaceNames.split(name)
        let long = lookUp(kind, call[0], InterfaceNames.long) ?? kind
        if let short = lookUp(long, call[1], InterfaceNames.short) { return short + number }
        guard !verify else { throw unknown(name) }
        return name
    }

    // MARK: Ranges

    /// `Gi0/[1-3,5]` becomes one name for each number.
    private static func expansion(_ call: FilterCall) throws(TemplateError) -> Value {
        var names = [""]
        var rest = try call.string(call.subject)[...]
        while let open = rest.firstIndex(of: "[") {
            let after = rest[rest.index(after: open)...]
            let content = after.prefix { $0.isNumber || $0 == "," || $0 == "-" }
            guard !content.isEmpty, content.endIndex < after.endIndex, after[content.endIndex] == "]" else {
                let plain = rest[...open]
                names = names.map { $0 + plain }
                rest = after
                continue
            }
            let head = rest[..<open]
            let numbers = try numbers(content, call)
            let (total, overflow) = names.count.multipliedReportingOverflow(by: numbers.count)
            try call.evaluator.spend(overflow ? .max : total)
            names = names.flatMap { name in numbers.map { name + head + String($0) } }
            rest = after[after.index(after: content.endIndex)...]
        }
        return try call.strings(names.map { $0 + rest })
    }

    private static func numbers(_ text: Substring, _ call: FilterCall) throws(TemplateError) -> [Int] {
        var numbers: [Int] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { Int($0) }
            guard let first = ends[0], let last = ends.count == 2 ? ends[1] : first else {
                throw .value("invalid literal for int() with base 10: \(PythonText.quoted(String(part)))")
            }
            guard first <= last else { continue }
            let distance = last.subtractingReportingOverflow(first)
            try call.evaluator.spend(distance.overflow ? .max : distance.partialValue)
            numbers += Array(first...last)
        }
        return numbers
    }

    /// Neighbours become `Gi1/0/1-3`.
    private static func compression(_ call: FilterCall) throws(TemplateError) -> Value {
        var groups: [(head: String, numbers: [Int])] = []
        for name in try sorted(call) {
            let digits = PythonText.strip(name, "0123456789", left: false)
            guard let number = Int(name.dropFirst(digits.count)) else {
                throw .value("invalid literal for int() with base 10: \(PythonText.quoted(name))")
            }
            if groups.last?.head == digits {
                groups[groups.count - 1].numbers.append(number)
            } else {
                groups.append((digits, [number]))
            }
        }
        var ranges: [String] = []
        for group in groups {
            var run: [Int] = []
            for number in group.numbers {
                if let last = run.last, number != last + 1 {
                    ranges.append(shown(group.head, run))
                    run = []
                }
                run.append(number)
            }
            ranges.append(shown(group.head, run))
        }
        return try call.strings(ranges)
    }

    private static func shown(_ head: String, _ run: [Int]) -> String {
        guard let first = run.first, let last = run.last else { return head }
        return run.count > 1 ? "\(head)\(first)-\(last)" : "\(head)\(first)"
    }

    // MARK: Order

    /// A part of a name: letters, then numbers, then separators; numbers by their value.
    private struct Part: Comparable {
        let rank: Int
        let number: Int
        let text: String

        static func < (left: Part, right: Part) -> Bool {
            (left.rank, left.number, left.text) < (right.rank, right.number, right.text)
        }
    }

    private static func sorted(_ call: FilterCall) throws(TemplateError) -> [String] {
        var seen: Set<String> = []
        var keyed: [(parts: [Part], name: String)] = []
        for item in try call.items() {
            let name = try call.string(item)
            guard seen.insert(name).inserted else { continue }
            keyed.append((try parts(name), name))
        }
        return keyed.sorted { $0.parts.lexicographicallyPrecedes($1.parts) }.map(\.name)
    }

    private static func parts(_ name: String) throws(TemplateError) -> [Part] {
        var parts: [Part] = []
        var text = String.UnicodeScalarView()
        var rank = 0
        func finish() {
            guard !text.isEmpty else { return }
            let number = rank == 2 ? Int(String(text)) ?? Int.max : rank == 3 ? (String(text) == "/" ? 20 : 10) : 0
            parts.append(Part(rank: rank, number: number, text: String(text)))
            text = String.UnicodeScalarView()
        }
        for scalar in name.unicodeScalars {
            let next: Int
            switch scalar {
            case "a"..."z", "A"..."Z", "-": next = 1
            case "0"..."9": next = 2
            case ".", "/": next = 3
            default: throw .value("unknown character '\(scalar)'.")
            }
            if next != rank { finish() }
            rank = next
            text.append(scalar)
        }
        finish()
        return parts
    }
}
