import Foundation

/// What Python does with numbers.
enum PythonNumber {
    /// A number as Python prints it: `1.0`, `1e+16`, `1.5e-07`.
    static func text(_ value: Double) -> String {
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-inf" : "inf" }
        // Swift finds the same shortest digits, but writes the exponent from other limits on.
        let shown = value.magnitude.description
        let parts = shown.split(separator: "e")
        let mantissa = parts[0].split(separator: ".")
        let whole = mantissa[0] == "0" ? "" : String(mantissa[0])
        let fraction = mantissa.count > 1 && mantissa[1] != "0" ? String(mantissa[1]) : ""
        var digits = whole + fraction
        var exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) + whole.utf8.count
        while digits.hasPrefix("0") {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.hasSuffix("0") { digits.removeLast() }
        let sign = value.sign == .minus ? "-" : ""
        if digits.isEmpty { return sign + "0.0" }
        return sign + placed(digits, exponent)
    }

    /// Digits of a number `0.digits × 10^exponent`.
    private static func placed(_ digits: String, _ exponent: Int) -> String {
        if exponent > 16 || exponent < -3 {
            let first = digits.prefix(1)
            let rest = digits.dropFirst()
            let power = exponent - 1
            let shownPower = (abs(power) < 10 ? "0" : "") + String(abs(power))
            return "\(first)\(rest.isEmpty ? "" : ".")\(rest)e\(power < 0 ? "-" : "+")\(shownPower)"
        }
        if exponent <= 0 { return "0." + String(repeating: "0", count: -exponent) + digits }
        if exponent >= digits.utf8.count {
            return digits + String(repeating: "0", count: exponent - digits.utf8.count) + ".0"
        }
        return "\(digits.prefix(exponent)).\(digits.dropFirst(exponent))"
    }

    /// The digits of a number with so many after the point, rounded like C does.
    static func fixed(_ value: Double, _ digits: Int) -> String {
        String(format: "%.*f", Int32(min(max(digits, 0), 350)), value)
    }

    /// `round(value, digits)`: half to even, on the exact binary value.
    static func rounded(_ value: Double, _ digits: Int) -> Double {
        guard value.isFinite, digits < 320 else { return value }
        if digits >= 0 { return Double(fixed(value, digits)) ?? value }
        guard digits > -310 else { return value.sign == .minus ? -0.0 : 0.0 }
        let scale = pow(10, Double(-digits))
        return (value / scale).rounded(.toNearestOrEven) * scale
    }

    /// `round(value, digits)` of a whole number; `nil` when it gets too large.
    static func rounded(_ value: Int128, _ digits: Int) -> Int128? {
        guard digits < 0 else { return value }
        guard digits > -38, let scale = power(10, Int128(-digits)) else { return 0 }
        let half = scale / 2
        let (quotient, remainder) = floorDivision(value, scale)
        let roundsUp = remainder > half || (remainder == half && quotient % 2 != 0)
        let (result, overflow) = (roundsUp ? quotient + 1 : quotient).multipliedReportingOverflow(by: scale)
        return overflow ? nil : result
    }

    /// The quotient rounded down, and what is left; the divisor is not 0.
    static func floorDivision(_ left: Int128, _ right: Int128) -> (Int128, Int128) {
        // The one quotient that does not fit, -2^127 / -1, is cut; callers check for it.
        let (quotient, overflow) = left.dividedReportingOverflow(by: right)
        if overflow { return (.max, 0) }
        let remainder = left - quotient * right
        return remainder != 0 && (remainder < 0) != (right < 0)
            ? (quotient - 1, remainder + right) : (quotient, remainder)
    }

    /// A power of whole numbers with an exponent of at least 0; `nil` when it gets too large.
    static func power(_ base: Int128, _ exponent: Int128) -> Int128? {
        if exponent == 0 || base == 1 { return 1 }
        if base == 0 { return 0 }
        if base == -1 { return exponent % 2 == 0 ? 1 : -1 }
        guard exponent < 128 else { return nil }
        var result: Int128 = 1
        for _ in 0..<exponent {
            let (product, overflow) = result.multipliedReportingOverflow(by: base)
            if overflow { return nil }
            result = product
        }
        return result
    }

    /// What `int(text, base)` reads; `nil` when it is no whole number, or too large.
    static func integer(_ text: String, base: Int = 10) -> Int128? {
        var rest = PythonText.strip(text)[...]
        var sign = ""
        if rest.hasPrefix("-") || rest.hasPrefix("+") { sign = rest.removeFirst() == "-" ? "-" : "" }
        var radix = base
        let prefix = ["0x": 16, "0o": 8, "0b": 2][rest.prefix(2).lowercased()]
        if let prefix, base == prefix || base == 0 {
            rest = rest.dropFirst(2)
            if rest.hasPrefix("_") { rest = rest.dropFirst() }
            radix = prefix
        }
        if radix == 0 {
            let isZero = rest.utf8.allSatisfy { $0 == 0x30 || $0 == 0x5F }
            guard isZero || !rest.hasPrefix("0") else { return nil }
            radix = 10
        }
        guard (2...36).contains(radix), let digits = withoutUnderscores(rest) else { return nil }
        return Int128(sign + digits, radix: radix)
    }

    /// What `float(text)` reads; `nil` when it is no number.
    static func double(_ text: String) -> Double? {
        let stripped = PythonText.strip(text)
        guard let plain = withoutUnderscores(stripped[...]) else { return nil }
        switch plain.lowercased() {
        case "inf", "+inf", "infinity", "+infinity": return .infinity
        case "-inf", "-infinity": return -.infinity
        case "nan", "+nan", "-nan": return .nan
        default: break
        }
        guard plain.utf8.allSatisfy({ "0123456789.eE+-".utf8.contains($0) }), plain.utf8.count < 1_000 else {
            return nil
        }
        if plain.hasSuffix("."), let value = Double(plain + "0") { return value }
        return Double(plain)
    }

    /// The text without underscores, which may stand between digits only; `nil` when it is empty or ends with a sign.
    private static func withoutUnderscores(_ text: Substring) -> String? {
        guard !text.isEmpty, !text.hasPrefix("_"), !text.hasSuffix("_"), !text.contains("__") else { return nil }
        guard let first = text.utf8.first, first != 0x20 else { return nil }
        return PythonText.replacing("_", with: "", in: String(text))
    }
}
