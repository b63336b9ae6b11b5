import Foundation

/// Filters for plain values that Nautobot adds.
enum ValueFilters {
    static let all: [Filter] = [
        Filter("split", "sep?") { call throws(TemplateError) in
            guard let split = TextMethods.all["split"] else { return .none }
            let text = try call.text(with: "split")
            return try split(
                call.evaluator, call.same(text), CallArguments(positional: [call[0] ?? .string(",")]))
        },
        Filter("get_item", "key") { call throws(TemplateError) in
            guard case .dict(let dict) = call.subject else { return .none }
            return dict.value(try call.evaluator.hashKey(of: call[0] ?? .none)) ?? .none
        },
        Filter("bettertitle") { call throws(TemplateError) in
            let words = PythonText.words(try call.text(with: "split")).map { word in
                (word.unicodeScalars.first?.properties.uppercaseMapping ?? "") + String(word.unicodeScalars.dropFirst())
            }
            return .string(words.joined(separator: " "))
        },
        Filter("quote_string") { call in
            guard let text = call.subject.textValue else { return call.subject }
            return .string("\"\(text)\"")
        },
        Filter("divide", "y") { call throws(TemplateError) in try quotient(call, times: 1) },
        Filter("percentage", "y") { call throws(TemplateError) in try quotient(call, times: 100) },
        Filter("as_range", body: range),
        Filter("meters_to_feet") { call throws(TemplateError) in
            .double(try Conversion.double(call.subject) * 3.28084)
        },
        Filter("humanize_speed", body: speed),
        Filter("settings_or_config", "app_name?") { call throws(TemplateError) in
            guard call.given(0) == nil else {
                throw .value(
                    "The 'settings_or_config' filter does not support the 'app_name' argument in Jinja templates.")
            }
            throw TemplateError(.attribute, try call.text())
        },
    ]

    private static func quotient(_ call: FilterCall, times: Double) throws(TemplateError) -> Value {
        let other = call[0] ?? .none
        if call.subject.isNone || other.isNone { return .none }
        let quotient = try call.evaluator.calculate(call.subject, .divide, other)
        guard case .double(let number) = quotient else { return .none }
        return .int(try Conversion.integer((number * times).rounded(.toNearestOrEven)))
    }

    private static func range(_ call: FilterCall) throws(TemplateError) -> Value {
        do throws(TemplateError) {
            let stop = Int(clamping: try Conversion.integer(call.subject))
            guard stop <= TemplateLimits.rangeLength else {
                throw TemplateError(.overflow, "Range too big: at most \(TemplateLimits.rangeLength) elements.")
            }
            return .range(RangeValue(start: 0, stop: stop, step: 1))
        } catch {
            guard error.kind == .type || error.kind == .value else { throw error }
            return try call.evaluator.list([])
        }
    }

    private static func speed(_ call: FilterCall) throws(TemplateError) -> Value {
        guard try call.evaluator.isTrue(call.subject) else { return .string("") }
        guard let speed = call.subject.numberValue else { throw .type("the speed must be a number") }
        let units: [(Double, String)] = [(1e9, "Tbps"), (1e6, "Gbps"), (1e3, "Mbps")]
        for (unit, name) in units where speed >= unit {
            return .string(PythonNumber.formatted(speed / unit, "g", 6) + " " + name)
        }
        return .string(try call.text() + " Kbps")
    }
}
