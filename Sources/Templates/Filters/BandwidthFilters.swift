import Foundation

/// Filters for speeds: `1Gbps`, in bits or bytes.
///
/// - Source: netutils, <https://netutils.readthedocs.io/en/latest/dev/code_reference/bandwidth/>.
enum BandwidthFilters {
    static let all: [Filter] = [
        Filter("name_to_bits") { call throws(TemplateError) in
            let (number, unit) = try speed(call)
            return .int(try Conversion.integer(number * unit.factor))
        },
        Filter("name_to_bytes") { call throws(TemplateError) in
            let (number, unit) = try speed(call)
            return .double(unit.isBytes ? number * unit.factor / 8 : number * unit.factor * 0.125)
        },
        Filter("bits_to_name", "nbr_decimal?") { call throws(TemplateError) in
            guard let bits = call.subject.integerValue, bits >= 0 else { throw invalid(call.subject, call) }
            let digits = try call.index(0)
            for power in 0..<8 where bits < Int128(pow(1_000, Double(power + 1))) {
                let name = letters[power] + "bps"
                if power == 0 { return .string("\(bits)\(name)") }
                return .string(shown(Double(bits) / pow(1_000, Double(power)), digits == 0 ? nil : digits) + name)
            }
            throw invalid(call.subject, call)
        },
        Filter("bytes_to_name", "nbr_decimal?") { call throws(TemplateError) in
            guard case .double(let bytes) = call.subject, bytes >= 0 else { throw invalid(call.subject, call) }
            let digits = try call.index(0)
            for power in 0..<8 where bytes < 8 * pow(1_000, Double(power + 1)) {
                let unit = power == 0 ? 1 : 8 * pow(1_000, Double(power))
                return .string(shown(bytes * 8 / unit, digits) + letters[power] + "Bps")
            }
            throw invalid(call.subject, call)
        },
        Filter("name_to_name", "speed_type", "nbr_decimal?") { call throws(TemplateError) in
            let (number, unit) = try speed(call, isNormalized: true)
            let name = try call.string(0)
            guard let other = Unit(name) else { throw .value("Speed type of \(name) was not a valid type.") }
            let bits = number * unit.factor
            let value = other.factor == 0 ? bits : bits / other.factor
            return .string(shown(value, try call.index(1)) + name)
        },
    ]

    private static let letters = ["", "K", "M", "G", "T", "P", "E", "Z"]

    private struct Unit {
        /// Bits in one unit; 0 for `bps` and `Bps` themselves, as in the reference.
        let factor: Double
        let isBytes: Bool

        init?(_ name: String) {
            guard name.hasSuffix("bps") || name.hasSuffix("Bps"),
                let power = letters.firstIndex(of: String(name.dropLast(3)))
            else { return nil }
            isBytes = name.hasSuffix("Bps")
            factor = power == 0 ? 0 : pow(1_000, Double(power)) * (isBytes ? 8 : 1)
        }
    }

    private static func invalid(_ value: Value, _ call: FilterCall) -> TemplateError {
        let shown = (try? call.evaluator.text(of: value)) ?? ""
        return .value("Speed of \(shown) was not a valid speed representation.")
    }

    private static func shown(_ value: Double, _ digits: Int?) -> String {
        guard let digits else { return PythonNumber.fixed(value.rounded(.toNearestOrEven), 0) }
        return PythonNumber.text(PythonNumber.rounded(value, digits))
    }

    /// The number and the unit of `10 Gbps`.
    private static func speed(_ call: FilterCall, isNormalized: Bool = false) throws(TemplateError) -> (Double, Unit) {
        guard var text = call.subject.textValue else { throw invalid(call.subject, call) }
        for (old, new) in [("bit", "b"), ("b/s", "b"), (" ", "")] where !isNormalized || old == " " {
            text = PythonText.replacing(old, with: new, in: text)
        }
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        var name = String(text.dropFirst(digits.count))
        if !isNormalized, name.hasSuffix("b") || name.hasSuffix("B") { name += "ps" }
        guard let end = name.range(of: "ps") else { throw invalid(call.subject, call) }
        guard let number = Double(digits), let unit = Unit(String(name[..<end.upperBound])) else {
            throw invalid(call.subject, call)
        }
        return (number, unit)
    }
}
