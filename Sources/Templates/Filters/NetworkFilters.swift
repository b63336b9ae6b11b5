import Basics

/// Filters for hardware addresses, VLANs, AS numbers, banners and times.
///
/// - Source: netutils, <https://netutils.readthedocs.io/en/latest/dev/code_reference/>.
enum NetworkFilters {
    static let all: [Filter] =
        hardware + vlans + [
            Filter("asn_to_int") { call throws(TemplateError) in
                let parts = PythonText.pieces(try call.string(call.subject), by: ".")
                let high = try Conversion.integer(.string(parts[0]))
                guard parts.count > 1 else { return .int(high) }
                let low = try Conversion.integer(.string(parts[1]))
                guard (0...0xFFFF_FFFF).contains(high), (0...0xFFFF).contains(low) else {
                    throw .value("The AS number is out of range.")
                }
                return .int(high << 16 | low)
            },
            Filter("int_to_asdot") { call throws(TemplateError) in
                let number = try Conversion.integer(call.subject)
                guard (1...0xFFFF_FFFF).contains(number) else {
                    throw .value("`\(number)` is not within range of 1 - 2^32-1")
                }
                return .string(number > 0xFFFF ? "\(number >> 16).\(number & 0xFFFF)" : "\(number)")
            },
            Filter("delimiter_change", "from_delimiter", "to_delimiter") { call throws(TemplateError) in
                try changed(call, call.subject, from: try call.string(0), to: try call.string(1))
            },
            Filter("normalise_delimiter_caret_c", "config") { call throws(TemplateError) in
                try changed(call, call[0] ?? .none, from: try call.string(call.subject), to: "^C")
            },
            Filter("uptime_seconds_to_string", body: uptime),
            Filter("uptime_string_to_seconds", body: seconds),
        ]

    private static func changed(
        _ call: FilterCall, _ text: Value, from old: String, to new: String
    ) throws(TemplateError) -> Value {
        var changed = try Replacement.text(try call.string(text), old, new, -1, call.evaluator)
        guard new == "^C" else { return .string(changed) }
        while changed.contains("^CC") { changed = PythonText.replacing("^CC", with: "^C", in: changed) }
        return .string(changed)
    }

    // MARK: Hardware addresses

    private static let formats: [(name: String, digits: Int, separator: String)] = [
        ("MAC_COLON_TWO", 2, ":"), ("MAC_COLON_FOUR", 4, ":"), ("MAC_DASH_TWO", 2, "-"), ("MAC_DASH_FOUR", 4, "-"),
        ("MAC_DOT_TWO", 2, "."), ("MAC_DOT_FOUR", 4, "."), ("MAC_NO_SPECIAL", 12, ""),
    ]

    private static func grouped(_ digits: String, _ size: Int, _ separator: String) -> String {
        let scalars = Array(digits.unicodeScalars)
        return stride(from: 0, to: scalars.count, by: size)
            .map { PythonText.text(scalars[$0..<min($0 + size, scalars.count)]) }.joined(separator: separator)
    }

    /// The digits of a hardware address and the name of its format; `nil` when it is none.
    private static func hardware(_ text: String) -> (digits: String, format: String)? {
        let digits = text.filter { $0 != ":" && $0 != "-" && $0 != "." }
        guard digits.utf8.count == 12, digits.unicodeScalars.allSatisfy(\.properties.isASCIIHexDigit) else {
            return nil
        }
        return formats.first { grouped(digits, $0.digits, $0.separator) == text }.map { (digits, $0.name) }
    }

    private static func valid(_ call: FilterCall) throws(TemplateError) -> (digits: String, format: String) {
        guard let text = call.subject.textValue else {
            throw TemplateError(.precondition, "the address must be a text")
        }
        guard let address = hardware(text) else { throw .value("There was not a valid mac address in: `\(text)`") }
        return address
    }

    private static let hardware: [Filter] = [
        Filter("is_valid_mac") { call throws(TemplateError) in .bool(hardware(try call.string(call.subject)) != nil) },
        Filter("mac_normalize") { call throws(TemplateError) in .string(try valid(call).digits) },
        Filter("mac_type") { call throws(TemplateError) in .string(try valid(call).format) },
        Filter("mac_to_int") { call throws(TemplateError) in
            .int(Int128(try valid(call).digits, radix: 16) ?? 0)
        },
        Filter("mac_to_format", "frmt?") { call throws(TemplateError) in
            let digits = try valid(call).digits
            let name = try call.text(0, "MAC_NO_SPECIAL")
            guard let format = formats.first(where: { $0.name == name }) else {
                let choices = formats.map(\.name).joined(separator: ", ")
                throw .value("An invalid mac format was provided in: `\(name)`, not one of [\(choices)]")
            }
            return .string(grouped(digits, format.digits, format.separator))
        },
    ]

    // MARK: VLANs

    private static let vlans: [Filter] = [
        Filter(
            "vlanlist_to_config", "first_line_len?", "other_line_len?", "min_grouping_size?", "return_empty?",
            body: vlanConfig),
        Filter("vlanconfig_to_list", body: vlanList),
    ]

