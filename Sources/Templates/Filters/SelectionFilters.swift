/// Jinja's filters that choose or change each element.
enum SelectionFilters {
    static let all: [Filter] = [
        Filter("map", "*", body: map),
        Filter("select", "*") { call throws(TemplateError) in try select(call, keeps: true, byAttribute: false) },
        Filter("reject", "*") { call throws(TemplateError) in try select(call, keeps: false, byAttribute: false) },
        Filter("selectattr", "*") { call throws(TemplateError) in try select(call, keeps: true, byAttribute: true) },
        Filter("rejectattr", "*") { call throws(TemplateError) in try select(call, keeps: false, byAttribute: true) },
    ]

    private static func map(_ call: FilterCall) throws(TemplateError) -> Value {
        let evaluator = call.evaluator
        var arguments = call.all
        var mapped: [Value] = []
        guard try evaluator.isTrue(call.subject) else {
            return try evaluator.iterator([], "generator object sync_do_map")
        }
        if arguments.positional.isEmpty, let attribute = arguments["attribute"] {
            let others = arguments.named.filter { $0.name != "attribute" && $0.name != "default" }
            if let other = others.first {
                throw .filterArgument("Unexpected keyword argument \(PythonText.quoted(other.name))")
            }
            let preset = arguments["default"].flatMap { $0.isNone ? nil : $0 }
            let getter = try AttributeGetter(attribute, preset: preset)
            for item in try call.items() { mapped.append(try getter.value(of: item, evaluator)) }
        } else {
            guard let name = arguments[0] else { throw .filterArgument("map requires a filter argument") }
            arguments.positional.removeFirst()
            let filter = try evaluator.text(of: name)
            for item in try call.items() { mapped.append(try evaluator.filter(filter, item, arguments)) }
        }
        return try evaluator.iterator(mapped, "generator object sync_do_map")
    }

    private static func select(
        _ call: FilterCall, keeps: Bool, byAttribute: Bool
    ) throws(TemplateError) -> Value {
        let evaluator = call.evaluator
        var arguments = call.all
        var selected: [Value] = []
        let name = "generator object select_or_reject"
        guard try evaluator.isTrue(call.subject) else { return try evaluator.iterator([], name) }
        var getter = try AttributeGetter(nil)
        if byAttribute {
            guard let attribute = arguments[0] else {
                throw .filterArgument("Missing parameter for attribute name")
            }
            getter = try AttributeGetter(attribute)
            arguments.positional.removeFirst()
        }
        let test = try arguments.positional.isEmpty ? nil : evaluator.text(of: arguments.positional.removeFirst())
        for item in try call.items() {
            let value = try getter.value(of: item, evaluator)
            let holds: Bool
            if let test {
                holds = try evaluator.test(test, value, arguments)
            } else {
                holds = try evaluator.isTrue(value)
            }
            if holds == keeps { selected.append(item) }
        }
        return try evaluator.iterator(selected, name)
    }
}
