import Basics
import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Jobs from outside and Git, from the operator's side.
@Suite struct OutsideJobCommandTests {
    @Test func `a file in the jobs folder is a job once it is switched on and enabled`() throws {
        let folder = try TemporaryFolder()
        let jobs = folder.path + "/jobs"
        try FileManager.default.createDirectory(
            atPath: jobs, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
        let script = """
            #!/bin/sh
            [ "$1" = describe ] && echo '{"protocol": 1, "jobs": [{"class_name": "Hello"}]}' && exit
            echo '{"type": "log", "message": "token is '"$ALMANAC_BOOTSTRAP_TOKEN"'"}'
            """
        try Data(script.utf8).write(to: URL(filePath: jobs + "/hello.sh"))
        chmod(jobs + "/hello.sh", 0o755)
        let data = ["--data", folder.path + "/store"]
        var environment = ["ALMANAC_JOBS_FOLDER": jobs, "ALMANAC_BOOTSTRAP_TOKEN": "a-token-that-nobody-sees"]
        func run(_ words: String...) throws -> Executable.Outcome {
            try Executable.run(words + data, environment: environment)
        }
        #expect(try run("sample", "--devices", "5").status == 0)
        #expect(try run("job", "refresh").status == 78)
        #expect(try !run("job", "list").output.contains("Hello"))
        environment["ALMANAC_JOBS_FROM_OUTSIDE"] = "true"
        let seen = try run("job", "refresh")
        #expect(seen.status == 0 && seen.output.contains("hello.Hello"), "\(seen.errors)")
        #expect(try run("job", "run", "Hello").status == 1, "it is not enabled")
        #expect(try run("job", "enable", "Hello").output == "Hello: enabled\n")
        let done = try run("job", "run", "Hello")
        #expect(done.status == 0 && done.output.contains("token is \n"), "\(done.output) \(done.errors)")
        #expect(try run("job", "enable", "Hello", "--off").status == 0)
        #expect(try run("job", "run", "Hello").status == 1)
    }

    @Test(arguments: [
        ("ALMANAC_JOBS_FOLDER", "jobs"), ("ALMANAC_JOBS_FROM_OUTSIDE", "perhaps"), ("ALMANAC_GIT_PROGRAM", "git"),
        ("ALMANAC_GIT_ALLOWED_SCHEMES", "https,ext"), ("ALMANAC_GIT_ALLOWED_TARGETS", "10.0.0.0/8"),
        ("ALMANAC_GIT_SSH_KEY", "/etc/it's"),
    ])
    func `a setting that cannot be is named`(_ name: String, _ value: String) throws {
        let outcome = try Executable.run("config", "check", environment: [name: value])
        #expect(outcome.status == 78)
        let setting = name.dropFirst("ALMANAC_".count).lowercased().replacing("_", with: "-")
        #expect(outcome.errors.contains("The setting \(setting) is"), "\(outcome.errors)")
    }
}
