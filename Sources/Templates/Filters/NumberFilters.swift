import Foundation

/// Jinja's filters for numbers.
enum NumberFilters {
    static let all: [Filter] = [
        Filter("abs") { call throws(TemplateError) in
            switch call.subject {
            case .double(let number): return .double(number.magnitude)
            case .int(let number) where number < 0: return try call.evaluator.negative(call.subject)
            default:
                guard let number = call.subject.integerValue else {
                    throw .type("bad operand type for abs(): \(PythonText.quoted(call.subject.typeName))")
                }
                return .int(number)
            }
        },
        Filter("int", "default?", "base?", body: integer),
        Filter("float", "default?") { call throws(TemplateError) in
            do throws(TemplateError) {
                return .double(try Conversion.double(call.subject))
            } catch {
                guard error.kind == .type || error.kind == .value else { throw error }
                return call[0] ?? .double(0)
            }
        },
        Filter("round", "precision?", "method?", body: round),
        Filter("filesizeformat", "binary?", body: fileSize),
    ]

    private static func integer(_ call: FilterCall) throws(TemplateError) -> Value {
        let preset = call[0] ?? .int(0)
        do throws(TemplateError) {
            if let text = call.subject.textValue {
                if let number = PythonNumber.integer(text, base: try call.index(1, 10)) { return .int(number) }
            }
            return .int(try Conversion.integer(call.subject))
        } catch {
            guard error.kind == .type || error.kind == .value else { throw error }
        }
        guard let text = call.subject.textValue, let number = PythonNumber.double(text), number.isFinite else {
            return preset
        }
        return .int(try Conversion.integer(number))
    }

    private static func round(_ call: FilterCall) throws(TemplateError) -> Value {
        let method = try call.text(1, "common")
        guard ["common", "ceil", "floor"].contains(method) else {
            throw .filterArgument("method must be common, ceil or floor")
        }
        let precision = try call.index(0)
        guard method == "common" else {
            guard let number = call.subject.numberValue else { throw notRound(call.subject) }
            let scale = pow(10, Double(precision))
            let scaled = number * scale
            guard scaled.isFinite, scale != 0 else { throw TemplateError(.overflow, "The number is too large.") }
            return .double((method == "ceil" ? scaled.rounded(.up) : scaled.rounded(.down)) / scale)
        }
        if let number = call.subject.integerValue {
            guard let rounded = PythonNumber.rounded(number, precision) else { throw .integerTooLarge }
            return .int(rounded)
        }
        guard case .double(let number) = call.subject else { throw notRound(call.subject) }
        return .double(PythonNumber.rounded(number, precision))
    }

    private static func notRound(_ value: Value) -> TemplateError {
        .type("type \(value.typeName) doesn't define __round__ method")
    }

    private static func fileSize(_ call: FilterCall) throws(TemplateError) -> Value {
        let isBinary = try call.flag(0)
        let size = try Conversion.double(call.subject)
        let base: Double = isBinary ? 1_024 : 1_000
        if size == 1 { return .string("1 Byte") }
        if size < base { return .string("\(try Conversion.integer(size)) Bytes") }
        let letters = ["k", "M", "G", "T", "P", "E", "Z", "Y"]
        var unit = base * base
        for (index, letter) in letters.enumerated() {
            if size < unit || index == letters.count - 1 {
                let name = (isBinary ? letter.uppercased() + "i" : letter) + "B"
                return .string("\(PythonNumber.fixed(base * size / unit, 1)) \(name)")
            }
            unit *= base
        }
        return .none
    }
}
