package import Basics

/// What a filter may ask while it is made into a predicate.
package protocol FilterResolver {
    var today: CalendarDay { get }
    var settings: DomainSettings { get }
    /// The user who asks; nil for the product itself.
    var viewer: Identifier? { get }
    /// The keys of the rows whose natural attribute, or id, is one of these; values that name nothing are returned apart.
    func resolve(
        _ values: [String], in schema: AnySchema, by attribute: String
    ) throws -> (
        found: [Identifier], missing: [String]
    )
    /// The ids of rows that satisfy the predicate.
    func identifiers(_ schema: AnySchema, where predicate: Predicate) throws -> [Identifier]
    /// The rows of a model that are in any of these dynamic groups, given by name or id; values that name no group are
    /// returned apart.
    func members(
        ofGroups values: [String], in schema: AnySchema
    ) throws -> (
        predicate: Predicate, missing: [String]
    )
    /// The dynamic groups that have one of these objects as a member.
    func groups(holding members: [Identifier]) throws -> [Identifier]
}

extension FilterResolver {
    /// Nobody.
    package var viewer: Identifier? { nil }

    /// Without groups every value is missing.
    package func members(
        ofGroups values: [String], in schema: AnySchema
    ) throws -> (
        predicate: Predicate, missing: [String]
    ) {
        (.never, values)
    }

    /// Without groups nothing is a member.
    package func groups(holding members: [Identifier]) throws -> [Identifier] { [] }
}

/// A filter that does not follow from a field.
package enum FilterDeclaration: Sendable {
    /// The filters of the field at the end of the path, under this name.
    case path(String, [String], FilterShape? = nil)
    /// A related row by its natural attribute or id, together with its descendants.
    case tree(String, [String])
    /// True or false.
    case boolean(String, @Sendable (Bool, any FilterResolver) throws -> Predicate)
    /// A date compared with the field at the path; with time when `isTimestamp`.
    case bound(String, [String], Comparison)
    /// The written form of the field at the path contains the text.
    case textContains(String, [String])
    /// Any texts, as given.
    case custom(String, @Sendable ([String], any FilterResolver) throws -> Predicate)
    /// A value that no row of this release has, with every suffix.
    case nothing(String)
    /// A relation to a model that this release does not keep: it is empty for every row.
    case reserved(String)

    /// The parameter's name.
    package var name: String {
        switch self {
        case .path(let name, _, _), .tree(let name, _), .boolean(let name, _), .bound(let name, _, _),
            .textContains(let name, _), .custom(let name, _), .nothing(let name), .reserved(let name):
            name
        }
    }
}
