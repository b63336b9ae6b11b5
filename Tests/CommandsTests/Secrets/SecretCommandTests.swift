import Basics
import Foundation
import Testing

@Suite struct SecretCommandTests {
    @Test func `a secret is shown to nobody without --reveal, and never to a pipe`() throws {
        let folder = try TemporaryFolder()
        #expect(try Executable.run("sample", "--data", folder.path, "--devices", "1").status == 0)
        let silent = try Executable.run("secret", "get", "x", "--user", "admin", "--data", folder.path)
        #expect(silent.status == 64 && silent.errors.contains("Say --reveal"))
        let piped = try Executable.run("secret", "get", "x", "--user", "admin", "--reveal", "--data", folder.path)
        #expect(piped.status == 64 && piped.errors.contains("at a terminal only") && piped.output.isEmpty)
    }

    @Test func `checking a secret that is not there fails with a sentence, and the audit is empty`() throws {
        let folder = try TemporaryFolder()
        #expect(try Executable.run("sample", "--data", folder.path, "--devices", "1").status == 0)
        let check = try Executable.run("secret", "check", "nothing", "--data", folder.path)
        #expect(check.status == 1 && check.errors.contains("There is no secret \"nothing\"."))
        let object = try Executable.run("secret", "check", "nothing", "--for", "csr1", "--data", folder.path)
        #expect(object.status == 64 && object.errors.contains("Give a model and an id or a name"))
        let audit = try Executable.run("secret", "audit", "--data", folder.path)
        #expect(audit.status == 0 && audit.output.contains("No secret was used."))
        #expect(try Executable.run("secret", "audit", "--limit", "0", "--data", folder.path).status == 64)
        let providers = try Executable.run("secret", "providers", "-o", "json")
        #expect(providers.status == 0)
        #expect(try JSONValue(parsing: providers.output)["results"]?.arrayValue != nil)
    }

    @Test func `templates of standard input are rendered line by line, and a bad line spoils no other`() throws {
        let lines = [
            #"{"template": "{{ a }}&{{ b.c|upper }}", "context": {"a": "<x>", "b": {"c": "y"}}}"#,
            #"{"template": "{{ a }}", "context": {"a": "<x>"}, "autoescape": false}"#,
            #"{"template": "[{{ a }}]"}"#,
            #"{"template": "[{{ a }}]", "undefined": "strict"}"#,
            #"{"template": "{{ a"}"#,
            #"{"template": "{{ a|nothing }}"}"#,
            #"{"template": "{{ 1 / 0 }}"}"#,
            "no json", #"{"context": {}}"#, #"{"template": "", "undefined": "maybe"}"#, "",
        ]
        let outcome = try Executable.run(
            ["template", "render", "--batch"], input: lines.joined(separator: "\n"))
        #expect(outcome.status == 0, "\(outcome.errors)")
        let answers = try outcome.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        #expect(
            answers.map { $0["output"]?.stringValue ?? $0["error"]?.stringValue } == [
                "&lt;x&gt;&Y", "<x>", "[]", "UndefinedError", "TemplateSyntaxError", "TemplateAssertionError",
                "ZeroDivisionError", "InvalidRequest", "InvalidRequest", "InvalidRequest",
            ])
        #expect(try Executable.run("template", "render").status == 64)
    }
}
