package import Basics
import Domain
package import Modeling
package import Storage

/// Tells who the members of dynamic groups are: one predicate over the rows as they are now, nothing is kept.
///
/// A group whose filter can no longer be used, because a name in it is gone, counts as unknown: members of groups that
/// are made of it are those that are certain whoever is in it.
package struct GroupPredicates {
    private let session: Session
    private let today: CalendarDay
    private let settings: DomainSettings
    private let customizations: CustomizationCache
    /// Filters and lists that the groups of one question may be made of altogether.
    package static let maximumParts = 200

    package init(
        _ session: Session, today: CalendarDay, settings: DomainSettings, customizations: CustomizationCache
    ) {
        self.session = session
        self.today = today
        self.settings = settings
        self.customizations = customizations
    }

    /// The members of one group, and why they cannot be told.
    package struct Answer {
        /// Nobody's eyes limit what it looks at: the group was defined by somebody who may see all of it.
        package let members: Predicate
        /// What is wrong with the filter of the group, or of one that it is made of; empty when nothing is.
        package let faults: [String]
    }

    /// The members of each of these groups.
    ///
    /// - Throws: ``Problem`` of kind `invalidInput` when a group is made of too many others.
    package func answers(_ ids: [Identifier]) throws -> [Identifier: Answer] {
        let customization = try customizations.current(in: session)
        var evaluation = try GroupEvaluation(GroupGraph(below: ids, session)) { group in
            try filter(of: group, customization)
        }
        var answers: [Identifier: Answer] = [:]
        for id in ids {
            let bounds = try evaluation.bounds(id)
            answers[id] = Answer(
                members: .seen(by: .everything, bounds.certain), faults: evaluation.faults[id] ?? [])
        }
        return answers
    }

    /// The filter of a group, or what is wrong with it.
    private func filter(
        of group: Record<DynamicGroup>, _ customization: Customization
    ) throws -> Result<Predicate, GroupFault> {
        guard let schema = session.catalog[group.contentType] else {
            return .failure(GroupFault(messages: ["There is no model \(group.contentType)."]))
        }
        let resolver = StoreFilterResolver(
            session, today: today, settings: settings, visible: { _ in .always }, customizations: customizations)
        // What is stored was an object when it was saved.
        let members = (try? JSONValue(parsing: group.filter.text))?.objectValue ?? JSONObject()
        let filter = try StoredFilter(
            members, schema, session.catalog, resolver: resolver,
            customization: customization[schema], refusing: Self.refused)
        return filter.errors.isEmpty ? .success(filter.predicate) : .failure(GroupFault(messages: filter.errors))
    }

    /// Filters that would let groups be made of each other past their memberships.
    static let refused: Set<String> = ["dynamic_groups"]
}

/// Why a filter cannot be used.
struct GroupFault: Error {
    let messages: [String]
}

/// Groups with everything that they are made of.
struct GroupGraph {
    let groups: [Identifier: Record<DynamicGroup>]
    /// The parts of each group, in the order in which they are joined.
    let parts: [Identifier: [Record<DynamicGroupMembership>]]

    /// Reads the groups and what is below them, two queries per level.
    init(below roots: [Identifier], _ session: Session) throws {
        var groups: [Identifier: Record<DynamicGroup>] = [:]
        var parts: [Identifier: [Record<DynamicGroupMembership>]] = [:]
        var frontier = Set(roots)
        while !frontier.isEmpty {
            let level = try session.rows(DynamicGroup.schema, ids: frontier.sorted())
                .map(Record<DynamicGroup>.init(values:))
            for group in level { groups[group.id.raw] = group }
            let sets = level.filter { $0.type == .set }.map(\.id.value)
            guard !sets.isEmpty else { break }
            // The model's order: by weight, then by name.
            let memberships = try session.rows(
                Selection(DynamicGroupMembership.schema, where: .compare(["parent_group"], .equals, sets))
            ).map(Record<DynamicGroupMembership>.init(values:))
            for membership in memberships { parts[membership.parentGroup.raw, default: []].append(membership) }
            frontier = Set(memberships.map(\.group.raw)).subtracting(groups.keys)
        }
        self.groups = groups
        self.parts = parts
    }