    private static func vlanConfig(_ call: FilterCall) throws(TemplateError) -> Value {
        var numbers: Set<Int> = []
        for item in try call.items() { numbers.insert(try Conversion.index(item)) }
        let (firstLength, otherLength) = (try call.index(0, 48), try call.index(1, 44))
        let groupSize = try call.index(2, 3)
        if numbers.isEmpty, try call.flag(3) { return try call.evaluator.list([]) }
        let sorted = numbers.sorted()
        guard let lowest = sorted.first, let highest = sorted.last else {
            throw .value("The `vlan_list` argument provided is empty, a list of vlans is required, e.g. [10,20,30].")
        }
        guard groupSize >= 1 else { throw .value("Minimum grouping size must be equal to or greater than one.") }
        guard groupSize == 1 || (lowest >= 1 && highest <= 4094) else { throw .value("Valid VLAN range is 1-4094") }
        var runs: [ClosedRange<Int>] = []
        for number in sorted {
            if groupSize > 1, let last = runs.last, last.upperBound + 1 == number {
                runs[runs.count - 1] = last.lowerBound...number
            } else {
                runs.append(number...number)
            }
        }
        let parts = runs.map { run in
            if run.count >= groupSize, run.count > 1 { return "\(run.lowerBound)-\(run.upperBound)" }
            // A short run names its second number, like the reference.
            return run.count > 1 ? "\(run.lowerBound),\(run.lowerBound + 1)" : "\(run.lowerBound)"
        }
        return try call.strings(try vlanLines(parts.joined(separator: ","), firstLength, otherLength))
    }

    private static func vlanLines(_ text: String, _ first: Int, _ other: Int) throws(TemplateError) -> [String] {
        guard text.utf8.count > first else { return [text] }
        var lines: [String] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let length = max(lines.isEmpty ? first : other, 0)
            if rest.count <= length {
                lines.append(String(decoding: rest, as: UTF8.self))
                break
            }
            guard let cut = rest.prefix(length + 1).lastIndex(of: 0x2C) else {
                throw .value("Line with comma seperated vlans is expected.(E.g. 1-3,5,6,1000,1002) Received \(text)")
            }
            lines.append(String(decoding: rest[..<cut], as: UTF8.self))
            rest = rest[(cut + 1)...]
        }
        return lines
    }

    private static func vlanList(_ call: FilterCall) throws(TemplateError) -> Value {
        let text = try call.string(call.subject)
        let runs = text.split { !$0.isASCII || !$0.isNumber }.map { Int($0) ?? .max }
        let ending = text.last == "," ? text.dropLast().last : text.last
        guard let ending, ending.isASCII, ending.isNumber || ending == "-" else {
            throw .value("There were non-digits and dashes found in `\(text)`.")
        }
        var numbers = runs
        for part in text.split(whereSeparator: { $0 != "-" && !($0.isASCII && $0.isNumber) }) {
            let ends = part.split(separator: "-").compactMap { Int($0) }
            guard ends.count > 1, part.first != "-", ends[0] < ends[1], ends[1] <= 4094 else { continue }
            try call.evaluator.spend(ends[1] - ends[0])
            numbers += Array((ends[0] + 1)..<ends[1])
        }
        numbers.sort()
        guard let last = numbers.last, last <= 4094 else {
            throw .value("Valid VLAN range is 1-4094, found \(numbers.last ?? 0)")
        }
        return try call.evaluator.list(numbers.map { .int(Int128($0)) })
    }

    // MARK: Times

    private static let units: [(name: String, letter: Character, seconds: Int128)] = [
        ("years", "y", 31_536_000), ("weeks", "w", 604_800), ("days", "d", 86_400), ("hours", "h", 3_600),
        ("minutes", "m", 60), ("seconds", "s", 1),
    ]

    private static func uptime(_ call: FilterCall) throws(TemplateError) -> Value {
        guard var rest = call.subject.integerValue else { throw .type("the uptime must be an integer") }
        var parts: [String] = []
        for unit in units {
            let (count, remainder) = PythonNumber.floorDivision(rest, unit.seconds)
            guard count != 0 else { continue }
            rest = remainder
            parts.append("\(count) \(count == 1 ? String(unit.name.dropLast()) : unit.name)")
        }
        return .string(parts.joined(separator: ", "))
    }

    private static let uptimes = [
        #"(?:(?<years>\d+) years?,\s+)?(?:(?<weeks>\d+) weeks?,\s+)?(?:(?<days>\d+) days?,\s+)?"#
            + #"(?:(?<hours>\d+) hours?,\s+)?(?:(?<minutes>\d+) minutes?)"#,
        #"(?:(?<days>\d+) days?,\s+)?(?<hours>\d+):(?<minutes>\d+):(?<seconds>\d+)"#,
        #"(?:(?:(?<years>\d+)y)?(?<weeks>\d+)w)?(?:(?<days>\d+)d)?(?:(?<hours>\d+)h)?(?:(?<minutes>\d+)m)?"#
            + #"(?:(?<seconds>\d+)s)"#,
    ]

    private static func seconds(_ call: FilterCall) throws(TemplateError) -> Value {
        let bytes = Array(try call.string(call.subject).utf8)
        try call.evaluator.spend(1_000)
        for source in uptimes {
            do throws(PatternError) {
                let pattern = try Pattern(source, caseInsensitive: false)
                guard let match = try pattern.groups(in: bytes, from: 0) else { continue }
                var total: Int128 = 0
                for unit in units {
                    guard let group = pattern.groupNumber(unit.name), let range = match[group] else { continue }
                    let count = Int64(String(decoding: bytes[range], as: UTF8.self)) ?? .max
                    total += Int128(count) * unit.seconds
                }
                return .int(total)
            } catch {
                throw .limit(error.reason)
            }
        }
        throw .value("Unable to parse uptime string.")
    }
}
