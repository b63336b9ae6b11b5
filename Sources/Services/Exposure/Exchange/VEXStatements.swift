import Basics
import Domain

/// What a VEX document of somebody else says, as decisions.
struct VEXStatements {
    /// A statement about a product.
    struct Statement {
        let cve: String
        /// A reference, and the name beside it; which of them means own software, the caller finds out.
        let products: [String]
        let state: Triage.State
        let reason: String
    }

    private(set) var all: [Statement] = []

    /// - Throws: ``Problem`` when the document is of no kind that is known.
    init(_ json: JSONValue) throws {
        if json["document"]?["csaf_version"]?.stringValue != nil {
            readCSAF(json)
        } else if json["bomFormat"]?.stringValue == "CycloneDX" {
            readCycloneDX(json)
        } else {
            throw Problem(.invalidInput, "The document is neither CSAF 2.0 nor CycloneDX.")
        }
    }

    private mutating func readCSAF(_ json: JSONValue) {
        let publisher = json["document"]?["publisher"]?["name"]?.stringValue ?? "a document"
        var names: [String: String] = [:]
        for product in json["product_tree"]?["full_product_names"]?.arrayValue ?? [] {
            guard let id = product["product_id"]?.stringValue else { continue }
            names[id] = product["name"]?.stringValue
        }
        Self.collect(json["product_tree"]?["branches"]?.arrayValue ?? [], [], depth: 0, into: &names)
        for vulnerability in json["vulnerabilities"]?.arrayValue ?? [] {
            guard let cve = vulnerability["cve"]?.stringValue, CVEIdentifier.isValid(cve) else { continue }
            var reasons: [String: String] = [:]
            for threat in vulnerability["threats"]?.arrayValue ?? [] where threat["category"]?.stringValue == "impact" {
                for id in Self.texts(threat["product_ids"]) { reasons[id] = threat["details"]?.stringValue }
            }
            var mitigated: Set<String> = []
            for flag in vulnerability["flags"]?.arrayValue ?? [] {
                let label = flag["label"]?.stringValue ?? ""
                for id in Self.texts(flag["product_ids"]) {
                    if label == "inline_mitigations_already_exist" { mitigated.insert(id) }
                    if reasons[id] == nil { reasons[id] = label.replacing("_", with: " ") }
                }
            }
            let status = vulnerability["product_status"]
            for (key, state) in [
                ("known_not_affected", Triage.State.falsePositive), ("fixed", .falsePositive),
                ("known_affected", .confirmed), ("under_investigation", .underInvestigation),
            ] {
                for id in Self.texts(status?[key]) {
                    let isMitigated = state == .falsePositive && mitigated.contains(id)
                    let reason = reasons[id] ?? (key == "fixed" ? "fixed" : key.replacing("_", with: " "))
                    all.append(
                        Statement(
                            cve: cve, products: [id, names[id]].compactMap(\.self),
                            state: isMitigated ? .mitigated : state,
                            reason: "\(reason) (VEX of \(publisher))"))
                }
            }
        }
    }

    /// Names of products are what the branches above them are called.
    private static func collect(
        _ branches: [JSONValue], _ path: [String], depth: Int, into names: inout [String: String]
    ) {
        guard depth < 32 else { return }
        for branch in branches {
            let here = path + [branch["name"]?.stringValue ?? ""]
            if let id = branch["product"]?["product_id"]?.stringValue {
                names[id] = here.filter { !$0.isEmpty }.joined(separator: " ")
            }
            collect(branch["branches"]?.arrayValue ?? [], here, depth: depth + 1, into: &names)
        }
    }

    private mutating func readCycloneDX(_ json: JSONValue) {
        let publisher = json["metadata"]?["supplier"]?["name"]?.stringValue ?? "a document"
        var names: [String: String] = [:]
        for component in json["components"]?.arrayValue ?? [] {
            guard let reference = component["bom-ref"]?.stringValue else { continue }
            let words = [component["publisher"], component["name"], component["version"]].compactMap { $0?.stringValue }
            names[reference] = words.joined(separator: " ")
        }
        for vulnerability in json["vulnerabilities"]?.arrayValue ?? [] {
            guard let cve = vulnerability["id"]?.stringValue, CVEIdentifier.isValid(cve),
                let text = vulnerability["analysis"]?["state"]?.stringValue
            else { continue }
            let justification = vulnerability["analysis"]?["justification"]?.stringValue ?? ""
            let state: Triage.State
            switch text {
            case "false_positive", "resolved", "resolved_with_pedigree": state = .falsePositive
            case "not_affected": state = justification.hasPrefix("protected_") ? .mitigated : .falsePositive
            case "exploitable": state = .confirmed
            case "in_triage": state = .underInvestigation
            default: continue
            }
            let detail = vulnerability["analysis"]?["detail"]?.stringValue ?? text.replacing("_", with: " ")
            for affected in vulnerability["affects"]?.arrayValue ?? [] {
                guard let reference = affected["ref"]?.stringValue else { continue }
                all.append(
                    Statement(
                        cve: cve, products: [reference, names[reference]].compactMap(\.self), state: state,
                        reason: "\(detail) (VEX of \(publisher))"))
            }
        }
    }

    private static func texts(_ json: JSONValue?) -> [String] { (json?.arrayValue ?? []).compactMap(\.stringValue) }
}
