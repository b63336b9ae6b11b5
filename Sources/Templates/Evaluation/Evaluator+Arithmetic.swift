import Foundation

extension Evaluator {
    /// `left operation right`.
    func calculate(
        _ left: Value, _ operation: Expression.Operator, _ right: Value
    ) throws(TemplateError) -> Value {
        if operation == .modulo, let text = left.textValue {
            let arguments: CallArguments
            switch right {
            case .tuple(let tuple): arguments = CallArguments(positional: tuple.items)
            default: arguments = CallArguments(positional: [right])
            }
            return try charge(try PercentFormat.format(text, isMarkup: left.isMarkup, arguments, right, self))
        }
        if case .undefined(let missing) = left { throw missing.error }
        if case .undefined(let missing) = right { throw missing.error }
        if let left = left.integerValue, let right = right.integerValue {
            return try calculate(left, operation, right)
        }
        if let left = left.numberValue, let right = right.numberValue {
            return .double(try calculate(left, operation, right))
        }
        switch operation {
        case .add: return try join(left, right)
        case .multiply: return try repeated(left, right)
        default: throw unsupported(left, operation.rawValue, right)
        }
    }

    private func unsupported(_ left: Value, _ sign: String, _ right: Value) -> TemplateError {
        let sign = sign == "**" ? "** or pow()" : sign
        let types = "\(PythonText.quoted(left.typeName)) and \(PythonText.quoted(right.typeName))"
        return .type("unsupported operand type(s) for \(sign): \(types)")
    }

    private func calculate(
        _ left: Int128, _ operation: Expression.Operator, _ right: Int128
    ) throws(TemplateError) -> Value {
        let result: (partialValue: Int128, overflow: Bool)
        switch operation {
        case .add: result = left.addingReportingOverflow(right)
        case .subtract: result = left.subtractingReportingOverflow(right)
        case .multiply: result = left.multipliedReportingOverflow(by: right)
        case .divide:
            guard right != 0 else { throw .divisionByZero }
            return .double(Double(left) / Double(right))
        case .floorDivide, .modulo:
            guard right != 0 else { throw TemplateError(.zeroDivision, "integer division or modulo by zero") }
            guard right != -1 else { return operation == .modulo ? .int(0) : try negative(.int(left)) }
            let (quotient, remainder) = PythonNumber.floorDivision(left, right)
            return .int(operation == .modulo ? remainder : quotient)
        case .power:
            guard right < 0 else {
                guard let power = PythonNumber.power(left, right) else { throw .integerTooLarge }
                return .int(power)
            }
            return .double(try calculate(Double(left), .power, Double(right)))
        }
        guard !result.overflow else { throw .integerTooLarge }
        return .int(result.partialValue)
    }

    private func calculate(
        _ left: Double, _ operation: Expression.Operator, _ right: Double
    ) throws(TemplateError) -> Double {
        switch operation {
        case .add: return left + right
        case .subtract: return left - right
        case .multiply: return left * right
        case .divide:
            guard right != 0 else { throw TemplateError(.zeroDivision, "float division by zero") }
            return left / right
        case .floorDivide, .modulo:
            guard right != 0 else { throw TemplateError(.zeroDivision, "float floor division by zero") }
            var remainder = left.truncatingRemainder(dividingBy: right)
            if remainder != 0, (remainder < 0) != (right < 0) { remainder += right }
            return operation == .modulo ? remainder : ((left - remainder) / right).rounded()
        case .power:
            guard left != 0 || right >= 0 else {
                throw TemplateError(.zeroDivision, "0.0 cannot be raised to a negative power")
            }
            let power = pow(left, right)
            guard power.isFinite || !left.isFinite || !right.isFinite else {
                throw TemplateError(.overflow, "(34, 'Numerical result out of range')")
            }
            return power
        }
    }

    func negative(_ value: Value) throws(TemplateError) -> Value {
        if case .undefined(let missing) = value { throw missing.error }
        if case .double(let number) = value { return .double(-number) }
        guard let number = value.integerValue else {
            throw .type("bad operand type for unary -: \(PythonText.quoted(value.typeName))")
        }
        let (result, overflow) = Int128(0).subtractingReportingOverflow(number)
        guard !overflow else { throw .integerTooLarge }
        return .int(result)
    }

    func positive(_ value: Value) throws(TemplateError) -> Value {
        if case .undefined(let missing) = value { throw missing.error }
        if case .double = value { return value }
        guard let number = value.integerValue else {
            throw .type("bad operand type for unary +: \(PythonText.quoted(value.typeName))")
        }
        return .int(number)
    }

    private func join(_ left: Value, _ right: Value) throws(TemplateError) -> Value {
        if let first = left.textValue, let second = right.textValue {
            guard left.isMarkup || right.isMarkup else { return try charge(.string(first + second)) }
            return try charge(.markup(try escaped(left) + escaped(right)))
        }
        switch (left, right) {
        case (.list(let left), .list(let right)): return try list(left.items + right.items)
        case (.tuple(let left), .tuple(let right)): return try tuple(left.items + right.items)
        case (.string, _), (.markup, _):
            throw .type("can only concatenate str (not \"\(right.typeName)\") to str")
        case (.list, _), (.tuple, _):
            throw .type("can only concatenate \(left.typeName) (not \"\(right.typeName)\") to \(left.typeName)")
        default: throw unsupported(left, "+", right)
        }
    }

    private func repeated(_ left: Value, _ right: Value) throws(TemplateError) -> Value {
        let value: Value
        let times: Int128
        if let number = right.integerValue {
            (value, times) = (left, number)
        } else if let number = left.integerValue {
            (value, times) = (right, number)
        } else {
            throw unsupported(left, "*", right)
        }
        let count = Int(clamping: max(times, 0))
        switch value {
        case .string(let text), .markup(let text):
            try check(length: text.utf8.count, times: count)
            let repeated = PythonText.repeated(text, count)
            return value.isMarkup ? .markup(repeated) : .string(repeated)
        case .list(let list): return try self.list(try repeated(list.items, count))
        case .tuple(let tuple): return try self.tuple(try repeated(tuple.items, count))
        default: throw unsupported(left, "*", right)
        }
    }

    /// The elements as often as said; checked before they are made.
    func repeated(_ items: [Value], _ count: Int) throws(TemplateError) -> [Value] {
        let (total, overflow) = items.count.multipliedReportingOverflow(by: count)
        try spend(overflow ? .max : total)
        guard items.count != 1 else { return [Value](repeating: items[0], count: count) }
        return items.isEmpty ? [] : Array(repeatElement(items, count: count).joined())
    }
}
