import Templates
import Testing

/// Templates that would take all memory or time.
@Suite struct LimitTests {
    @Test("a bomb ends soon with an error", arguments: Bombs.all)
    func bombs(_ bomb: String) {
        let clock = ContinuousClock()
        let start = clock.now
        // A tenth of the usual steps, for debug code on a busy machine.
        let options = TemplateOptions(limits: TemplateLimits(steps: 100_000))
        let result = outcome(bomb, ["l": .list([.int(1)])], options: options)
        #expect(["!LimitError", "!OverflowError", "!ValueError"].contains(result), "\(result.prefix(80))")
        #expect(start.duration(to: clock.now) < .seconds(10))
    }

    @Test func `the same template reaches a limit in the same place`() throws {
        let template = try Template(parsing: "{% for i in range(1000) %}{{ i }}{% endfor %}")
        func isEnough(_ steps: Int) -> Bool {
            (try? template.render(options: TemplateOptions(limits: TemplateLimits(steps: steps)))) != nil
        }
        var (tooFew, enough) = (0, 1 << 20)
        while enough - tooFew > 1 {
            let middle = (tooFew + enough) / 2
            if isEnough(middle) { enough = middle } else { tooFew = middle }
        }
        #expect(enough > 1_000)
        for _ in 0..<3 {
            #expect(isEnough(enough))
            #expect(!isEnough(enough - 1))
        }
    }

    @Test func `each limit can be set`() {
        func outcome(_ template: String, _ limits: TemplateLimits) -> String {
            TemplatesTests.outcome(template, options: TemplateOptions(limits: limits))
        }
        #expect(outcome("{{ 'x' * 100 }}", TemplateLimits(outputBytes: 99)) == "!LimitError")
        #expect(outcome("{{ 'x' * 99 }}", TemplateLimits(outputBytes: 99)).count == 99)
        #expect(outcome("{{ 'x' * 50 }}{{ 'x' * 50 }}", TemplateLimits(outputBytes: 99)) == "!LimitError")
        #expect(outcome("{% for i in range(50) %}{% endfor %}", TemplateLimits(steps: 50)) == "!LimitError")
        #expect(outcome("{{ [[[[1]]]] }}", TemplateLimits(depth: 3)) == "!LimitError")
        #expect(TemplateLimits(depth: 1_000_000).depth == 400)
        let deepest = TemplateLimits(depth: 400)
        #expect(
            outcome("{% macro m(x) %}{{ [[m([x])]]|first|upper }}{% endmacro %}{{ m(1) }}", deepest) == "!LimitError")
        #expect(
            outcome(
                "{% set ns = namespace(x=[]) %}{% for i in range(1000) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x|tojson }}",
                deepest) == "!LimitError")
    }

    @Test func `nesting in the text is bound`() {
        for (open, close) in [("(", ")"), ("[", "]"), ("{1:", "}"), ("not ", ""), ("-", ""), ("- -", ""), ("f(", ")")] {
            let deep = String(repeating: open, count: 5_000) + "1" + String(repeating: close, count: 5_000)
            #expect(outcome("{{ \(deep) }}") == "!LimitError", "\(open)")
        }
        for tag in ["if 1", "for i in l", "with", "filter upper", "macro m()", "call m()", "set x", "autoescape true"] {
            let end = tag.prefix { $0.isLetter }
            let deep =
                String(repeating: "{% \(tag) %}", count: 2_000) + String(repeating: "{% end\(end) %}", count: 2_000)
            #expect(outcome(deep) == "!LimitError", "\(tag)")
        }
    }

    @Test func `chains are as long as one likes`() {
        let count = 20_000
        #expect(outcome("{{ 0" + String(repeating: " + 1", count: count) + " }}") == "20000")
        #expect(outcome("{{ 'a'" + String(repeating: " ~ 'a'", count: count) + " }}").count == count + 1)
        #expect(outcome("{{ 'a'" + String(repeating: "|upper", count: count) + " }}") == "A")
        #expect(outcome("{{ 1" + String(repeating: " and 1", count: count) + " }}") == "1")
        #expect(outcome("{{ 1" + String(repeating: " < 2", count: 2) + " }}") == "False")
        #expect(outcome("{{ 1 if 0" + String(repeating: " else 1 if 0", count: count) + " else 2 }}") == "2")
        let branches = String(repeating: "{% elif 0 %}", count: count)
        #expect(outcome("{% if 0 %}\(branches){% else %}x{% endif %}") == "x")
    }

    @Test func `a template that is too long is refused`() {
        #expect(outcome(String(repeating: "x", count: TemplateLimits.sourceBytes + 1)) == "!LimitError")
    }
}
