import Templates
import Testing

@Suite struct LanguageTests {
    private let language = TemplateLanguage.full.adding(
        filters: [
            TemplateFunction("shout") { arguments in
                guard case .string(let text)? = arguments.positional.first else { return .null }
                let mark: String
                if case .string(let given)? = arguments.named["mark"] { mark = given } else { mark = "!" }
                return .string(text.uppercased() + mark)
            },
            TemplateFunction("upper") { _ in .markup("<b>mine</b>") },
            TemplateFunction("mode") { arguments in .string(arguments.escaping.rawValue) },
            TemplateFunction("fails") { _ throws(TemplateError) in throw TemplateError(.attribute, "no such thing") },
        ],
        functions: [TemplateFunction("site") { _ in .list([.string("FRA"), .string("NYC")]) }])

    @Test(arguments: [
        ("{{ 'a'|shout }}", "A!"), ("{{ 'a'|shout(mark='?') }}", "A?"), ("{{ 'a'|upper }}", "<b>mine</b>"),
        ("{{ ['a', 'b']|map('shout')|join }}", "A!B!"), ("{{ 5|shout }}", "None"), ("{{ 'shout' is filter }}", "True"),
        ("{{ site()|join('/') }}", "FRA/NYC"), ("{{ site is callable }}", "True"),
        ("{{ 'x'|fails }}", "!AttributeError"),
        ("{{ 1|mode }}{% autoescape false %}{{ 1|mode }}{% endautoescape %}", "htmlnone"),
        ("{{ [[1, (2,)], {'a': range(2)}]|shout }}", "None"),
    ])
    func `other modules add filters and functions`(_ template: String, _ expected: String) {
        #expect(outcome(template, language: language) == expected)
    }

    @Test func `a value without end is not handed out`() {
        #expect(outcome("{% set l = [] %}{% do l.append(l) %}{{ l|shout }}", language: language) == "!LimitError")
    }

    @Test func `Jinja's own language has no more than Jinja`() {
        #expect(outcome("{{ 'a'|slugify }}", language: .jinja) == "!TemplateAssertionError")
        #expect(outcome("{% trans %}x{% endtrans %}", language: .jinja) == "!TemplateSyntaxError")
        #expect(TemplateLanguage.jinja.filterNames.count == 54)
        #expect(TemplateLanguage.full.filterNames.count > 140)
        #expect(TemplateLanguage.testNames.count == 39)
    }

    @Test(arguments: [
        ("{{ x }}", "!UndefinedError"), ("{{ x is defined }}", "False"), ("{{ x is undefined }}", "True"),
        ("{{ x|default('d') }}", "d"), ("{% if x %}{% endif %}", "!UndefinedError"), ("{{ not x }}", "!UndefinedError"),
        ("{% for i in x %}{% endfor %}", "!UndefinedError"), ("{{ x == 1 }}", "!UndefinedError"),
        ("{{ 'a' ~ x }}", "!UndefinedError"), ("{{ [x] }}", "!UndefinedError"), ("{{ x|upper }}", "!UndefinedError"),
        ("{{ x|length }}", "!UndefinedError"), ("{{ d.k }}{{ d.nope|default('n') }}", "1n"),
        ("{{ d.nope }}", "!UndefinedError"),
        ("{{ l[9] }}", "!UndefinedError"), ("{{ ('a' if false) is defined }}", "False"),
        ("{{ 'a' if false }}", "!UndefinedError"),
        ("{{ x in [1] }}", "!UndefinedError"), ("{{ {x: 1} }}", "!UndefinedError"), ("{% set y = x %}", ""),
        ("{{ x|join }}", "!UndefinedError"), ("{{ ''.__class__ }}", "!SecurityError"),
        ("{{ x or 'y' }}", "!UndefinedError"),
    ])
    func `strict mode makes every use of a missing value an error`(_ template: String, _ expected: String) {
        let context: [String: TemplateValue] = ["d": .map([("k", .int(1))]), "l": .list([])]
        #expect(outcome(template, context, options: TemplateOptions(undefined: .strict)) == expected)
    }

    @Test(arguments: [
        ("a\nb\n{{ x + }}", 3, "unexpected 'end of print statement'"),
        ("{{ 1 }}\n{{ nope() }}", 2, "'nope' is undefined"),
        ("{% if 1 %}\n\n{{ 1 / 0 }}{% endif %}", 3, "division by zero"),
        ("\r\n\r\n{{ x|nope }}", 3, "No filter named 'nope'."),
        (
            "{% macro m() %}\n{{ 1 + 'a' }}{% endmacro %}\n{{ m() }}", 2,
            "unsupported operand type(s) for +: 'int' and 'str'"
        ),
        ("{# \n #}\n{% for x in 5 %}{% endfor %}", 3, "'int' object is not iterable"),
    ])
    func `an error has its line`(_ source: String, _ line: Int, _ message: String) throws {
        let error = #expect(throws: TemplateError.self) { try Template(parsing: source).render() }
        #expect(error?.line == line)
        #expect(error?.message == message)
    }

    @Test func `what is wrong with the text is told from what is wrong with the data`() {
        func error(_ source: String) -> TemplateError? {
            do throws(TemplateError) {
                _ = try Template(parsing: source).render()
                return nil
            } catch {
                return error
            }
        }
        #expect(error("{{ x ")?.isSyntactic == true)
        #expect(error("{{ x|nope }}")?.isSyntactic == true)
        #expect(error("{{ x.y }}")?.isSyntactic == false)
        #expect(error("{{ 1 }}") == nil)
    }

    @Test(arguments: [
        ("a\n", "a"), ("a\n\n", "a\n"), ("\n", ""), ("a\r\nb\rc", "a\nb\nc"),
        ("a \n {%- if 1 -%} \n b {%- endif %} c", "ab c"),
        ("{{ 1 }}\n{{ 2 }}\n", "1\n2"), ("  {%+ if 1 %}\n x\n{% endif %}\n", "  \n x\n"), ("{#- a -#} b", "b"),
        ("a {{- 1 -}} b", "a1b"), ("{% raw -%}  {{ x }}  {%- endraw %}", "{{ x }}"), ("a{# {{ #}b", "ab"), ("", ""),
    ])
    func `white space is kept or cut as in the reference`(_ template: String, _ expected: String) {
        #expect(outcome(template) == expected)
    }

    @Test func `random choices are the same for the same seed`() throws {
        let template = try Template(parsing: "{% for i in range(20) %}{{ range(100)|random }},{% endfor %}")
        let first = try template.render(options: TemplateOptions(seed: 1))
        #expect(try template.render(options: TemplateOptions(seed: 1)) == first)
        #expect(try template.render(options: TemplateOptions(seed: 2)) != first)
        #expect(Set(first.split(separator: ",")).count > 5)
    }

    @Test func `functions of pages say that they are not there`() {
        #expect(outcome("{{ url('x') }}") == "!TemplateRuntimeError")
        #expect(
            outcome("{{ lipsum(n=2, html=false)|length > 40 }}{{ lipsum(1)|escape|truncate(3, true, '') }}")
                == "True<p>")
    }
}
