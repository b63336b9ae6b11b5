import Basics
import JobEngine
import Services
import TestKit
import Testing

/// A job from its list to its form to its run.
@Suite struct JobRunPageTests {
    /// Takes one input of every kind, and says what it was given.
    private static let everything = ScriptedJob(
        "Everything",
        { declaration in
            func variable(
                _ name: String, _ kind: JobVariable.Kind, _ change: (inout JobVariable) -> Void = { _ in }
            ) -> JobVariable {
                var variable = JobVariable(name, kind)
                variable.isRequired = false
                change(&variable)
                return variable
            }
            declaration.variables = [
                variable("title", .string) { $0.isRequired = true },
                variable("words", .text), variable("count", .integer) { ($0.minimum, $0.maximum) = (1, 9) },
                variable("deep", .boolean), variable("dryrun", .dryRun),
                variable("colour", .choice) { $0.choices = [("r", "Red"), ("g", "Green")] },
                variable("days", .multiChoice) { $0.choices = [("mo", "Monday"), ("tu", "Tuesday")] },
                variable("maker", .object) { $0.model = "dcim.manufacturer" },
                variable("makers", .multiObject) { $0.model = "dcim.manufacturer" },
                variable("host", .address), variable("net", .network), variable("options", .json),
                variable("upload", .file),
            ]
        },
        run: { input, context in
            await context.log.info("count is \(input.integer("count") ?? 0)")
            var text = ""
            if let file = input.object("upload") {
                text = String(decoding: try await context.file(file), as: UTF8.self)
            }
            var values = input.values
            values["upload"] = .string(text)
            return .object(values)
        })

    private static let secretive = ScriptedJob(
        "Secretive",
        { declaration in
            declaration.variables = [JobVariable("community", .string), JobVariable("count", .integer)]
            declaration.variables[0].isSensitive = true
        }, run: { _, _ in .null })

