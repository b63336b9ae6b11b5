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
    /// - Parameters:
    ///   - names: Names that the source has given up for others.
    ///   - lists: Gives what the source lists by name for criteria with bounds.
    /// - Throws: ``CPEError`` when a criterion cannot be read: leaving it out could make something look safe.
    package init(
        _ json: JSONValue, names: ReplacedNames = ReplacedNames(), lists: NVDMatch.Lists = { _ in [] }
    ) throws(CPEError) {
        var configurations: [Node] = []
        for configuration in json.arrayValue ?? [] {
            configurations.append(try Self.node(configuration, names, lists, depth: 0))
        }
        self.configurations = configurations
    }

    private static func node(
        _ json: JSONValue, _ names: ReplacedNames, _ lists: NVDMatch.Lists, depth: Int
    ) throws(CPEError) -> Node {
        guard depth < deepest else { throw CPEError("Nodes of a configuration lie too deep.") }
        var node = Node()
        switch json["operator"]?.stringValue {
        case nil, "OR"?: break
        case "AND"?: node.isAll = true
        default: throw CPEError("The operator of a node is neither AND nor OR.")
        }
        node.isNegated = json["negate"]?.boolValue ?? false
        // Where something is negated, more versions would be fewer that are affected.
        let names = node.isNegated ? ReplacedNames() : names
        for match in json["cpeMatch"]?.arrayValue ?? [] {
            let match = try NVDMatch(match, lists: lists)
            let replaced = match.replaced(names)
            if node.isAll, !replaced.isEmpty {
                node.children.append(Node(matches: [match] + replaced))
            } else {
                node.matches.append(match)
                node.matches += replaced
            }
        }
        for key in ["nodes", "children"] {
            for child in json[key]?.arrayValue ?? [] {
                node.children.append(try Self.node(child, names, lists, depth: depth + 1))
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
        /// Whether something vulnerable in it is meant by a name in place of another one: where the rest does not hold, that says
        /// nothing of the subject.
        var isByReplacement = false
        /// The criteria that matched.
        var reasons: [Reason] = []
    }

    /// A criterion that matched.
    private struct Reason {
        /// The criterion as the source writes it.
        var text: String
        /// Why it matched, where the criterion itself does not say it.
        var note: String?
        /// Whether it is by a name in place of another one.
        var isReplacement = false
        /// Whether it is sure.
        var isFirm = true

        var words: String { note.map { "\(text) (\($0))" } ?? text }
    }

    /// The rule that matched, in the words of the source; that a name stands in place of another one is said where it decides.
    private static func rule(_ reasons: [Reason]) -> String {
        guard reasons.contains(where: \.isReplacement) else { return reasons.map(\.words).joined(separator: "; ") }
        let settled = Set(reasons.filter { !$0.isReplacement && $0.isFirm }.map(\.text))
        var replaced: Set<String> = []
        let firm = reasons.filter { reason in
            guard reason.isReplacement else { return reason.isFirm }
            return !settled.contains(reason.text) && replaced.insert(reason.text).inserted
        }
        let open = reasons.filter { !$0.isFirm && !replaced.contains($0.text) }
        return (firm + open).map(\.words).joined(separator: "; ")
    }

    /// What the configurations say of a subject; `nil` when they are not about its product.
    package func evidence(_ subject: Subject) -> Evidence? {
        var result: (verdict: Truth, reasons: [Reason])?
        for node in nodes {
            let finding = Self.finding(node, subject)
            let truth = min(finding.truth, finding.vulnerable)
            guard finding.isAboutProduct || finding.isByReplacement && truth != .no else { continue }
            if let best = result, best.verdict >= truth { continue }
            result = (truth, truth == .no ? [] : finding.reasons)
        }
        guard let result else { return nil }
        return Evidence(source: .nvd, verdict: Verdict(result.verdict), rule: Self.rule(result.reasons))
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
            result.reasons = [Reason(text: "negated configuration")]
        }
        return result
    }

    private static func add(_ node: Node, _ place: Int, _ subject: Subject, _ result: inout Finding) {
        let (match, meaning) = node.matches[place]
        let found = meaning.finding(subject)
        let isOwn = match.isVulnerable && found.isOwn
        let isReplacement = match.replacement != nil
        var part = Finding(
            truth: found.truth, vulnerable: isOwn ? found.truth : .no, isAboutProduct: isOwn && !isReplacement,
            isByReplacement: isOwn && isReplacement)
        if found.truth != .no {
            part.reasons = [
                Reason(
                    text: match.text, note: match.replacement ?? (found.isListed ? "listed by name" : nil),
                    isReplacement: isReplacement, isFirm: found.truth == .yes)
            ]
        }
        add(part, node.isAll, &result)
    }

    private static func add(_ part: Finding, _ isAll: Bool, _ result: inout Finding) {
        result.truth = isAll ? min(result.truth, part.truth) : max(result.truth, part.truth)
        result.vulnerable = max(result.vulnerable, part.vulnerable)
        result.isAboutProduct = result.isAboutProduct || part.isAboutProduct
        result.isByReplacement = result.isByReplacement || part.isByReplacement
        if !part.reasons.isEmpty { result.reasons += part.reasons }
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
