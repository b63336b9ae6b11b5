package import Basics

/// The configurations of a record of the NVD: what runs what, and where.
package struct NVDConfigurations: Sendable {
    /// A part of a configuration.
    fileprivate struct Node: Sendable {
        var isAll = false
        var isNegated = false
        var matches: [NVDMatch] = []
        var children: [Node] = []
    }

    /// How deep nodes may lie inside each other; NVD's own never pass 2.
    private static let deepest = 16

    fileprivate let configurations: [Node]

    /// Reads `configurations` of the API 2.0, or `nodes` of the feeds 1.1 that were converted.
    ///
    /// - Parameter lists: Gives what the source lists by name for criteria with bounds.
    /// - Throws: ``CPEError`` when a criterion cannot be read: leaving it out could make something look safe.
    package init(_ json: JSONValue, lists: NVDMatch.Lists = { _ in [] }) throws(CPEError) {
        var configurations: [Node] = []
        for configuration in json.arrayValue ?? [] {
            configurations.append(try Self.node(configuration, lists, depth: 0))
        }
        self.configurations = configurations
    }

    private static func node(_ json: JSONValue, _ lists: NVDMatch.Lists, depth: Int) throws(CPEError) -> Node {
        guard depth < deepest else { throw CPEError("Nodes of a configuration lie too deep.") }
        var node = Node()
        switch json["operator"]?.stringValue {
        case nil, "OR"?: break
        case "AND"?: node.isAll = true
        default: throw CPEError("The operator of a node is neither AND nor OR.")
        }
        node.isNegated = json["negate"]?.boolValue ?? false
        for match in json["cpeMatch"]?.arrayValue ?? [] { node.matches.append(try NVDMatch(match, lists: lists)) }
        for key in ["nodes", "children"] {
            for child in json[key]?.arrayValue ?? [] {
                node.children.append(try Self.node(child, lists, depth: depth + 1))
            }
        }
        return node
    }

    /// Whether the source says nothing at all.
    package var isEmpty: Bool { configurations.isEmpty }

    /// What the configurations say of a subject; `nil` when they are not about its product.
    package func evidence(_ subject: Subject) -> Evidence? {
        SystemConfigurations(self, subject.system)?.evidence(subject)
    }
}

/// Configurations as far as they are about one system, with their versions read: for many subjects of that system.
package struct SystemConfigurations: Sendable {
    /// A part of a configuration whose criteria were read.
    struct Node: Sendable {
        var isAll: Bool
        var isNegated: Bool
        var matches: [(match: NVDMatch, meaning: NVDMatch.Meaning)]
        var children: [Node]
        /// Of an alternative, the criteria that name one version, by it.
        var named: [[UInt64]: [Int]] = [:]
        /// The criteria that have to be tried.
        var tried: [Int] = []
        /// Whether something vulnerable in it is about the product, whatever the version is.
        var isAboutProduct = false
    }

    /// The configurations that name the system.
    let nodes: [Node]

    /// Reads the versions; `nil` when no configuration names the system.
    package init?(_ configurations: NVDConfigurations, _ system: OperatingSystem) {
        nodes = configurations.configurations.map { Self.node($0, system) }.filter(Self.isAbout)
        if nodes.isEmpty { return nil }
    }

    private static func node(_ node: NVDConfigurations.Node, _ system: OperatingSystem) -> Node {
        var result = Node(
            isAll: node.isAll, isNegated: node.isNegated, matches: node.matches.map { ($0, $0.meaning(system)) },
            children: node.children.map { Self.node($0, system) })
        for (place, (match, meaning)) in result.matches.enumerated() {
            if case .versions(_, .own, nil) = meaning, match.isVulnerable { result.isAboutProduct = true }
            if case .other = meaning, !node.isAll { continue }
            if !node.isAll, let key = meaning.namedVersion {
                result.named[key, default: []].append(place)
            } else {
                result.tried.append(place)
            }
        }
        return result
    }

    private static func isAbout(_ node: Node) -> Bool {
        node.children.contains(where: isAbout)
            || node.matches.contains { if case .versions = $0.meaning { $0.match.isVulnerable } else { false } }
    }

    /// What a node says of a subject.
    private struct Finding {
        /// Whether the node holds.
        var truth: Truth
        /// Whether something vulnerable in it is meant.
        var vulnerable: Truth
        /// Whether something vulnerable in it is about the subject's product.
        var isAboutProduct: Bool
        /// The criteria that matched.
        var texts: [String] = []
    }

    /// What the configurations say of a subject; `nil` when they are not about its product.
    package func evidence(_ subject: Subject) -> Evidence? {
        var result: (verdict: Truth, texts: [String])?
        for node in nodes {
            let finding = Self.finding(node, subject)
            guard finding.isAboutProduct else { continue }
            let truth = min(finding.truth, finding.vulnerable)
            if let best = result, best.verdict >= truth { continue }
            result = (truth, truth == .no ? [] : finding.texts)
        }
        guard let result else { return nil }
        return Evidence(source: .nvd, verdict: Verdict(result.verdict), rule: result.texts.joined(separator: "; "))
    }

    private static func finding(_ node: Node, _ subject: Subject) -> Finding {
        // An empty node holds for nothing, whatever its operator is.
        let isEmpty = node.children.isEmpty && node.matches.isEmpty
        var result = Finding(
            truth: node.isAll && !isEmpty ? .yes : .no, vulnerable: .no, isAboutProduct: node.isAboutProduct)
        for child in node.children { add(finding(child, subject), node.isAll, &result) }
        // The criteria of one node form an alternative or a conjunction as its children do.
        if !node.named.isEmpty {
            for key in subject.version.keysOfNames {
                for place in node.named[key] ?? [] { add(node, place, subject, &result) }
            }
        }
        for place in node.tried { add(node, place, subject, &result) }
        if node.isNegated {
            result.truth = result.truth.negated
            result.vulnerable = result.isAboutProduct ? result.truth : .no
            result.texts = ["negated configuration"]
        }
        return result
    }

    private static func add(_ node: Node, _ place: Int, _ subject: Subject, _ result: inout Finding) {
        let (match, meaning) = node.matches[place]
        let found = meaning.finding(subject)
        let isOwn = match.isVulnerable && found.isOwn
        add(
            Finding(
                truth: found.truth, vulnerable: isOwn ? found.truth : .no, isAboutProduct: isOwn,
                texts: found.truth == .no ? [] : [match.text + (found.isListed ? " (listed by name)" : "")]),
            node.isAll, &result)
    }

    private static func add(_ part: Finding, _ isAll: Bool, _ result: inout Finding) {
        result.truth = isAll ? min(result.truth, part.truth) : max(result.truth, part.truth)
        result.vulnerable = max(result.vulnerable, part.vulnerable)
        result.isAboutProduct = result.isAboutProduct || part.isAboutProduct
        if !part.texts.isEmpty { result.texts += part.texts }
    }
}

extension NVDConfigurations {
    /// The systems that something vulnerable in the configurations is filed under.
    package var systems: Set<OperatingSystem> {
        var systems: Set<OperatingSystem> = []
        for configuration in configurations { Self.collect(configuration, into: &systems) }
        return systems
    }

    private static func collect(_ node: Node, into systems: inout Set<OperatingSystem>) {
        for match in node.matches where match.isVulnerable { systems.formUnion(match.systems) }
        for child in node.children { collect(child, into: &systems) }
    }
}
