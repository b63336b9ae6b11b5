/// How the set of products that one name stands for relates to that of another.
///
/// Source: NIST IR 7696, *Common Platform Enumeration: Name Matching Specification 2.3*, tables 6-2 and 6-4.
package enum CPERelation: String, Hashable, Sendable {
    /// The same products.
    case equal
    /// The source stands for more.
    case superset
    /// The source stands for less.
    case subset
    /// No product has both names.
    case disjoint
    /// The comparison has no meaning: the target has wildcards, or the attributes disagree on which set is larger.
    case undefined

    /// Compares an attribute of a source with that of a target.
    package init(_ source: CPEAttribute, _ target: CPEAttribute) {
        switch (source, target) {
        case (_, .pattern): self = .undefined
        case (.any, .any), (.notApplicable, .notApplicable): self = .equal
        case (.any, _): self = .superset
        case (_, .any): self = .subset
        case (.notApplicable, _), (_, .notApplicable): self = .disjoint
        case (.text(let left), .text(let right)): self = left == right ? .equal : .disjoint
        case (.pattern(let pattern), .text(let text)): self = pattern.matches(text) ? .superset : .disjoint
        }
    }

    /// Compares two names by all their attributes.
    package init(_ source: CPEName, _ target: CPEName) {
        let relations = zip(source.all, target.all).map { CPERelation($0, $1) }
        if relations.contains(.disjoint) {
            self = .disjoint
        } else if relations.contains(.undefined) {
            self = .undefined
        } else if relations.allSatisfy({ $0 == .equal }) {
            self = .equal
        } else if relations.allSatisfy({ $0 == .equal || $0 == .superset }) {
            self = .superset
        } else if relations.allSatisfy({ $0 == .equal || $0 == .subset }) {
            self = .subset
        } else {
            self = .undefined
        }
    }
}

extension CPEName {
    /// Whether some product has both names: no attribute is disjoint.
    package func overlaps(_ other: CPEName) -> Bool { CPERelation(self, other) != .disjoint }
}
