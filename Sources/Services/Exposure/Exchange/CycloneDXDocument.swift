import Basics
import Domain
import Modeling

/// The exposure of the own software as a VEX document of CycloneDX 1.5.
struct CycloneDXDocument {
    let statements: [ExposureStatement]
    let products: [Identifier: ExposureStatement.Product]
    let publisher: VEXPublisher
    let id: Identifier
    let now: Timestamp

    /// What a group of statements of one CVE has in common.
    private struct Analysis: Hashable {
        let state: String
        let justification: String?
        let response: String?
        let detail: String
    }

    var json: JSONValue {
        [
            "bomFormat": "CycloneDX", "specVersion": "1.5", "serialNumber": .string("urn:uuid:\(id)"), "version": 1,
            "metadata": [
                "timestamp": .string(CSAFVEXDocument.time(now)),
                "tools": [
                    "components": [["type": "application", "name": "Almanac", "version": .string(ProductVersion.text)]]
                ],
                "supplier": ["name": .string(publisher.name), "url": [.string(publisher.namespace)]],
            ],
            "components": .array(
                products.values.sorted { $0.id < $1.id }.map { product in
                    var object: JSONObject = [
                        "type": "operating-system", "bom-ref": .string(product.reference),
                        "name": .string(product.name),
                        "version": .string(product.version),
                    ]
                    if !product.vendor.isEmpty { object["publisher"] = .string(product.vendor) }
                    return .object(object)
                }),
            "vulnerabilities": .array(vulnerabilities()),
        ]
    }

    private func vulnerabilities() -> [JSONValue] {
        var result: [JSONValue] = []
        var rest = statements[...]
        while let first = rest.first {
            let group = rest.prefix { $0.vulnerability.cve == first.vulnerability.cve }
            rest = rest.dropFirst(group.count)
            // One analysis holds for all that an entry names, so a CVE may have several entries.
            let analyses = Dictionary(grouping: group, by: Self.analysis)
            for (analysis, list) in analyses.sorted(by: {
                ($0.key.state, $0.key.detail) < ($1.key.state, $1.key.detail)
            }) {
                result.append(entry(first.vulnerability, analysis, list))
            }
        }
        return result
    }

    private static func analysis(_ statement: ExposureStatement) -> Analysis {
        switch (statement.status, statement.decision) {
        case (.notAffected, .falsePositive?):
            Analysis(state: "false_positive", justification: nil, response: nil, detail: statement.reason)
        case (.notAffected, .mitigated?):
            Analysis(
                state: "not_affected", justification: "protected_by_mitigating_control", response: nil,
                detail: statement.reason)
        case (.notAffected, _):
            Analysis(state: "not_affected", justification: nil, response: nil, detail: statement.reason)
        case (.underInvestigation, _):
            Analysis(state: "in_triage", justification: nil, response: nil, detail: statement.reason)
        case (.affected, .accepted?):
            Analysis(state: "exploitable", justification: nil, response: "will_not_fix", detail: statement.reason)
        case (.affected, _):
            Analysis(
                state: "exploitable", justification: nil, response: statement.fixedIn.isEmpty ? nil : "update",
                detail: statement.fixedIn.isEmpty ? "" : "Fixed in \(statement.fixedIn.joined(separator: ", ")).")
        }
    }

    private func entry(
        _ view: Record<KnownVulnerability>, _ analysis: Analysis, _ list: [ExposureStatement]
    ) -> JSONValue {
        var decision: JSONObject = ["state": .string(analysis.state)]
        if let justification = analysis.justification { decision["justification"] = .string(justification) }
        if let response = analysis.response { decision["response"] = [.string(response)] }
        if !analysis.detail.isEmpty { decision["detail"] = .string(analysis.detail) }
        var object: JSONObject = [
            "id": .string(view.cve),
            "source": ["name": "CVE", "url": .string("https://www.cve.org/CVERecord?id=\(view.cve)")],
            "analysis": .object(decision),
            "affects": .array(
                list.compactMap { products[$0.software]?.reference }.map { ["ref": .string($0)] }),
        ]
        if let score = view.score {
            var rating: JSONObject = [
                "source": ["name": .string(view.scoreSource)], "score": .double(score),
                "severity": .string(view.severity.lowercased()),
            ]
            if let method = Self.method(view.scoreVersion) { rating["method"] = .string(method) }
            if !view.vector.isEmpty { rating["vector"] = .string(view.vector) }
            object["ratings"] = [.object(rating)]
        }
        let weaknesses = view.weaknesses.elements.compactMap { text in
            text.hasPrefix("CWE-") ? Int64(text.dropFirst(4)) : nil
        }
        if !weaknesses.isEmpty { object["cwes"] = .array(weaknesses.map(JSONValue.int)) }
        if !view.summary.isEmpty { object["description"] = .string(view.summary) }
        return .object(object)
    }

    private static func method(_ version: String) -> String? {
        switch version {
        case "2.0": "CVSSv2"
        case "3.0": "CVSSv3"
        case "3.1": "CVSSv31"
        case "4.0": "CVSSv4"
        default: nil
        }
    }
}