    /// The groups and everything that is made of them.
    static func above(_ ids: [Identifier], _ session: Session) throws -> [Identifier] {
        var known = Set(ids)
        var frontier = ids
        while !frontier.isEmpty {
            let above = try session.rows(
                Selection(
                    DynamicGroupMembership.schema, where: .compare(["group"], .equals, frontier.map(Value.id)))
            ).map { Record<DynamicGroupMembership>(values: $0).parentGroup.raw }
            frontier = above.filter { known.insert($0).inserted }
        }
        return known.sorted()
    }
}

/// Makes the predicates of a graph of groups.
struct GroupEvaluation {
    /// Rows that are members for certain, and rows that may be; they differ where a filter cannot be used.
    struct Bounds {
        var certain: Predicate
        var possible: Predicate

        static let nobody = Bounds(certain: .never, possible: .never)
        static let unknown = Bounds(certain: .never, possible: .always)
    }

    private let graph: GroupGraph
    private let filter: (Record<DynamicGroup>) throws -> Result<Predicate, GroupFault>
    private var known: [Identifier: (bounds: Bounds, parts: Int)] = [:]
    private var visiting: Set<Identifier> = []
    /// What is wrong with each group, or with groups that it is made of.
    private(set) var faults: [Identifier: [String]] = [:]

    init(
        _ graph: GroupGraph, _ filter: @escaping (Record<DynamicGroup>) throws -> Result<Predicate, GroupFault>
    ) {
        self.graph = graph
        self.filter = filter
    }

    /// The members of a group; nobody of one that does not exist.
    mutating func bounds(_ id: Identifier) throws -> Bounds { try evaluate(id).bounds }

    private mutating func evaluate(_ id: Identifier) throws -> (bounds: Bounds, parts: Int) {
        if let found = known[id] { return found }
        // Writing keeps groups free of loops.
        guard let group = graph.groups[id], visiting.insert(id).inserted else { return (.nobody, 1) }
        defer { visiting.remove(id) }
        let result: (bounds: Bounds, parts: Int)
        switch group.type {
        case .filter:
            switch try filter(group) {
            case .success(let predicate): result = (Bounds(certain: predicate, possible: predicate), 1)
            case .failure(let fault):
                faults[id] = fault.messages
                result = (.unknown, 1)
            }
        case .static:
            let listed = Predicate.named(
                by: StaticGroupAssociation.schema.identifier, key: "associated_object_id",
                .compare(["dynamic_group"], .equals, [.id(id)]))
            result = (Bounds(certain: listed, possible: listed), 1)
        case .set: result = try join(id)
        }
        guard result.parts <= GroupPredicates.maximumParts else {
            let message = "A group may be made of at most \(GroupPredicates.maximumParts) filters altogether."
            throw Problem(.invalidInput, message, fields: [FieldErrors("group", [message])])
        }
        known[id] = result
        return result
    }

    /// Joins the parts of a group in their order; the first one stands alone, or is what is left out of everything.
    private mutating func join(_ id: Identifier) throws -> (bounds: Bounds, parts: Int) {
        var joined: Bounds?
        var count = 0
        for part in graph.parts[id] ?? [] {
            let (other, parts) = try evaluate(part.group.raw)
            count += parts
            if faults[part.group.raw] != nil, faults[id] == nil {
                faults[id] = ["A group that this one is made of has a filter that cannot be used."]
            }
            switch part.joining {
            case .union:
                joined = joined.map { Self.union($0, other) } ?? other
            case .intersection:
                joined =
                    joined.map {
                        Bounds(certain: $0.certain && other.certain, possible: $0.possible && other.possible)
                    } ?? other
            case .difference:
                let before = joined ?? Bounds(certain: .always, possible: .always)
                joined = Bounds(
                    certain: before.certain && Self.not(other.possible),
                    possible: before.possible && Self.not(other.certain))
            }
        }
        return (joined ?? .nobody, max(count, 1))
    }

    private static func union(_ left: Bounds, _ right: Bounds) -> Bounds {
        Bounds(certain: either(left.certain, right.certain), possible: either(left.possible, right.possible))
    }

    /// Either holds; a long row of groups stays flat, because the database bounds how deep a statement may be.
    private static func either(_ left: Predicate, _ right: Predicate) -> Predicate {
        guard case .any(let parts) = left, right != .always, right != .never else { return left || right }
        return .any(parts + [right])
    }

    private static func not(_ inner: Predicate) -> Predicate {
        switch inner {
        case .always: .never
        case .never: .always
        default: .not(inner)
        }
    }
}
