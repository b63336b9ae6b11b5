import Basics
import Domain
import Modeling

/// The exposure of the own software as a document of the Common Security Advisory Framework 2.0, profile VEX.
///
/// Source: OASIS CSAF 2.0, section 4.5 (profile 5: VEX).
struct CSAFVEXDocument {
    let statements: [ExposureStatement]
    let products: [Identifier: ExposureStatement.Product]
    let publisher: VEXPublisher
    /// What distinguishes the document.
    let id: Identifier
    let now: Timestamp

    var json: JSONValue {
        let time = JSONValue.string(Self.time(now))
        return [
            "document": [
                "category": "csaf_vex", "csaf_version": "2.0", "lang": "en", "title": "Exposure of network software",
                "publisher": [
                    "category": "user", "name": .string(publisher.name), "namespace": .string(publisher.namespace),
                ],
                "tracking": [
                    "id": .string("almanac-\(id)"), "status": "final", "version": "1",
                    "initial_release_date": time, "current_release_date": time,
                    "revision_history": [
                        ["number": "1", "date": time, "summary": "State of the network at this time."]
                    ],
                    "generator": ["engine": ["name": "Almanac", "version": .string(ProductVersion.text)]],
                ],
            ],
            "product_tree": [
                "full_product_names": .array(
                    products.values.sorted { $0.id < $1.id }.map { product in
                        [
                            "product_id": .string(product.reference),
                            "name": .string(
                                [product.vendor, product.name, product.version]
                                    .filter { !$0.isEmpty }.joined(separator: " ")),
                        ]
                    })
            ],
            "vulnerabilities": .array(byCVE().map(vulnerability)),
        ]
    }

    private func byCVE() -> [[ExposureStatement]] {
        var groups: [[ExposureStatement]] = []
        for statement in statements {
            if groups.last?.first?.vulnerability.cve == statement.vulnerability.cve {
                groups[groups.count - 1].append(statement)
            } else {
                groups.append([statement])
            }
        }
        return groups
    }

    private func vulnerability(_ group: [ExposureStatement]) -> JSONValue {
        guard let view = group.first?.vulnerability else { return .null }
        var status: JSONObject = [:]
        for kind in ExposureStatement.Status.allCases {
            let ids = references(group.filter { $0.status == kind })
            if !ids.isEmpty { status[kind.rawValue] = .array(ids) }
        }
        var object: JSONObject = [
            "cve": .string(view.cve),
            "notes": [["category": "summary", "text": .string(view.summary.isEmpty ? view.cve : view.summary)]],
            "product_status": .object(status),
        ]
        if !view.title.isEmpty { object["title"] = .string(view.title) }
        let affected = group.filter { $0.status == .affected }
        if !affected.isEmpty { object["remediations"] = .array(remediations(affected)) }
        let safe = group.filter { $0.status == .notAffected }
        if !safe.isEmpty {
            // A product that is not affected needs the reason (CSAF 2.0, section 4.5).
            object["threats"] = .array(
                grouped(safe) { $0.reason.isEmpty ? "The sources say that it does not apply." : $0.reason }.map {
                    reason, list in
                    ["category": "impact", "details": .string(reason), "product_ids": .array(references(list))]
                })
            let mitigated = safe.filter { $0.decision == .mitigated }
            if !mitigated.isEmpty {
                object["flags"] = [
                    [
                        "label": "inline_mitigations_already_exist", "product_ids": .array(references(mitigated)),
                    ]
                ]
            }
        }
        return .object(object)
    }

    private func remediations(_ affected: [ExposureStatement]) -> [JSONValue] {
        var result: [JSONValue] = []
        for (fixes, list) in grouped(affected, by: { $0.fixedIn.joined(separator: ", ") }) {
            result.append([
                "category": fixes.isEmpty ? "none_available" : "vendor_fix",
                "details": .string(fixes.isEmpty ? "No release with a fix is known." : "Fixed in \(fixes)."),
                "product_ids": .array(references(list)),
            ])
        }
        let accepted = affected.filter { $0.decision == .accepted }
        for (reason, list) in grouped(accepted, by: \.reason) {
            result.append([
                "category": "no_fix_planned", "details": .string("The risk is accepted: \(reason)"),
                "product_ids": .array(references(list)),
            ])
        }
        return result
    }

    private func grouped(
        _ list: [ExposureStatement], by key: (ExposureStatement) -> String
    ) -> [(String, [ExposureStatement])] {
        Dictionary(grouping: list, by: key).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private func references(_ list: [ExposureStatement]) -> [JSONValue] {
        list.compactMap { products[$0.software]?.reference }.map(JSONValue.string)
    }

    /// A moment to the second, as RFC 3339 writes it.
    static func time(_ time: Timestamp) -> String { "\(String(time.description.prefix(19)))Z" }
}

/// Who publishes a document.
package struct VEXPublisher: Sendable, Hashable {
    /// The name of the organisation.
    package let name: String
    /// A URL that is its own.
    package let namespace: String

    package init(name: String, namespace: String) {
        self.name = name
        self.namespace = namespace
    }
}
