import Basics
import Templates
import Testing

/// Templates and what the reference makes of them: Jinja2 3.1.6 in a sandbox, with the filters of Django 5.2, netutils 1.19
/// and Nautobot 3.2.
///
/// One row a line: the template, `⇒`, and the text, or `!` and the exception. `⏎` stands for a line break.
struct ConformanceTable: Sendable {
    /// A row of a table.
    struct Row: Sendable, CustomTestStringConvertible {
        let template: String
        let expected: String

        var testDescription: String { template }
    }

    let name: String
    let context: ConformanceContext
    let rows: [Row]

    init(_ name: String, context: ConformanceContext, rows text: String) {
        self.name = name
        self.context = context
        rows = text.split(separator: "\n").compactMap { line in
            guard let arrow = line.firstRange(of: " ⇒") else { return nil }
            let expected = line[arrow.upperBound...].dropFirst().split(separator: "⏎", omittingEmptySubsequences: false)
            return Row(template: String(line[..<arrow.lowerBound]), expected: expected.joined(separator: "\n"))
        }
    }
}

/// The data behind the tables.
enum ConformanceContext: String {
    case empty = "{}"
    case expressions = #"{"a":7,"b":2,"s":"xy","l":[1,2,3],"d":{"k":"v","n":{"m":5}},"t":true,"f":false,"z":null}"#
    case methods = #"{"s":"Hello-World_foo","d":{"a":1,"b":2},"l":[3,1,2],"sp":"  pad  "}"#
    case statements = #"""
        {"l":["a","b","c"],"d":{"x":1,"y":2},"n":3,"users":[{"n":"al","ok":true},{"n":"bo","ok":false}]}
        """#
    case device = #"""
        {"obj":{"name":"csr-1","serial":"FOC1","location":{"name":"NYC","parent":{"name":"US"}},"tenant":null,
        "cf":{"color":"red","empty":"","num":7,"flag":true},"tags":["prod","east"],"vlans":[1,2,3,10,11],
        "interfaces":[{"name":"Gi0/1","enabled":true},{"name":"Gi0/2","enabled":false}],"position":12}}
        """#
    case filters = #"""
        {"n":-7,"f":3.14159,"s":"hello World foo","l":[3,1,2,2],"d":{"b":2,"a":1,"C":3},"html":"<p>Hi <b>there</b></p>",
        "nested":[{"k":"x","v":2},{"k":"y","v":1},{"k":"x","v":3}],"big":1234567,"words":"the quick brown fox jumps"}
        """#
    case text = #"""
        {"s":"hello wOrld & <x>","n":3,"l":["a","b"],"e":[],"f":34.26,"z":null,"words":"one two three four"}
        """#

    /// The names for a template.
    var values: [String: TemplateValue] {
        guard let object = (try? JSONValue(parsing: rawValue))?.objectValue else { return [:] }
        return Dictionary(object.map { ($0.key, TemplateValue($0.value)) }) { $1 }
    }
}

/// Renders, and shows an error as `!` and the exception.
func outcome(
    _ template: String, _ context: [String: TemplateValue] = [:], language: TemplateLanguage = .full,
    options: TemplateOptions = TemplateOptions()
) -> String {
    do throws(TemplateError) {
        return try Template(parsing: template, language: language).render(context, options: options)
    } catch {
        return "!" + error.kind.rawValue
    }
}
