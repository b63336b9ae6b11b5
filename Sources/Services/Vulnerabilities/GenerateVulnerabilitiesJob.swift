import Basics
import Domain
import JobEngine
import Modeling
import Storage

/// The jobs about vulnerabilities, under the names that clients know (lifecycle.md §4).
package enum VulnerabilityJobs {
    package static let all: [any Job] = [GenerateVulnerabilitiesJob(), NISTSearchJob()]

    static func declaration(_ className: String, _ name: String, _ description: String) -> JobDeclaration {
        var declaration = JobDeclaration(
            module: "nautobot_device_lifecycle_mgmt.jobs.cve_tracking", className: className, name: name,
            grouping: "CVE Tracking")
        declaration.description = description
        return declaration
    }
}

/// Makes the vulnerabilities that are missing: one for each CVE on each device and inventory item that runs software it
/// affects (lifecycle.md §4.3).
struct GenerateVulnerabilitiesJob: Job {
    let declaration: JobDeclaration = {
        var declaration = VulnerabilityJobs.declaration(
            "GenerateVulnerabilities", "Generate Vulnerabilities", "Generates any missing Vulnerability objects.")
        var published = JobVariable("published_after", .string)
        published.label = "CVEs Published After"
        published.help = "Enter a date in ISO Format (YYYY-MM-DD) to only process CVEs published after that date."
        published.isDay = true
        published.defaultValue = "1970-01-01"
        published.isRequired = false
        var debug = JobVariable("debug", .boolean)
        debug.help = "Enable for more verbose logging."
        debug.isRequired = false
        var closed = JobVariable("closed_status", .object)
        closed.label = "Status of what is over"
        closed.help =
            "Given to vulnerabilities without a status whose software does not run there any more, or is not affected any more; taken off when that changes. Choose one that nobody sets by hand."
        closed.model = Status.schema.identifier
        closed.isRequired = false
        // Clients know the job by the variables that it always had.
        closed.isUnlisted = true
        var dryRun = JobVariable("dryrun", .dryRun)
        dryRun.label = "Dry run"
        dryRun.help = "Only count the vulnerabilities that would be made."
        dryRun.isUnlisted = true
        declaration.variables = [published, debug, closed, dryRun]
        return declaration
    }()

    func run(_ input: JobInput, in context: JobContext) async throws -> JSONValue {
        guard
            let first = CalendarDay(
                input.text("published_after").isEmpty ? "1970-01-01" : input.text("published_after"))
        else { throw JobFailure("published_after is not a day of the calendar. Give one such as 2026-01-31.") }
        if input.flag("debug") { try await tell(from: first, context) }
        let done = try await context.write { try VulnerabilityGeneration.run(from: first, $0) }
        if let status = input.object("closed_status") {
            let over = try await context.write { try VulnerabilityClosing.run(with: ID(status), $0) }
            await context.log.info(
                "\(over.closed) Vulnerabilities are over and \(over.reopened) are not any more, by their status.")
        }
        guard context.isDry else {
            await context.log.info("Processed \(done.cves) CVEs and generated \(done.made) Vulnerabilities.")
            return .null
        }
        context.count(planned: done.made)
        await context.log.info("Processed \(done.cves) CVEs and would generate \(done.made) Vulnerabilities.")
        return ["cves": .int(Int64(done.cves)), "vulnerabilities": .int(Int64(done.made))]
    }

    /// Names every CVE that counts, a page at a time.
    private func tell(from first: CalendarDay, _ context: JobContext) async throws {
        let published = Predicate.compare(["published_date"], .greaterOrEqual, [.day(first)])
        var last = ""
        while true {
            let after = Predicate.compare(["name"], .greater, [.text(last)])
            let names = try await context.read { session in
                try session.rows(Selection(CVE.schema, where: published && after, ordering: ["name"], limit: 1000))
                    .map { Record<CVE>(values: $0).name }
            }
            guard let final = names.last else { return }
            for name in names {
                await context.log.info("Generating vulnerabilities for CVE \(name)", about: name)
            }
            try context.checkpoint()
            last = final
        }
    }
}
