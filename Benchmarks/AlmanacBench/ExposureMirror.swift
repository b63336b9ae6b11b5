import Basics
import Foundation

/// A generated mirror of the NVD: the same sizes give the same bytes.
///
/// Each vulnerability is drawn from its number alone, so whoever wants to know what is right draws it again and compares
/// places in lists, without reading a version or a name.
struct ExposureMirror: Sendable {
    /// A network operating system, with versions that were made in their order.
    struct System: Sendable {
        let platform: String
        let driver: String
        /// `part:vendor:product` of its criteria.
        let product: String
        /// Oldest first.
        let versions: [String]

        /// A version with its platform.
        func name(_ place: Int) -> String { "\(platform) \(versions[place])" }

        /// `version:update` of the criterion that names a version.
        func attributes(_ place: Int) -> String {
            let text = versions[place].lowercased()
            guard driver == "juniper_junos", let letter = text.firstIndex(of: "r") else { return text + ":*" }
            return "\(text[..<letter]):\(text[letter...])"
        }
    }

    /// A match row.
    enum Row: Sendable {
        /// One version, by its place.
        case one(Int)
        /// From a place on, before another one.
        case span(Int, Int)

        func covers(_ place: Int) -> Bool {
            switch self {
            case .one(let other): other == place
            case .span(let first, let end): first <= place && place < end
            }
        }
    }

    /// What a vulnerability applies to.
    struct Case: Sendable {
        /// The system, by its place; nil for other products.
        let system: Int?
        let rows: [Row]
        /// The only hardware that is concerned, by its place in ``ExposureMirror/hardware``.
        let hardware: Int?
        /// Rows of other products.
        let others: Int

        var count: Int { rows.count + others }
    }

    /// How many vulnerabilities there are.
    let cves: Int
    let systems: [System]
    /// Models on which the first system runs, the next version on the next one.
    static let hardware = ["FortiGate-60F", "FortiGate-61F", "FortiGate-80F", "FortiGate-100F"]
    /// One vulnerability of so many is about a network operating system.
    static let share = 20

    /// Plans a mirror with a version for each 20 vulnerabilities.
    init(cves: Int) {
        self.cves = cves
        let most = max(cves / 20 / Self.plans.count, 50)
        systems = Self.plans.map { platform, driver, product, all in
            let versions = all()
            let count = min(most, versions.count)
            return System(
                platform: platform, driver: driver, product: product,
                versions: (0..<count).map { versions[$0 * versions.count / count] })
        }
    }

    private static let plans: [(String, String, String, @Sendable () -> [String])] = [
        ("FortiOS", "fortinet", "o:fortinet:fortios", { grid(5...7, 0...7, 0...109) { "\($0).\($1).\($2)" } }),
        (
            "IOS XE", "cisco_xe", "o:cisco:ios_xe",
            { grid(1...15, 1...59, 0...2) { "17.\($0).\($1)\(["", "a", "b"][$2])" } }
        ),
        ("EOS", "arista_eos", "o:arista:eos", { grid(4...4, 10...33, 0...109) { "\($0).\($1).\($2)F" } }),
        (
            "PAN-OS", "paloalto_panos", "o:paloaltonetworks:pan-os",
            { grid(8...11, 0...5, 0...109) { "\($0).\($1).\($2)" } }
        ),
        (
            "Junos", "juniper_junos", "o:juniper:junos",
            { grid(12...24, 1...4, 0...50) { "\($0).\($1)R\($2 / 17 + 1)-S\($2 % 17 + 1)" } }
        ),
        ("IOS XR", "cisco_xr", "o:cisco:ios_xr", { grid(5...7, 0...11, 0...74) { "\($0).\($1).\($2)" } }),
        (
            "BIG-IP", "bigip_f5", "a:f5:big-ip_local_traffic_manager",
            { grid(13...17, 0...1, 0...259) { "\($0).\($1).\($2)" } }
        ),
        ("AOS-CX", "aruba_aoscx", "o:arubanetworks:aos-cx", { grid(10...10, 1...14, 0...189) { "\($0).\($1).\($2)" } }),
    ]

    private static func grid(
        _ first: ClosedRange<Int>, _ second: ClosedRange<Int>, _ third: ClosedRange<Int>,
        _ text: (Int, Int, Int) -> String
    ) -> [String] {
        first.flatMap { a in second.flatMap { b in third.map { text(a, b, $0) } } }
    }

    // MARK: What is right

    /// The vulnerabilities that are about network operating systems.
    var network: [Int] { Array(stride(from: Self.share / 2, to: cves, by: Self.share)) }

    /// The vulnerabilities that a revision changes, at most.
    func changed(_ most: Int) -> [Int] {
        let network = network
        let step = max(1, network.count / most)
        return Array(stride(from: 0, to: network.count, by: step).map { network[$0] }.prefix(most))
    }

    /// The name of a vulnerability.
    func name(_ number: Int) -> String { "CVE-\(2005 + number % 21)-\(10_000 + number)" }

