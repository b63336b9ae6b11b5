import Basics
import Domain
import JobEngine
import Modeling
import Storage

/// Fills in the dates of software versions that sources tell of their lines of releases (vendor.md §2.10).
///
/// A date that is there is never changed, whoever wrote it: where a source says otherwise, that is told.
enum SoftwareDateUpdate {
    /// What an update did.
    struct Counts: Sendable, Hashable {
        var changed = 0
        /// Versions of which a source says another date than the inventory, each as a sentence.
        var differing: [String] = []
        /// Versions that are understood, and of whose line no source tells anything.
        var unknown = 0
    }

    /// A line of releases of a system, and what a source says of it.
    private struct Line {
        let numbers: [Int]
        let dates: Record<LifecycleDates>
    }

    /// Updates all software versions; the caller needs the right to change them.
    static func run(_ pipeline: RecordPipeline) throws -> Counts {
        let session = pipeline.session
        _ = try SoftwareIdentities.refresh(session, pipeline.environment.identifiers)
        let lines = try lines(session)
        let names = try SoftwareNames(session)
        let versions = try session.fetch(Query<SoftwareVersion>()).reduce(into: [:]) { $0[$1.id] = $1 }
        var counts = Counts()
        for identity in try session.fetch(Query<SoftwareIdentity>().sorted(by: "system", "canonical", "id")) {
            guard let system = identity.system, let canonical = identity.canonical,
                let version = versions[identity.software]
            else { continue }
            guard let line = line(of: canonical, in: lines[system] ?? []) else {
                counts.unknown += 1
                continue
            }
            let end = line.dates.endOfSupport
            if let here = version.endOfSupportDate, let end, here != end {
                counts.differing.append(
                    "\(names[version.id.raw] ?? canonical): support ends \(here) here, and \(end) as \(line.dates.source) says of "
                        + "\(line.dates.cycle ?? "").")
            }
            var object = JSONObject()
            if version.endOfSupportDate == nil, let end { object["end_of_support_date"] = .string(end.description) }
            if version.releaseDate == nil, isFirst(canonical, of: line), let day = line.dates.released {
                object["release_date"] = .string(day.description)
            }
            guard !object.members.isEmpty else { continue }
            // Where the date is from: the page of the source, unless somebody has put another one there.
            if version.documentationUrl.isEmpty, !line.dates.link.isEmpty, line.dates.link.count <= 200 {
                object["documentation_url"] = .string(line.dates.link)
            }
            if try !pipeline.update(SoftwareVersion.schema, version.id.raw, object).changed.isEmpty {
                counts.changed += 1
            }
        }
        return counts
    }

    /// The lines of each system, the most exact first.
    private static func lines(_ session: Session) throws -> [String: [Line]] {
        var lines: [String: [Line]] = [:]
        let facts = try session.fetch(
            Query<LifecycleDates>().where { $0.isLive == true && $0.isWithdrawn == false }.sorted(by: "source", "key"))
        for fact in facts {
            guard let system = fact.system, let cycle = fact.cycle, let numbers = numbers(ofLine: cycle) else {
                continue
            }
            lines[system, default: []].append(Line(numbers: numbers, dates: fact))
        }
        return lines.mapValues {
            $0.enumerated().sorted { ($1.element.numbers.count, $0.offset) < ($0.element.numbers.count, $1.offset) }
                .map(\.element)
        }
    }

    /// The numbers of a line such as `17.12`; nil for a name that is no number.
    private static func numbers(ofLine name: String) -> [Int]? {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        return parts.contains(nil) ? nil : parts.compactMap(\.self)
    }

    /// The numbers of a version in its order, whatever stands between them.
    private static func numbers(of canonical: String) -> [Int] {
        canonical.split { !$0.isASCII || !$0.isNumber }.compactMap { Int($0) }
    }

    private static func line(of canonical: String, in lines: [Line]) -> Line? {
        let numbers = numbers(of: canonical)
        return lines.first { numbers.starts(with: $0.numbers) }
    }

    /// Whether a version is the one with which its line began: the day of the line is its own day then, and of no other one.
    private static func isFirst(_ canonical: String, of line: Line) -> Bool {
        canonical.allSatisfy { $0 == "." || $0.isASCII && $0.isNumber }
            && numbers(of: canonical).dropFirst(line.numbers.count).allSatisfy { $0 == 0 }
    }
}

/// Writes what sources tell of lines of releases into software versions.
struct UpdateSoftwareDatesJob: Job {
    /// Differences that are named.
    private static let most = 100

    let declaration: JobDeclaration = {
        var declaration = JobDeclaration(
            module: "almanac.jobs.lifecycle", className: "UpdateSoftwareDates", name: "Update Software Dates",
            grouping: "Vulnerabilities")
        declaration.description =
            "Fills in until when software versions are supported, as sources tell of their lines of releases. Dates that are there stay."
        declaration.isSystem = true
        declaration.isSingleton = true
        var dry = JobVariable("dry_run", .dryRun)
        dry.label = "Dry run"
        dry.help = "Say what would change, and change nothing."
        dry.isRequired = false
        declaration.variables = [dry]
        declaration.softTimeLimit = 1800
        declaration.timeLimit = 2000
        return declaration
    }()

    func run(_ input: JobInput, in context: JobContext) async throws -> JSONValue {
        let counts = try await context.write { try SoftwareDateUpdate.run($0) }
        for sentence in counts.differing.prefix(Self.most) { await context.log.warning(sentence) }
        await context.log.info(
            "Filled in dates of \(counts.changed) software versions; of \(counts.differing.count) a source says another date, of the lines of \(counts.unknown) no source has told anything."
        )
        return [
            "changed": .int(Int64(counts.changed)), "differing": .int(Int64(counts.differing.count)),
            "unknown": .int(Int64(counts.unknown)),
        ]
    }
}
