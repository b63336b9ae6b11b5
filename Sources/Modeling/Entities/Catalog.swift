import Basics

/// A reference seen from the row it points to.
package struct Relation: Sendable {
    /// The name under which filters and paths reach it, `devices`.
    package let name: String
    /// The model that holds the reference.
    package let source: AnySchema
    /// The reference, of either cardinality.
    package let field: AnyField
}

/// Every model of the product, and what refers to what.
package struct Catalog: Sendable {
    /// In the order of declaration.
    package let schemas: [AnySchema]
    private let byIdentifier: [String: AnySchema]
    private let byPath: [String: AnySchema]
    private let relations: [String: [Relation]]
    private let textPlans: [ObjectIdentifier: TextPlan]

    /// Indexes the models.
    package init(_ schemas: [AnySchema]) {
        self.schemas = schemas
        textPlans = Dictionary(
            schemas.map { (ObjectIdentifier($0), TextPlan($0)) }, uniquingKeysWith: { first, _ in first })
        byIdentifier = Dictionary(schemas.map { ($0.identifier, $0) }, uniquingKeysWith: { first, _ in first })
        byPath = Dictionary(
            schemas.filter(\.isExposed).map { ($0.names.path, $0) }, uniquingKeysWith: { first, _ in first })
        var relations: [String: [Relation]] = [:]
        for schema in schemas {
            for field in schema.fields {
                guard let target = field.target else { continue }
                switch field.joinTable {
                case nil, .own, .shared: break
                case .inverse, .through: continue
                }
                let name = field.info.relatedName ?? schema.names.plural.replacing("-", with: "_")
                relations[target.identifier, default: []].append(
                    Relation(name: name, source: schema, field: field))
            }
        }
        self.relations = relations
    }

    /// The model called `app.model`.
    package subscript(identifier: String) -> AnySchema? { byIdentifier[identifier] }

    /// How rows of the model read.
    package func texts(of schema: AnySchema) -> TextPlan { textPlans[ObjectIdentifier(schema)] ?? TextPlan(schema) }

    /// The model whose list stands at this path.
    package func schema(at path: String) -> AnySchema? { byPath[path] }

    /// References to rows of this model.
    package func relations(to schema: AnySchema) -> [Relation] { relations[schema.identifier] ?? [] }

    /// The reference to this model with the given name, seen from its target.
    ///
    /// A related name that begins with `+` is for deleting only and leads nowhere.
    package func relation(_ name: String, to schema: AnySchema) -> Relation? {
        name.hasPrefix("+") ? nil : relations(to: schema).first { $0.name == name }
    }
}