    /// What a vulnerability applies to, in one of its revisions.
    func facts(_ number: Int, revision: Int) -> Case {
        let random = SeededRandom(seed: UInt64(number) << 8 | UInt64(revision))
        func pick(_ count: Int) -> Int { Int(random.below(UInt64(count))) }
        guard number % Self.share == Self.share / 2 else {
            return Case(system: nil, rows: [], hardware: nil, others: [1, 1, 2, 4, 11][pick(5)])
        }
        let system = pick(systems.count)
        let last = systems[system].versions.count
        var rows: [Row] = []
        if pick(5) > 0 {
            for _ in 0..<[1, 2, 4, 8, 12][pick(5)] { rows.append(.one(pick(last))) }
        } else {
            for _ in 0..<1 + pick(3) {
                let first = pick(last - 41)
                rows.append(.span(first, first + 1 + pick(40)))
            }
        }
        // The first system is the one whose hardware decides, sometimes.
        let hardware = system == 0 && pick(10) == 0 ? pick(Self.hardware.count) : nil
        return Case(system: system, rows: rows, hardware: hardware, others: 0)
    }

    // MARK: As the NVD writes it

    /// A record, as an element of `vulnerabilities`.
    func record(_ number: Int, revision: Int) -> String {
        let facts = facts(number, revision: revision)
        let rows =
            facts.system.map { place in facts.rows.map { criterion($0, systems[place]) } } ?? others(number, facts)
        let matches = rows.joined(separator: ",")
        var configuration = "{\"nodes\":[{\"operator\":\"OR\",\"negate\":false,\"cpeMatch\":[\(matches)]}"
        if let hardware = facts.hardware {
            let model = Self.hardware[hardware].lowercased().replacing("-", with: "_")
            configuration += """
                ,{"operator":"OR","negate":false,"cpeMatch":[{"vulnerable":false,\
                "criteria":"cpe:2.3:h:fortinet:\(model):-:*:*:*:*:*:*:*","matchCriteriaId":"\(Self.criterion)"}]}],\
                "operator":"AND"}
                """
        } else {
            configuration += "]}"
        }
        let score = Double(20 + number % 80) / 10
        return """
            {"cve":{"id":"\(name(number))","sourceIdentifier":"cve@mitre.org","published":"2020-01-01T00:00:00.000",\
            "lastModified":"2025-0\(revision)-01T00:00:00.000","vulnStatus":"Analyzed","cveTags":[],"descriptions":[\
            {"lang":"en","value":"A fault in how a product handles what it is sent lets somebody who can reach it do what \
            they should not be able to do, in the way that number \(number) describes at length for people to read."},\
            {"lang":"es","value":"Un fallo permite a alguien hacer lo que no debe, como dice el número \(number)."}],\
            "metrics":{"cvssMetricV31":[{"source":"nvd@nist.gov","type":"Primary","cvssData":{"version":"3.1",\
            "vectorString":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H","baseScore":\(score),"baseSeverity":"HIGH",\
            "attackVector":"NETWORK","attackComplexity":"LOW","privilegesRequired":"NONE","userInteraction":"NONE",\
            "scope":"UNCHANGED","confidentialityImpact":"HIGH","integrityImpact":"HIGH","availabilityImpact":"HIGH"},\
            "exploitabilityScore":3.9,"impactScore":5.9}]},"weaknesses":[{"source":"nvd@nist.gov","type":"Primary",\
            "description":[{"lang":"en","value":"CWE-787"}]}],"configurations":[\(configuration)],"references":[{"url":\
            "https://example.com/advisories/\(number)","source":"cve@mitre.org","tags":["Vendor Advisory"]}]}}
            """
    }

    private static let criterion = "2C8A350D-6C3A-430F-9763-5D167C5CEAE5"

    private func criterion(_ row: Row, _ system: System) -> String {
        switch row {
        case .one(let place):
            """
            {"vulnerable":true,"criteria":"cpe:2.3:\(system.product):\(system.attributes(place)):*:*:*:*:*:*",\
            "matchCriteriaId":"\(Self.criterion)"}
            """
        case .span(let first, let end):
            """
            {"vulnerable":true,"criteria":"cpe:2.3:\(system.product):*:*:*:*:*:*:*:*",\
            "versionStartIncluding":"\(system.versions[first])","versionEndExcluding":"\(system.versions[end])",\
            "matchCriteriaId":"\(Self.criterion)"}
            """
        }
    }

    private func others(_ number: Int, _ facts: Case) -> [String] {
        (0..<facts.others).map { place in
            """
            {"vulnerable":true,"criteria":"cpe:2.3:a:vendor\(number % 5_000):product\(number % 20_000):\(place).\
            \(number % 20):*:*:*:*:*:*:*","matchCriteriaId":"\(Self.criterion)"}
            """
        }
    }

    /// Writes records as a file of the feeds 2.0, and gives how many match rows and bytes it holds.
    func write(_ numbers: some Collection<Int>, revision: Int, to path: String) throws -> (rows: Int, bytes: Int) {
        guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
        else { throw BenchError.wrong }
        var buffer = Array(
            """
            {"resultsPerPage":\(numbers.count),"startIndex":0,"totalResults":\(numbers.count),"format":"NVD_CVE",\
            "version":"2.0","timestamp":"2026-01-01T00:00:00.000","vulnerabilities":[
            """.utf8)
        var (rows, bytes) = (0, 0)
        for (place, number) in numbers.enumerated() {
            if place > 0 { buffer.append(0x2C) }
            buffer += record(number, revision: revision).utf8
            rows += facts(number, revision: revision).count
            if buffer.count > 1 << 20 {
                try file.write(contentsOf: Data(buffer))
                bytes += buffer.count
                buffer.removeAll(keepingCapacity: true)
            }
        }
        buffer += "]}".utf8
        try file.write(contentsOf: Data(buffer))
        try file.close()
        return (rows, bytes + buffer.count)
    }
}
