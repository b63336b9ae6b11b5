package import Basics

/// How many objects of one side may stand with how many of the other (core.md §2.8).
package enum RelationshipType: String, CaseIterable, Hashable, Sendable {
    case oneToOne = "one-to-one"
    case symmetricOneToOne = "symmetric-one-to-one"
    case oneToMany = "one-to-many"
    case manyToMany = "many-to-many"
    case symmetricManyToMany = "symmetric-many-to-many"

    /// Whether both sides are alike.
    package var isSymmetric: Bool { self == .symmetricOneToOne || self == .symmetricManyToMany }

    /// Whether one object may stand with many of this side.
    package func hasMany(_ side: RelationshipSide) -> Bool {
        switch self {
        case .oneToOne, .symmetricOneToOne: false
        case .oneToMany: side == .destination
        case .manyToMany, .symmetricManyToMany: true
        }
    }
}

/// A place in a relationship.
package enum RelationshipSide: String, CaseIterable, Hashable, Sendable {
    case source
    case destination
    /// Either side of a symmetric relationship.
    case peer

    /// The side of the other object.
    package var opposite: RelationshipSide {
        switch self {
        case .source: .destination
        case .destination: .source
        case .peer: .peer
        }
    }
}

/// A relationship that operators defined between two models.
package struct RelationshipDefinition: Sendable {
    package let id: Identifier
    /// The member's name in `relationships`.
    package let key: String
    package let label: String
    package let type: RelationshipType
    /// The model of the source, `dcim.device`.
    package let sourceType: String
    /// The model of the destination.
    package let destinationType: String
    /// How a source calls its destinations; empty for the destination's own name.
    package let sourceLabel: String
    /// How a destination calls its sources; empty for the source's own name.
    package let destinationLabel: String
    /// The side whose objects may not be without the other; nil for none.
    package let requiredOn: RelationshipSide?

    package init(
        id: Identifier, key: String, label: String, type: RelationshipType, sourceType: String,
        destinationType: String, sourceLabel: String = "", destinationLabel: String = "",
        requiredOn: RelationshipSide? = nil
    ) {
        self.id = id
        self.key = key
        self.label = label
        self.type = type
        self.sourceType = sourceType
        self.destinationType = destinationType
        self.sourceLabel = sourceLabel
        self.destinationLabel = destinationLabel
        self.requiredOn = requiredOn
    }

    /// The model of a side; both are alike where the side is ``RelationshipSide/peer``.
    package func model(of side: RelationshipSide) -> String {
        side == .destination ? destinationType : sourceType
    }
}

/// A relationship as the objects of one model have it.
package struct RelationshipEnd: Sendable {
    package let relationship: RelationshipDefinition
    /// The side of the model's objects.
    package let side: RelationshipSide

    package init(_ relationship: RelationshipDefinition, _ side: RelationshipSide) {
        self.relationship = relationship
        self.side = side
    }

    /// The side of the related objects: the name of the member that lists them.
    package var otherSide: RelationshipSide { side.opposite }
    /// The model of the related objects.
    package var otherType: String { relationship.model(of: otherSide) }
    /// Whether an object may have many related ones.
    package var hasMany: Bool { relationship.type.hasMany(otherSide) }
    /// Whether an object may not be without a related one.
    package var isRequired: Bool { relationship.requiredOn == side }

    /// How the related objects are called.
    package func label(_ catalog: Catalog) -> String {
        let given = side == .destination ? relationship.destinationLabel : relationship.sourceLabel
        guard given.isEmpty else { return given }
        guard let other = catalog[otherType]?.names else { return otherType }
        return hasMany ? other.verbosePlural : other.verbose
    }
}

/// One end of a relationship, as predicates ask for it.
package struct RelationshipLink: Hashable, Sendable {
    /// The key of the relationship.
    package let relationship: Identifier
    /// The side of the rows that are asked for.
    package let side: RelationshipSide
    /// The model on the other side.
    package let otherModel: String

    package init(relationship: Identifier, side: RelationshipSide, otherModel: String) {
        self.relationship = relationship
        self.side = side
        self.otherModel = otherModel
    }
}

/// A text that a template makes of an object.
package struct ComputedFieldDefinition: Sendable {
    package let id: Identifier
    /// The member's name in `computed_fields`.
    package let key: String
    package let template: String
    /// Shown when the template fails or makes nothing.
    package let fallback: String

    package init(id: Identifier, key: String, template: String, fallback: String) {
        self.id = id
        self.key = key
        self.template = template
        self.fallback = fallback
    }
}
