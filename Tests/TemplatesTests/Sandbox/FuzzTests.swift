import Basics
import Templates
import Testing

/// Random templates, which may fail and must not stop the process.
@Suite struct FuzzTests {
    private static let limits = TemplateLimits(steps: 500, outputBytes: 2_048, depth: 40)

    private func render(_ template: String) {
        _ = outcome(template, ConformanceContext.filters.values, options: TemplateOptions(limits: Self.limits))
    }

    @Test func `twenty thousand random templates stop nothing`() throws {
        var generator = TemplateGenerator(seed: 20_260_101)
        let context = ConformanceContext.filters.values
        let options = TemplateOptions(limits: Self.limits)
        var rendered = 0
        for _ in 0..<20_000 {
            let source = generator.template()
            guard let template = try? Template(parsing: source) else { continue }
            if (try? template.render(context, options: options)) != nil { rendered += 1 }
        }
        // Enough of them mean something, or nothing was tested.
        #expect(rendered > 3_000, "\(rendered)")
    }

    @Test func `templates cut short or with bytes changed stop nothing`() {
        let random = SeededRandom(seed: 7)
        let rows = [ConformanceTable.statements, .syntax, .network].flatMap(\.rows)
        let sources = rows.map(\.template).filter { !$0.isEmpty }
        for source in sources {
            var bytes = Array(source.utf8)
            let place = Int(random.below(UInt64(bytes.count)))
            render(String(decoding: bytes[..<place], as: UTF8.self))
            bytes[place] = UInt8(truncatingIfNeeded: random.below(128))
            render(String(decoding: bytes, as: UTF8.self))
        }
    }
}

/// Makes templates that are mostly well formed.
private struct TemplateGenerator {
    private let random: SeededRandom
    private let filters = TemplateLanguage.full.filterNames
    private let tests = TemplateLanguage.testNames

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    private func pick(_ choices: [String]) -> String { choices[Int(random.below(UInt64(choices.count)))] }

    private func chance(_ percent: UInt64) -> Bool { random.below(100) < percent }

    mutating func template() -> String { piece(1) }

    private static let atoms = [
        "n", "f", "s", "l", "d", "html", "nested", "big", "words", "nope", "loop", "self", "range(3)", "1", "0", "-1",
        "1.5",
        "1e308", "10**38", "'x'", "'<'", "'10.0.0.1/24'", "'Gi0/[1-3]'", "'%s'", "'{}'", "true", "none", "[]", "{}",
        "()",
        "[1, 'a']", "{'k': 1}", "(1, 2)", "namespace(a=1)", "cycler(1, 2)", "'aa:bb:cc:00:11:22'", "'é\\n日'", "2**126",
    ]
    private static let operators = [
        "+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", ">=", "in", "not in", "and", "or",
    ]
    private static let methods = [
        "upper()", "split()", "split('a', 1)", "join(l)", "replace('a', 'b')", "format(1, a=2)", "items()", "get('k')",
        "pop()", "append(1)", "index(1)", "center(9)", "sort()", "find('a')", "a", "k", "x.y", "next()", "zfill(5)",
        "update(d)", "strip('a')", "partition('a')", "splitlines()", "count('a')", "insert(0, 1)", "title()",
    ]
    private static let subscripts = [
        "[0]", "[-1]", "[1:]", "[::-1]", "['k']", "[9]", "[:2]", "[::0]", "[10**30]", "['']",
    ]

    private func expression(_ depth: Int) -> String {
        guard depth > 0 else { return pick(Self.atoms) }
        switch random.below(10) {
        case 0...2: return "\(expression(depth - 1)) \(pick(Self.operators)) \(expression(depth - 1))"
        case 3, 4:
            let arguments =
                chance(50) ? "(\((0...random.below(2)).map { _ in expression(0) }.joined(separator: ", ")))" : ""
            return "\(expression(depth - 1))|\(pick(filters))\(arguments)"
        case 5: return "(\(expression(depth - 1))).\(pick(Self.methods))"
        case 6: return "(\(expression(depth - 1)))\(pick(Self.subscripts))"
        case 7: return "\(expression(depth - 1)) is \(pick(tests))\(chance(30) ? "(\(expression(0)))" : "")"
        case 8: return "\(expression(0)) if \(expression(depth - 1)) else \(expression(0))"
        default: return chance(50) ? "[\(expression(depth - 1))]" : "-\(expression(depth - 1))"
        }
    }

    private func piece(_ depth: Int) -> String {
        let inner = depth > 0 ? piece(depth - 1) : "x"
        switch random.below(14) {
        case 0: return "{% if \(expression(1)) %}\(inner){% else %}\(inner){% endif %}"
        case 1: return "{% for x in \(expression(1)) %}\(inner){{ loop.index }}{% else %}e{% endfor %}"
        case 2: return "{% for a, b in \(expression(1)) if a %}\(inner){% endfor %}"
        case 3: return "{% set x = \(expression(2)) %}{{ x }}"
        case 4: return "{% macro m(a, b=1) %}\(inner){{ a }}{% endmacro %}{{ m(\(expression(1))) }}"
        case 5: return "{% filter \(pick(filters)) %}\(inner){% endfilter %}"
        case 6: return "{%- with x = \(expression(1)) -%} \(inner) {%- endwith %}"
        case 7: return "{% for x in l recursive %}{{ loop(\(expression(0))) if loop.depth < 3 }}{% endfor %}"
        default: return "{{ \(expression(2)) }}"
        }
    }
}
