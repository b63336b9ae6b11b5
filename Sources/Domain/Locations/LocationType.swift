import Basics
package import Modeling

/// A kind of location – region, site, room – and what may stand in locations of this kind.
package struct LocationType: Model {
    package static let schema = Schema<LocationType>(
        "dcim.locationtype", plural: "location-types", name: "location type", naturalKey: ["name"],
        ordering: ["name"], features: .organizational, display: .path(), tree: "parent")

    package let treeDepth = Derived(.constant("null"))
    package let contentTypes = Field<StringList>(
        .alwaysShown, .format(.contentType), .help("The kinds of objects that may stand in locations of this type."))
    package let name = Field<String>(
        .required, .maxLength(255), .unique, .search, .help("The name of the type, such as Site or Room."))
    package let description = Field<String>(.maxLength(255), .search, .help("What the type is for."))
    package let nestable = Field<Bool>(
        .help("Allow Locations of this type to be parents/children of other Locations of this same type."))
    package let parent = OptionalRef<LocationType>(
        .cascade, .relatedName("children"), .help("The type that locations of this type stand in."))
    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<LocationType>] = [
        .acyclic(\.parent), acceptedContentTypes, nameIsFree, nestingStays, parentStays,
    ]

    /// The models that can be assigned to a location.
    private static let assignable: Set<String> = [
        "circuits.circuittermination", "virtualization.cluster", "dcim.controller", "dcim.device", "dcim.module",
        "ipam.namespace", "dcim.powerpanel", "ipam.prefix", "dcim.rack", "dcim.rackgroup", "ipam.vlan",
        "ipam.vlangroup",
    ]

    private static let acceptedContentTypes = Rule<LocationType> { context in
        let wrong = context.record.contentTypes.elements.filter { !assignable.contains($0) }
        return wrong.isEmpty ? [] : [FieldErrors("content_types", wrong.map { "Invalid content type: \($0)" })]
    }

    private static let nameIsFree = Rule<LocationType> { context in
        let reserved = ["rackgroup", "rackgroups", "rack group", "rack groups"]
        guard reserved.contains(context.record.name.lowercased()) else { return [] }
        return [FieldErrors("name", ["This name is reserved for future use."])]
    }

    private static let nestingStays = Rule<LocationType> { context in
        guard context.previous?.nestable == true, !context.record.nestable else { return [] }
        let location = FieldPaths<Location>()
        let id = context.record.id
        let nested = location.locationType == id && location.parent.locationType == id
        guard try context.exists(Location.self, where: nested) else { return [] }
        return [
            FieldErrors(
                "nestable",
                [
                    "There are existing nested Locations of this type, "
                        + "so changing this Location Type to be non-nestable is not permitted."
                ])
        ]
    }

    private static let parentStays = Rule<LocationType> { context in
        guard let previous = context.previous, previous.parent != context.record.parent,
            try context.exists(Location.self, where: FieldPaths<Location>().locationType == context.record.id)
        else { return [] }
        return [
            FieldErrors(
                "parent",
                [
                    "This LocationType currently has Locations using it, "
                        + "therefore its parent cannot be changed at this time."
                ])
        ]
    }
}
