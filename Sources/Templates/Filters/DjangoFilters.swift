/// Django's filters for values.
enum DjangoFilters {
    static let all: [Filter] = [
        Filter("add", "arg", body: add),
        Filter("default_if_none", "arg") { call in call.subject.isNone ? call[0] ?? .none : call.subject },
        Filter("divisibleby", "arg") { call throws(TemplateError) in
            let divisor = Value.int(try Conversion.integer(call[0] ?? .none))
            let number = Value.int(try Conversion.integer(call.subject))
            let remainder = try call.evaluator.calculate(number, .modulo, divisor)
            return .bool(try call.evaluator.areEqual(remainder, .int(0)))
        },
        Filter("yesno", "arg?", body: yesno),
        Filter("pluralize", "arg?", body: pluralize),
        Filter("make_list") { call throws(TemplateError) in
            try call.strings(try call.text().unicodeScalars.map { String($0) })
        },
        Filter("stringformat", "arg") { call throws(TemplateError) in
            do throws(TemplateError) {
                let values = CallArguments(positional: [call.subject])
                let format = "%" + (try call.text(0))
                return try PercentFormat.format(format, isMarkup: false, values, call.subject, call.evaluator)
            } catch {
                guard error.kind == .type || error.kind == .value else { throw error }
                return .string("")
            }
        },
        Filter("floatformat", "arg?", body: floatformat),
    ]

    private static func add(_ call: FilterCall) throws(TemplateError) -> Value {
        let other = call[0] ?? .none
        do throws(TemplateError) {
            let (left, right) = (try Conversion.integer(call.subject), try Conversion.integer(other))
            return try call.evaluator.calculate(.int(left), .add, .int(right))
        } catch {
            guard error.kind == .type || error.kind == .value else { throw error }
        }
        do throws(TemplateError) {
            return try call.evaluator.calculate(call.subject, .add, other)
        } catch {
            guard error.kind != .limit else { throw error }
            return .string("")
        }
    }

    private static func yesno(_ call: FilterCall) throws(TemplateError) -> Value {
        let words = PythonText.pieces(call.given(0) == nil ? "yes,no,maybe" : try call.string(0), by: ",")
        guard words.count >= 2 else { return call.subject }
        let isNone = call.subject.isNone
        if isNone { return .string(words.count == 3 ? words[2] : words[1]) }
        return .string(try call.evaluator.isTrue(call.subject) ? words[0] : words[1])
    }

    private static func pluralize(_ call: FilterCall) throws(TemplateError) -> Value {
        let given = call[0] == nil ? "s" : try call.string(0)
        let endings = PythonText.pieces(given.contains(",") ? given : "," + given, by: ",")
        guard endings.count == 2 else { return .string("") }
        do throws(TemplateError) {
            return .string(try Conversion.double(call.subject) == 1 ? endings[0] : endings[1])
        } catch {
            if error.kind == .value { return .string("") }
            guard error.kind == .type else { throw error }
        }
        guard let count = try call.evaluator.count(of: call.subject) else { return .string("") }
        return .string(count == 1 ? endings[0] : endings[1])
    }

    /// A number with so many digits after the point; a negative number of digits drops them when they are all 0.
    private static func floatformat(_ call: FilterCall) throws(TemplateError) -> Value {
        if case .undefined(let missing) = call.subject { throw missing.error }
        let text = try call.text()
        var argument = try call.text(0, "-1")
        let marks = argument.suffix(2).filter { $0 == "g" || $0 == "u" }
        if !marks.isEmpty { argument = String(argument.dropLast(marks.count)) }
        if argument.isEmpty { argument = "-1" }
        guard let number = DecimalNumber(text) ?? call.subject.integerValue.flatMap({ DecimalNumber(String($0)) })
        else {
            return .string("")
        }
        guard let digits = PythonNumber.integer(argument).map({ Int(clamping: $0) }) else { return .string(text) }
        guard number.digits.count + abs(number.exponent) <= 200, abs(digits) <= 200 else { return .string(text) }
        let rounded = number.text(digits: number.isWhole && digits <= 0 ? 0 : abs(digits))
        return .markup(rounded)
    }
}

/// A decimal number as it is written, without rounding.
struct DecimalNumber {
    let isNegative: Bool
    /// The digits without the point, at least one.
    let digits: [UInt8]
    /// The power of ten of the last digit.
    let exponent: Int

    init?(_ text: String) {
        var rest = PythonText.strip(text)[...]
        isNegative = rest.hasPrefix("-")
        if rest.hasPrefix("-") || rest.hasPrefix("+") { rest = rest.dropFirst() }
        let parts = rest.lowercased().split(separator: "e", maxSplits: 1, omittingEmptySubsequences: false)
        let mantissa = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = mantissa.count > 1 ? mantissa[1] : ""
        let all = Array((mantissa[0] + fraction).utf8)
        guard !all.isEmpty, all.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        guard let power = parts.count > 1 ? Int(parts[1]) : 0, abs(power) < 1_000_000 else { return nil }
        digits = all.map { $0 - 0x30 }
        exponent = power - fraction.utf8.count
    }

    /// Whether all digits after the point are 0.
    var isWhole: Bool { exponent >= 0 || digits.suffix(-exponent).allSatisfy { $0 == 0 } }

    /// The number with so many digits after the point, half rounded up.
    func text(digits places: Int) -> String {
        var rounded = digits
        if exponent < -places {
            let cut = -places - exponent
            let dropped = cut <= rounded.count ? rounded[rounded.count - cut] : 0
            rounded = Array(rounded.dropLast(cut))
            if dropped >= 5 { Self.increment(&rounded) }
        } else {
            rounded += [UInt8](repeating: 0, count: exponent + places)
        }
        while rounded.count <= places { rounded.insert(0, at: 0) }
        let isZero = rounded.allSatisfy { $0 == 0 }
        while rounded.count > places + 1, rounded[0] == 0 { rounded.removeFirst() }
        let shown = rounded.map { String($0) }
        let whole = shown.dropLast(places).joined()
        let fraction = shown.suffix(places).joined()
        return (isNegative && !isZero ? "-" : "") + whole + (places > 0 ? "." + fraction : "")
    }

    private static func increment(_ digits: inout [UInt8]) {
        for index in digits.indices.reversed() {
            guard digits[index] == 9 else {
                digits[index] += 1
                return
            }
            digits[index] = 0
        }
        digits.insert(1, at: 0)
    }
}
