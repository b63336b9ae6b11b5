import Basics
import Templates
import Testing

@Suite struct ObjectTests {
    private let device = SpyObject([
        "name": .string("csr-1"), "rack": .null, "tags": .list([.string("a"), .string("b")]),
        "location": .object(SpyObject(["name": .string("NYC")])),
        "get_config_context": .function(
            TemplateFunction("get_config_context") { _ in .map([("ntp", .string("10.0.0.1"))]) }),
    ])

    @Test func `members are read when they are asked for`() throws {
        let template = try Template(parsing: "{{ obj.name }} {{ obj['location'].name }} {{ obj.name }}")
        #expect(try template.render(["obj": .object(device)]) == "csr-1 NYC csr-1")
        #expect(device.names == ["name", "location", "name"])
    }

    @Test func `a context that is not used is not touched`() throws {
        #expect(try Template(parsing: "{{ 1 if true else obj.name }}").render(["obj": .object(device)]) == "1")
        #expect(device.names.isEmpty)
    }

    @Test(arguments: [
        ("{{ obj }}", "csr-1"), ("{{ [obj] }}", "[&lt;Device: csr-1&gt;]"), ("{{ obj.nope }}|", "|"),
        ("{{ obj.nope.x }}", "!UndefinedError"), ("{{ obj.rack }}", "None"), ("{{ obj.broken }}", "!ValueError"),
        ("{{ obj.get_config_context().ntp }}", "10.0.0.1"), ("{{ obj.tags|join(',') }}", "a,b"),
        ("{{ obj == obj }}{{ obj != 1 }}{{ obj in [obj] }}", "TrueTrueTrue"), ("{{ {obj: 1}[obj] }}", "1"),
        ("{{ [obj, obj]|unique|list|length }}", "1"), ("{{ obj is iterable }}", "False"),
        ("{{ obj|list }}", "!TypeError"),
        ("{{ [obj]|map(attribute='name')|join }}", "csr-1"), ("{{ obj|attr('name') }}", "csr-1"),
        ("{{ [obj]|selectattr('location.name', 'equalto', 'NYC')|list|length }}", "1"), ("{{ obj() }}", "!TypeError"),
        ("{{ obj.name() }}", "!TypeError"), ("{{ obj|length }}", "!TypeError"), ("{{ obj < obj }}", "!TypeError"),
    ])
    func `an object behaves like a value`(_ template: String, _ expected: String) {
        #expect(outcome(template, ["obj": .object(device)]) == expected)
    }

    @Test func `an object can be a sequence`() throws {
        let rows = SpyObject(elements: [.object(device), .object(SpyObject(["name": .string("b")]))])
        let source =
            "{% for d in queryset %}{{ loop.index }}{{ d.name }} {% endfor %}{{ queryset|length }}{{ queryset[1].name }}"
        #expect(try Template(parsing: source).render(["queryset": .object(rows)]) == "1csr-1 2b 2b")
    }

    @Test func `an error names the type of the object`() throws {
        let error = #expect(throws: TemplateError.self) {
            try Template(parsing: "\n{{ obj.nope.x }}").render(["obj": .object(device)])
        }
        #expect(error?.message == "'Device object' has no attribute 'nope'")
        #expect(error?.description == "'Device object' has no attribute 'nope' (line 2)")
    }

    @Test func `what a template does to its data is gone afterwards`() throws {
        let template = try Template(parsing: "{% do l.append(3) %}{% do d.update(k=2) %}{{ l }}{{ d }}")
        let context: [String: TemplateValue] = ["l": .list([.int(1)]), "d": .map([("k", .int(1))])]
        for _ in 0..<2 {
            #expect(try template.render(context, options: TemplateOptions(escaping: .none)) == "[1, 3]{'k': 2}")
        }
    }

    @Test func `many tasks can render one template`() async throws {
        let template = try Template(parsing: "{% for i in range(50) %}{{ i * n }} {% endfor %}")
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<16 {
                group.addTask {
                    let text = try template.render(["n": .int(number)])
                    return text.split(separator: " ").last.map(String.init) == String(49 * number)
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }

    @Test func `a value from JSON keeps the order of its members`() throws {
        let json = try JSONValue(parsing: #"{"b":[1,2.5,true,null],"a":{"x":"<"}}"#)
        #expect(
            try Template(parsing: "{{ v }}").render(
                ["v": TemplateValue(json)], options: TemplateOptions(escaping: .none))
                == "{'b': [1, 2.5, True, None], 'a': {'x': '<'}}")
    }

    @Test func `markup and missing values can be handed in`() {
        let context: [String: TemplateValue] = ["m": .markup("<b>"), "u": .undefined("'u' is gone")]
        #expect(outcome("{{ m }}{{ u }}{{ u is defined }}", context) == "<b>False")
        #expect(outcome("{{ u.x }}", context) == "!UndefinedError")
    }
}
