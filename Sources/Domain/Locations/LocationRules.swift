import Basics
import Modeling

/// How locations follow their types.
enum LocationRules {
    /// A location keeps its type, because what stands in it depends on that.
    static let typeStays = Rule<Location> { context in
        guard let previous = context.previous, previous.locationType != context.record.locationType,
            let before = try context.get(previous.locationType),
            let after = try context.get(context.record.locationType)
        else { return [] }
        return [
            FieldErrors(
                "location_type",
                [
                    "Changing the type of an existing Location (from \(before.name) to \(after.name) in this case) "
                        + "is not permitted."
                ])
        ]
    }

    /// The parent is of the type that the location's type asks for.
    static let parentFits = Rule<Location> { context in
        guard let type = try context.get(context.record.locationType) else { return [] }
        let parent = try context.get(context.record.parent)
        guard let parentType = try context.get(type.parent) else {
            guard let parent else { return [] }
            guard type.nestable else { return refuse(type, "must not have a parent Location.") }
            return parent.locationType == type.id
                ? [] : refuse(type, "may only have a Location of the same type as its parent.")
        }
        guard let parent else { return refuse(type, "must have a parent Location.") }
        if parent.locationType == parentType.id || (type.nestable && parent.locationType == type.id) { return [] }
        return refuse(
            type,
            type.nestable
                ? "can only have a Location of the same type or of type \(parentType.name) as its parent."
                : "can only have a Location of type \(parentType.name) as its parent.")
    }

    /// Two roots do not share a name; below a parent the unique set sees to it.
    static let rootNameIsFree = Rule<Location> { context in
        let record = context.record
        let location = FieldPaths<Location>()
        guard record.parent == nil,
            try context.anotherExists(where: Predicate.isNull(["parent"]) && location.name == record.name)
        else { return [] }
        return [FieldErrors("name", ["A root-level location with this name already exists."])]
    }

    private static func refuse(_ type: Record<LocationType>, _ reason: String) -> [FieldErrors] {
        [FieldErrors("parent", ["A Location of type \(type.name) \(reason)"])]
    }
}
