package import Basics

/// The configurations of a record of the NVD: what runs what, and where.
package struct NVDConfigurations: Sendable {
    /// A part of a configuration.
    private struct Node: Sendable {
        var isAll = false
        var isNegated = false
        var matches: [NVDMatch] = []
        var children: [Node] = []
    }

    /// How deep nodes may lie inside each other; NVD's own never pass 2.
    private static let deepest = 16

    private let configurations: [Node]

    /// Reads `configurations` of the API 2.0, or `nodes` of the feeds 1.1 that were converted.
    ///
    /// - Throws: ``CPEError`` when a criterion cannot be read: leaving it out could make something look safe.
    package init(_ json: JSONValue) throws(CPEError) {
        var configurations: [Node] = []
        for configuration in json.arrayValue ?? [] { configurations.append(try Self.node(configuration, depth: 0)) }
        self.configurations = configurations
    }

    private static func node(_ json: JSONValue, depth: Int) throws(CPEError) -> Node {
        guard depth < deepest else { throw CPEError("Nodes of a configuration lie too deep.") }
        var node = Node()
        switch json["operator"]?.stringValue {
        case nil, "OR"?: break
        case "AND"?: node.isAll = true
        default: throw CPEError("The operator of a node is neither AND nor OR.")
        }
        node.isNegated = json["negate"]?.boolValue ?? false
        for match in json["cpeMatch"]?.arrayValue ?? [] { node.matches.append(try NVDMatch(match)) }
        for key in ["nodes", "children"] {
            for child in json[key]?.arrayValue ?? [] { node.children.append(try Self.node(child, depth: depth + 1)) }
        }
        return node
    }

    /// Whether the source says nothing at all.
    package var isEmpty: Bool { configurations.isEmpty }

    /// What a node says of a subject.
    private struct Finding {
        /// Whether the node holds.
        var truth: Truth
        /// Whether something vulnerable in it is meant.
        var vulnerable: Truth
        /// Whether something vulnerable in it is about the subject's product.
        var isAboutProduct: Bool
        /// The criteria that matched.
        var texts: [String]
    }

    /// What the configurations say of a subject; `nil` when they are not about its product.
    package func evidence(_ subject: Subject) -> Evidence? {
        var result: (verdict: Truth, texts: [String])?
        for configuration in configurations {
            let finding = Self.finding(configuration, subject)
            guard finding.isAboutProduct else { continue }
            let truth = min(finding.truth, finding.vulnerable)
            guard let best = result, best.verdict >= truth else {
                result = (truth, truth == .no ? [] : finding.texts)
                continue
            }
        }
        guard let result else { return nil }
        return Evidence(source: .nvd, verdict: Verdict(result.verdict), rule: result.texts.joined(separator: "; "))
    }

    private static func finding(_ node: Node, _ subject: Subject) -> Finding {
        var parts = node.children.map { finding($0, subject) }
        // The criteria of one node form an alternative or a conjunction as its children do.
        for match in node.matches {
            let found = match.finding(subject)
            parts.append(
                Finding(
                    truth: found.truth, vulnerable: match.isVulnerable && found.isOwn ? found.truth : .no,
                    isAboutProduct: match.isVulnerable && found.isOwn, texts: found.truth == .no ? [] : [match.text]))
        }
        // An empty node holds for nothing, whatever its operator is.
        var result = Finding(
            truth: (node.isAll ? parts.map(\.truth).min() : parts.map(\.truth).max()) ?? .no,
            vulnerable: parts.map(\.vulnerable).max() ?? .no, isAboutProduct: parts.contains(where: \.isAboutProduct),
            texts: parts.flatMap(\.texts))
        if node.isNegated {
            result.truth = result.truth.negated
            result.vulnerable = result.isAboutProduct ? result.truth : .no
            result.texts = ["negated configuration"]
        }
        return result
    }
}
