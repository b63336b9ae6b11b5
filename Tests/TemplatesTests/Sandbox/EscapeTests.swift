import Templates
import Testing

/// Attempts to get out of the sandbox.
@Suite struct EscapeTests {
    /// Whether a result shows nothing from beneath the surface.
    private func isHarmless(_ result: String) -> Bool {
        if result.hasPrefix("!") { return true }
        let telltales = ["<class", "<function", "<module", "<slot", "<built-in", "object at", "root:", "secret"]
        return !telltales.contains(where: result.contains)
    }

    private static let bases = [
        "''", "'x'|safe", "1", "1.5", "true", "none", "[]", "()", "{}", "range", "range(3)", "dict", "cycler",
        "cycler(1)",
        "joiner", "joiner()", "namespace", "namespace()", "lipsum", "self", "obj", "obj.name", "nope", "gettext", "_",
        "url", "''.upper", "[].append", "{}.items()", "[1]|map('string')", "'10.0.0.1'|ipaddress_address('version')",
        "('10.0.0.0/8'|ipaddress_interface('network'))", "('a,b'|split)", "(obj|attr('name'))",
    ]
    private static let names = [
        "__class__", "__globals__", "__init__", "__dict__", "__mro__", "__base__", "__bases__", "__subclasses__",
        "__code__", "__closure__", "__builtins__", "__self__", "__func__", "__module__", "__import__",
        "__getattribute__",
        "__reduce__", "__reduce_ex__", "__call__", "__wrapped__", "_meta", "_state", "_func", "_iterator", "_iterable",
        "_TemplateReference__context", "_undefined_obj", "_Namespace__attrs", "_environment", "mro", "gi_frame",
        "f_globals",
    ]

    @Test("no name from beneath the surface is there", arguments: bases)
    func names(of base: String) {
        for name in Self.names {
            let attempts = [
                "{{ (\(base)).\(name) }}", "{{ (\(base))['\(name)'] }}", "{{ (\(base))|attr('\(name)') }}",
                "{{ [\(base)]|map(attribute='\(name)')|list|join }}", "{{ '{0.\(name)}'.format(\(base)) }}",
                "{{ '{0[\(name)]}'.format(\(base)) }}", "{{ (\(base))['\(name.dropLast())' ~ '\(name.suffix(1))'] }}",
            ]
            for attempt in attempts {
                let result = outcome(attempt, ["obj": .object(SpyObject(["name": .string("csr-1")]))])
                let isEmpty = result.isEmpty || result == "None" || result.hasPrefix("!")
                #expect(isEmpty, "\(attempt) gives \(result)")
            }
            for use in ["{{ (\(base)).\(name).x }}", "{{ (\(base)).\(name)() }}", "{{ (\(base)).\(name) + 1 }}"] {
                let result = outcome(use, ["obj": .object(SpyObject())])
                #expect(result.hasPrefix("!"), "\(use) gives \(result)")
            }
        }
    }

    @Test("a known attempt reaches nothing", arguments: Attempts.all)
    func known(_ attempt: String) {
        let context: [String: TemplateValue] = [
            "obj": .object(SpyObject(["name": .string("csr-1")])), "l": .list([.int(1)]), "d": .map([("k", .int(1))]),
        ]
        let result = outcome(attempt, context)
        #expect(isHarmless(result), "\(attempt) gives \(result)")
    }

    @Test func `there are enough attempts`() {
        #expect(Set(Attempts.all).count >= 150)
    }

    @Test func `an object is never asked for a name that begins with an underscore`() {
        let spy = SpyObject(["name": .string("csr-1")])
        for name in Self.names where name.hasPrefix("_") {
            for form in ["obj.\(name)", "obj['\(name)']", "obj|attr('\(name)')", "'{0.\(name)}'.format(obj)"] {
                _ = outcome("{{ \(form) }}", ["obj": .object(spy)])
            }
            _ = outcome(
                "{{ [obj]|map(attribute='\(name)')|list }}{{ [obj]|sort(attribute='\(name)') }}", ["obj": .object(spy)])
        }
        #expect(spy.names.isEmpty)
    }

    @Test func `there are no other templates`() {
        for tag in ["include 'x'", "extends 'x'", "import 'x' as y", "from 'x' import y", "include ['a', 'b']"] {
            #expect(outcome("{% \(tag) %}") == "!TemplateNotFound")
        }
    }

    @Test func `a hidden value prints nothing and fails in use`() throws {
        let error = #expect(throws: TemplateError.self) {
            try Template(parsing: "a\n{{ ''.__class__.__mro__ }}").render()
        }
        #expect(error?.kind == .security)
        #expect(error?.message == "access to attribute '__class__' of 'str' object is unsafe.")
        #expect(error?.line == 2)
        #expect(outcome("{{ ''.__class__ }}|") == "|")
    }
}
