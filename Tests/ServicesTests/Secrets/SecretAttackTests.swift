import Basics
import Domain
import Modeling
import Secrets
import Services
import TestKit
import Testing

/// The attacks of contracts/secrets.md §5.3 that concern resolution; those on a backend's protocol are tested with its provider.
@Suite struct SecretAttackTests {
    /// What a template of the path gives for device `a`, or how it fails.
    private func path(_ template: String, _ more: JSONObject = [:]) async throws -> String {
        let world = try await SecretWorld()
        try await world.base.furnish()
        world.vault.answer { location, _ throws(SecretsError) in
            let object = JSONValue.object(JSONObject([("password", .string(location.coordinates[0]))]))
            return SecretDocument(SecretBytes(object.text))
        }
        let secret = try await world.secret("s", path: template, more)
        do {
            return try await world.text(secret, for: "device:a") ?? "binary"
        } catch let fault as SecretFault {
            return "\(fault.error.kind.rawValue): \(fault.error.message)"
        }
    }

    @Test func `S2: what a template makes of a name is what the provider checks`() async throws {
        let world = try await SecretWorld()
        try await world.base.furnish()
        try await world.base.make(
            "dcim.device",
            [
                "name": "../../sys/health", "device_type": "T1", "role": "core", "status": "Active",
                "location": "FRA",
            ])
        world.vault.answer { location, _ throws(SecretsError) in
            #expect(location.coordinates == ["net/../../sys/health"])
            throw SecretsError(.parameters, "A path may not go up.")
        }
        let secret = try await world.secret("s", path: "net/{{ obj.name }}")
        let fault = try await world.fault(secret, for: "device:../../sys/health")
        // The rendered path is in no message.
        #expect(fault.hasSuffix("A path may not go up.") && !fault.contains("sys/health"))
    }

    @Test(
        "S21: a template reaches no code",
        arguments: [
            "{{ ''.__class__.__mro__ }}", "{{ lipsum.__globals__['os'].popen('id') }}",
            "{{ cycler.__init__.__globals__ }}", "{{ '{0.__class__}'.format(obj) }}",
            "{{ 'x'|attr('format')(obj) }}", "{{ ['a']|map('attr', '__class__')|list }}",
            "{{ obj.__class__.__subclasses__() }}", "{{ self._TemplateReference__context }}",
        ])
    func noReflection(_ template: String) async throws {
        for mode in ["strict", "empty"] {
            let result = try await path("p/" + template, ["undefined": .string(mode)])
            for word in ["class", "mro", "<", "os", "module", "Globals", "Context"] {
                #expect(!result.contains(word) || result.hasPrefix("Secret"), "\(mode) \(result)")
            }
            let harmless = ["p/", "p/[]", "p/[Undefined]", "p/x"]
            #expect(result.hasPrefix("Secret") || harmless.contains(result), "\(result)")
        }
    }

    @Test(
        "S22: a template reads the fields of its object and nothing else",
        arguments: [
            "{{ obj._meta }}", "{{ obj.objects.all() }}", "{{ obj.delete() }}", "{{ obj.save() }}",
            "{{ obj.secrets_group.get_secret_value('Generic', 'password') }}", "{{ obj.get_value() }}",
            "{{ settings.SECRET_KEY }}", "{{ 'SECRET_KEY'|settings_or_config }}", "{{ obj._state.db }}",
            "{{ config }}", "{{ request }}", "{{ environ }}",
        ])
    func noReach(_ template: String) async throws {
        let world = try await SecretWorld()
        try await world.base.furnish()
        let outcome = await refusals { _ = try await world.secret("s", path: "p/" + template) }
        guard outcome.isEmpty else { return #expect(outcome[0].contains("No filter named")) }
        #expect(try await path("p/" + template).hasPrefix("Secret"))
    }

    @Test func `S22: references are followed four deep, not five`() async throws {
        #expect(try await path("{{ obj.location.parent.location_type.name }}") == "Region")
        #expect(try await path("{{ obj.location.parent.parent }}") == "None")
        let world = try await SecretWorld()
        var parent = JSONValue.null
        try await world.base.make(
            "dcim.locationtype", ["name": "Tree", "nestable": true, "content_types": ["dcim.device"]])
        for depth in 1...6 {
            try await world.base.make(
                "dcim.location",
                ["name": .string("l\(depth)"), "location_type": "Tree", "status": "Active", "parent": parent])
            parent = ["name": .string("l\(depth)")]
        }
        for (steps, reaches) in [(3, true), (4, true), (5, false)] {
            let template = "{{ obj" + String(repeating: ".parent", count: steps) + ".name }}"
            let secret = try await world.secret("deep \(steps)", path: template)
            let fault = try await world.fault(secret, for: "location:l6")
            #expect(fault.contains("There is no such secret") == reaches, "\(fault)")
            if !reaches { #expect(fault.contains("failed with a SecurityError")) }
        }
    }

    @Test(
        "S23: a template that does too much is ended",
        arguments: [
            "{{ 'a' * 1000000000 }}", "{{ 9**9**9 }}",
            "{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}",
            "{{ 'a'|center(1000000000) }}", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "{{ 'x' * 9000 }}",
            "{% for a in range(60000) %}{% set b = a %}{% endfor %}",
        ])
    func bounded(_ template: String) async throws {
        let result = try await path(template)
        #expect(result.hasPrefix("SecretError: The template of the parameter"), "\(result.prefix(100))")
    }

    @Test func `S24: a pattern that never ends is ended`() async throws {
        let result = try await path("{{ '^(a+)+$'|regex_match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab') }}")
        #expect(result == "False" || result.hasPrefix("SecretError"), "\(result)")
    }

    @Test func `S25: names go into parameters as they are, unless the secret says html`() async throws {
        let world = try await SecretWorld()
        try await world.base.furnish()
        try await world.base.make(
            "dcim.device",
            ["name": "A&B", "device_type": "T1", "role": "core", "status": "Active", "location": "FRA"])
        world.vault.keep("A&B", #"{"password": "plain"}"#)
        world.vault.keep("A&amp;B", #"{"password": "escaped"}"#)
        let plain = try await world.secret("plain", path: "{{ obj.name }}")
        let escaped = try await world.secret("escaped", path: "{{ obj.name }}", ["escape": "html"])
        #expect(try await world.text(plain, for: "device:A&B") == "plain")
        #expect(try await world.text(escaped, for: "device:A&B") == "escaped")
    }

    @Test func `S26: what is missing is an error that names it, unless the secret says empty`() async throws {
        let strict = try await path("passwords/{{ obj.cid }}")
        #expect(strict.hasPrefix("SecretParametersError: ") && strict.contains("cid"))
        #expect(try await path("passwords/{{ obj.cid }}", ["undefined": "empty"]) == "passwords/")
        #expect(
            try await path("passwords/{{ obj.cid.more }}", ["undefined": "empty"]).hasPrefix("SecretParametersError"))
    }

    @Test func `S35: a value that looks like a template is handed out as it is`() async throws {
        let world = try await SecretWorld()
        let value = "{{ 7 * 7 }} {% raw %} %s %(x)s $HOME"
        world.vault.keep("t", JSONValue.object(["password": .string(value)]).text)
        #expect(try await world.text(world.secret("t", path: "t")) == value)
    }
}
