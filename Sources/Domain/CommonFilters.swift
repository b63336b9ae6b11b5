import Basics
import Modeling

extension FilterDeclaration {
    /// Rows at most so many steps below a root; roots are at depth 0.
    static func maximumDepth(parent: String) -> FilterDeclaration {
        .custom("max_depth") { values, _ in
            guard let depth = values.last.flatMap({ Int($0) }) else { throw ValueError("Enter a number.") }
            guard depth < deepest else { return .always }
            guard depth >= 0 else { return .never }
            return .any((0...depth).map { .isNull(Array(repeating: parent, count: $0 + 1)) })
        }
    }

    /// A truth value that no row of this release has.
    static func alwaysFalse(_ name: String) -> FilterDeclaration {
        .boolean(name) { wanted, _ in wanted ? .never : .always }
    }

    /// A value that no row of this release has.
    static func neverMatches(_ name: String) -> FilterDeclaration {
        .nothing(name)
    }

    /// Whether anything stands at the path.
    static func isSet(_ name: String, _ path: [String]) -> FilterDeclaration {
        .boolean(name) { wanted, _ in wanted ? .not(.isNull(path)) : .isNull(path) }
    }

    /// The answer to a filter value that cannot be used.
    static func refused(_ name: String, _ message: String) -> Problem {
        Problem(.invalidInput, message, fields: [FieldErrors(name, [message])])
    }

    /// Paths longer than this are refused by the store, so deeper trees are not told apart.
    private static let deepest = 11
}

extension [FilterDeclaration] {
    /// A field that names a model, by `app.model` or, with `_id` behind the name, by the number of its content type.
    static func contentTypes(_ name: String, isNullable: Bool = false) -> [FilterDeclaration] {
        func find(
            _ name: String, _ model: @escaping @Sendable (String) -> AnySchema?
        ) -> [FilterDeclaration] {
            let field = name.hasSuffix("_id") ? String(name.dropLast(3)) : name
            let find: @Sendable ([String], any FilterResolver) throws -> Predicate = { values, _ in
                let cells = try values.map { value in
                    guard let schema = model(value), schema.isExposed else {
                        throw ValueError("Select a valid choice. \(value) is not one of the available choices.")
                    }
                    return Value.text(schema.identifier)
                }
                return .compare([field], .equals, cells)
            }
            let isNull = FilterDeclaration.boolean(name + "__isnull") { wanted, _ in
                wanted ? .isNull([field]) : .not(.isNull([field]))
            }
            return [.custom(name, find), .custom(name + "__n") { .not(try find($0, $1)) }]
                + (isNullable ? [isNull] : [])
        }
        return find(name) { ProductCatalog.catalog[$0] }
            + find(name + "_id") { ProductCatalog.catalog.numbered($0) }
    }

    /// Relations to models that this release does not keep, each as `name` and `has_name`.
    static func reserved(_ names: String...) -> [FilterDeclaration] {
        names.flatMap { [.reserved($0), .reserved("has_" + $0)] }
    }

    /// Rows that reach one of the named rows by `path`, or none of them; descendants do not count.
    static func named(
        _ name: String, in schema: @autoclosure @escaping @Sendable () -> AnySchema, by path: [String]
    ) -> [FilterDeclaration] {
        let find: @Sendable ([String], any FilterResolver) throws -> Predicate = { values, resolver in
            let schema = schema()
            let rows = try resolver.resolve(values, in: schema, by: schema.lookupField)
            if let missing = rows.missing.first {
                throw ValueError("Select a valid choice. \(missing) is not one of the available choices.")
            }
            return .compare(path, .equals, rows.found.map(Value.id))
        }
        return [.custom(name, find), .custom(name + "__n") { .not(try find($0, $1)) }]
    }
}