    @Test func `a run goes from the list to its form to its log, with an input of every kind`() async throws {
        let world = try await JobPageWorld([Self.everything])
        let browser = try await world.web.browser()
        let job = try await world.job("Everything")
        let maker = try await world.server.create("/api/dcim/manufacturers/", ["name": "Maker One"])
        let list = try await browser.get("/extras/jobs/")
        #expect(list.status == 200 && list.contains("Everything") && list.contains("/extras/jobs/\(job)/run/"))
        let form = try await browser.get("/extras/jobs/\(job)/run/")
        #expect(form.status == 200 && form.contains("name=\"makers\"") && form.contains("Maker One"))
        #expect(form.contains("enctype=\"multipart/form-data\"") && form.contains("From 1 to 9."))
        let begun = try await browser.upload(
            "/extras/jobs/\(job)/run/",
            [
                ("title", "A & B"), ("words", "one\r\ntwo"), ("count", "7"), ("deep", "true"), ("colour", "g"),
                ("days", "mo"), ("days", "tu"), ("maker", maker), ("makers", maker), ("host", "10.0.0.1"),
                ("net", "10.0.0.0/24"), ("options", "{\"a\": [1]}"), ("_schedule_interval", "immediately"),
            ], file: ("upload", "in.txt", "from a file"))
        #expect(begun.status == 303, "\(begun.text)")
        let run = try await world.newestRun()
        #expect(begun.location == "/extras/job-results/\(run)/")
        let waiting = try await browser.get("/extras/job-results/\(run)/")
        #expect(
            waiting.contains("Waiting")
                && waiting.contains("data-log-stream=\"/api/extras/job-results/\(run)/stream/\""))
        #expect(waiting.contains("Cancel the run"))
        try await world.work()
        let done = try await browser.get("/extras/job-results/\(run)/")
        #expect(done.contains("Succeeded") && done.contains("count is 7") && !done.contains("data-log-stream"))
        #expect(done.contains("Maker One"), "objects among the inputs are named")
        let result = try await world.server.get("/api/extras/job-results/\(run)/")["result"]
        #expect(result?["title"] == "A & B" && result?["words"] == "one\ntwo" && result?["days"] == ["mo", "tu"])
        #expect(result?["options"] == ["a": [1]] && result?["upload"] == "from a file" && result?["deep"] == true)
        #expect(result?["makers"] == [.string(maker)] && result?["host"] == "10.0.0.1")
    }

    @Test func `what is wrong is said at the fields, and what was typed stays`() async throws {
        let world = try await JobPageWorld([Self.everything])
        let browser = try await world.web.browser()
        let path = "/extras/jobs/\(try await world.job("Everything"))/run/"
        let wrong = try await browser.post(path, [("title", ""), ("count", "12"), ("host", "here"), ("words", "kept")])
        #expect(wrong.status == 400)
        for words in [
            "This field is required.", "less than or equal to 9", "without a mask", "kept</textarea>", "value=\"12\"",
        ] { #expect(wrong.contains(words), "\(words)") }
        let json = try await browser.post(path, [("title", "x"), ("options", "{no")])
        #expect(json.status == 400 && json.contains("This is no valid JSON.") && json.contains("{no</textarea>"))
        #expect(try await world.server.get("/api/extras/job-results/")["count"] == 0)
    }

    @Test func `a confidential input does not come back into the form, and its run cannot be scheduled`() async throws {
        let world = try await JobPageWorld([Self.secretive])
        let browser = try await world.web.browser()
        let path = "/extras/jobs/\(try await world.job("Secretive"))/run/"
        let form = try await browser.get(path + "?community=from-the-address")
        #expect(form.contains("type=\"password\"") && !form.contains("value=\"from-the-address\""))
        #expect(form.contains("cannot be scheduled") && !form.contains("_schedule_interval"))
        let wrong = try await browser.post(path, [("community", "hunter2-canary"), ("count", "x")])
        #expect(wrong.status == 400 && wrong.contains("Enter a whole number.") && !wrong.contains("hunter2-canary"))
        let begun = try await browser.post(path, [("community", "hunter2-canary"), ("count", "1")])
        #expect(begun.status == 303)
        try await world.work()
        let run = try await browser.get("/extras/job-results/\(try await world.newestRun())/")
        #expect(run.contains("Not shown: confidential") && !run.contains("hunter2-canary"))
    }

    @Test func `who may not run a job gets neither its button nor its form`() async throws {
        let world = try await JobPageWorld([Self.everything])
        let reader = try await world.web.browser("reader", may: [(["extras.job"], ["view"])])
        let job = try await world.job("Everything")
        let list = try await reader.get("/extras/jobs/")
        #expect(list.status == 200 && list.contains("Everything") && !list.contains("/run/"))
        #expect(try await reader.get("/extras/jobs/\(job)/").contains("/run/") == false)
        #expect(try await reader.get("/extras/jobs/\(job)/run/").status == 403)
        #expect(try await reader.post("/extras/jobs/\(job)/run/", [("title", "x")]).status == 403)
        #expect(try await world.server.get("/api/extras/job-results/")["count"] == 0)
    }

    @Test func `a job that is not enabled says so instead of showing its form`() async throws {
        let world = try await JobPageWorld([ScriptedJob("Off", isEnabled: false)])
        let browser = try await world.web.browser()
        let page = try await browser.get("/extras/jobs/\(try await world.job("Off"))/run/")
        #expect(page.contains("The job is not enabled.") && !page.contains("_schedule_interval"))
    }

    @Test func `the next five runs are shown before a schedule is saved`() async throws {
        let world = try await JobPageWorld([ScriptedJob("Nightly")])
        let browser = try await world.web.browser()
        let path = "/extras/jobs/\(try await world.job("Nightly"))/run/"
        var fields = [
            ("_schedule_interval", "custom"), ("_schedule_name", "every night"), ("_schedule_crontab", "15 1 * * *"),
            ("_schedule_time_zone", "Europe/Berlin"), ("_schedule_start_time", ""),
        ]
        let shown = try await browser.post(path, fields)
        #expect(shown.status == 200 && shown.contains("These are the next runs."))
        for day in 22...26 { #expect(shown.contains("2026-11-\(day)T00:15:00"), "\(day)") }
        #expect(shown.contains("Sun 2026-11-22 01:15") && !shown.contains("2026-11-27"))
        #expect(try await world.server.get("/api/extras/scheduled-jobs/")["count"] == 0)
        fields.append(("_schedule_shown", "custom||15 1 * * *|Europe/Berlin"))
        let saved = try await browser.post(path, fields)
        #expect(saved.status == 303, "\(saved.text)")
        let schedule = try await world.server.get("/api/extras/scheduled-jobs/")["results"]?[0]
        #expect(schedule?["time_zone"] == "Europe/Berlin" && schedule?["crontab"] == "15 1 * * *")
        let page = try await browser.get("/extras/scheduled-jobs/\(schedule?["id"]?.stringValue ?? "")/")
        #expect(page.contains("2026-11-22T00:15:00") && page.contains("Switch off"))
        let list = try await browser.get("/extras/scheduled-jobs/")
        #expect(list.contains("every night") && list.contains("2026-11-22T00:15:00"))
    }

    @Test func `times of a schedule that cannot be are refused at their fields`() async throws {
        let world = try await JobPageWorld([ScriptedJob("Nightly")])
        let browser = try await world.web.browser()
        let path = "/extras/jobs/\(try await world.job("Nightly"))/run/"
        for (fields, words) in [
            ([("_schedule_interval", "custom"), ("_schedule_crontab", "99 * * * *")], "Give five fields"),
            ([("_schedule_interval", "future")], "Please provide a start time."),
            (
                [("_schedule_interval", "future"), ("_schedule_start_time", "2020-01-01T00:00")],
                "must be in the future"
            ),
            ([("_schedule_interval", "daily"), ("_schedule_start_time", "tomorrow")], "Give a day and a time"),
            ([("_schedule_interval", "daily"), ("_schedule_time_zone", "Mars/Base")], "There is no zone Mars/Base"),
        ] {
            let page = try await browser.post(path, fields + [("_schedule_name", "n")])
            #expect(page.status == 400 && page.contains(words), "\(words)")
        }
        let nameless = try await browser.post(path, [("_schedule_interval", "daily")])
        #expect(nameless.status == 400 && nameless.contains("Please provide a name for the job schedule."))
    }

    @Test func `a start is read by the clocks of the chosen zone`() async throws {
        let world = try await JobPageWorld([ScriptedJob("Nightly")])
        let browser = try await world.web.browser()
        let shown = try await browser.post(
            "/extras/jobs/\(try await world.job("Nightly"))/run/",
            [
                ("_schedule_interval", "future"), ("_schedule_name", "once"),
                ("_schedule_start_time", "2026-12-24T18:00"), ("_schedule_time_zone", "America/New_York"),
            ])
        #expect(shown.contains("2026-12-24T23:00:00") && shown.contains("Thu 2026-12-24 18:00"))
    }

    @Test func `a schedule is switched off and on, by who may change it`() async throws {
        let world = try await JobPageWorld([ScriptedJob("Nightly")])
        let browser = try await world.web.browser()
        let reader = try await world.web.browser("reader", may: [(["extras.scheduledjob"], ["view"])])
        let id = try await world.server.send(
            "POST", "/api/extras/jobs/Nightly/run/",
            ["schedule": ["name": "hourly", "interval": "hourly", "start_time": "2026-11-21T12:30:00Z"]]
        ).jsonBody()["scheduled_job"]?["id"]?.stringValue
        let path = "/extras/scheduled-jobs/\(try #require(id))/"
        #expect(try await reader.get(path).contains("Switch off") == false)
        #expect(try await reader.post(path + "disable/", []).status == 403)
        #expect(try await browser.post(path + "disable/", []).status == 303)
        #expect(try await browser.get(path).contains("Switched off"))
        world.server.time.advance(seconds: 3 * 3600)
        try await world.work()
        #expect(try await world.server.get("/api/extras/job-results/")["count"] == 0)
        // The session has ended meanwhile.
        let later = try await world.web.login("root")
        #expect(try await later.post(path + "enable/", []).status == 303)
        try await world.work()
        #expect(
            try await world.server.get("/api/extras/job-results/")["count"] == 0, "missed times are not made up for")
        world.server.time.advance(seconds: 3600)
        try await world.work()
        #expect(try await world.server.get("/api/extras/job-results/")["count"] == 1)
    }

    @Test func `what a job that is not there was set in motion by says so, until the job is back`() async throws {
        let jobs: [any Job] = [
            ScriptedJob("Nightly"), ScriptedJob("Greeter", { $0.receiver = .button }, run: { _, _ in .null }),
        ]
        let world = try await JobPageWorld(jobs)
        let server = world.server
        let browser = try await world.web.browser()
        let button = try await server.create(
            "/api/extras/job-buttons/",
            ["name": "greet", "text": "Greet", "content_types": ["extras.role"], "job": ["name": "Greeter"]])
        let asked = try await server.send(
            "POST", "/api/extras/jobs/Nightly/run/", ["schedule": ["name": "hourly", "interval": "hourly"]])
        let schedule = try #require(try await asked.jsonBody()["scheduled_job"]?["id"]?.stringValue)
        let paths = ["/extras/job-buttons/\(button)/", "/extras/scheduled-jobs/\(schedule)/"]
        let words = "Its job is not there"
        for path in paths { #expect(try await !browser.get(path).contains(words), "\(path)") }
        let records = JobRecords(environment: server.environment)
        try await records.refresh(JobRegistry([]), in: server.store)
        for path in paths { #expect(try await browser.get(path).contains(words), "\(path)") }
        #expect(try await browser.get("/extras/scheduled-jobs/").contains("Job not installed"))
        try await records.refresh(JobRegistry(jobs), in: server.store)
        for path in paths { #expect(try await !browser.get(path).contains(words), "\(path)") }
    }
}
