import Basics

extension NVDRecord {
    /// Reads an entry of the feeds 1.1, which ended in 2023, as if it were one of today.
    ///
    /// Nodes within nodes become nodes of one configuration: deeper nesting than that never occurred (vendor.md §3.2).
    ///
    /// - Throws: ``FeedError`` when it is none.
    init(old bytes: UnsafeBufferPointer<UInt8>) throws {
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: Array(bytes))
        } catch {
            throw FeedError(.malformed, "An entry of the NVD is no JSON: \(error.reason)")
        }
        self.init()
        let cve = json["cve"]
        id = cve?["CVE_data_meta"]?["ID"]?.text ?? ""
        guard CVEIdentifier.isValid(id) else { throw FeedError(.malformed, "An entry of the NVD has no valid id.") }
        source = cve?["CVE_data_meta"]?["ASSIGNER"]?.text
        published = json["publishedDate"]?.text
        lastModified = json["lastModifiedDate"]?.text
        summary = cve?["description"]?["description_data"]?.english
        // The form 1.1 has no status: what was rejected says so in its text.
        status = summary?.hasPrefix("** REJECT **") == true ? "Rejected" : nil
        let problems = cve?["problemtype"]?["problemtype_data"]?.arrayValue ?? []
        weaknesses.appendNew(
            contentsOf: problems.flatMap { $0["description"]?.arrayValue ?? [] }.compactMap { $0["value"]?.text })
        references = (cve?["references"]?["reference_data"]?.arrayValue ?? []).compactMap { $0["url"]?.text }
        for (member, part) in [("baseMetricV3", "cvssV3"), ("baseMetricV2", "cvssV2")] {
            guard let impact = json["impact"]?[member], let data = impact[part] else { continue }
            let metric: JSONValue = [
                "source": "nvd@nist.gov", "type": "Primary", "cvssData": data,
                "baseSeverity": impact["severity"] ?? .null,
            ]
            if let metric = CVSSMetric(metric) { metrics.append(metric) }
        }
        let nodes = json["configurations"]?["nodes"]?.arrayValue ?? []
        guard !nodes.isEmpty else { return }
        var text: [UInt8] = []
        JSONValue.array(nodes.map(Self.configuration)).write(into: &text)
        configurations = text
    }

    private init() {}

    private static func configuration(_ node: JSONValue) -> JSONValue {
        let children = node["children"]?.arrayValue ?? []
        var members: [(String, JSONValue)] = [("nodes", .array((children.isEmpty ? [node] : children).map(Self.node)))]
        if !children.isEmpty { members.append(("operator", node["operator"] ?? "OR")) }
        if !children.isEmpty, node["negate"]?.boolValue == true { members.append(("negate", true)) }
        return .object(JSONObject(members))
    }

    private static func node(_ node: JSONValue) -> JSONValue {
        let matches = (node["cpe_match"]?.arrayValue ?? []).map { match -> JSONValue in
            var members: [(String, JSONValue)] = []
            for (key, value) in match.objectValue ?? JSONObject() {
                switch key {
                case "cpe23Uri": members.append(("criteria", value))
                case "cpe_name": break
                default: members.append((key, value))
                }
            }
            return .object(JSONObject(members))
        }
        return [
            "operator": node["operator"] ?? "OR", "negate": node["negate"] ?? false, "cpeMatch": .array(matches),
        ]
    }
}
