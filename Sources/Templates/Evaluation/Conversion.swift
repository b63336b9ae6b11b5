/// What `int()`, `float()` and positions make of values.
enum Conversion {
    /// `int(number)`.
    static func integer(_ number: Double) throws(TemplateError) -> Int128 {
        guard !number.isNaN else { throw .value("cannot convert float NaN to integer") }
        guard number.isFinite else { throw TemplateError(.overflow, "cannot convert float infinity to integer") }
        guard let value = Int128(exactly: number.rounded(.towardZero)) else { throw .integerTooLarge }
        return value
    }

    /// `int(value)`.
    static func integer(_ value: Value) throws(TemplateError) -> Int128 {
        switch value {
        case .undefined(let missing): throw missing.error
        case .double(let number): return try integer(number)
        case .string(let text), .markup(let text):
            guard let number = PythonNumber.integer(text) else {
                let digits = PythonText.strip(text).utf8
                if digits.count > 38, digits.dropFirst().allSatisfy({ (0x30...0x39).contains($0) }) {
                    throw .integerTooLarge
                }
                throw .value("invalid literal for int() with base 10: \(PythonText.quoted(text))")
            }
            return number
        default:
            guard let number = value.integerValue else {
                throw .type(
                    "int() argument must be a string, a bytes-like object or a real number, not "
                        + PythonText.quoted(value.typeName))
            }
            return number
        }
    }

    /// `float(value)`.
    static func double(_ value: Value) throws(TemplateError) -> Double {
        if case .undefined(let missing) = value { throw missing.error }
        if let number = value.numberValue { return number }
        guard let text = value.textValue else {
            throw .type("float() argument must be a string or a real number, not \(PythonText.quoted(value.typeName))")
        }
        guard let number = PythonNumber.double(text) else {
            throw .value("could not convert string to float: \(PythonText.quoted(text))")
        }
        return number
    }

    /// A count or a position; numbers out of range are cut.
    static func index(_ value: Value) throws(TemplateError) -> Int {
        if case .undefined(let missing) = value { throw missing.error }
        guard let number = value.integerValue else {
            throw .type("\(PythonText.quoted(value.typeName)) object cannot be interpreted as an integer")
        }
        return Int(clamping: number)
    }
}
