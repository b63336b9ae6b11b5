package import Basics
package import Modeling

/// Rows that changed and whose texts are not yet in the ``TextIndex``; written with the change, gone when they are.
package struct TextChange: Model {
    /// The description of the model.
    package static let schema = Schema<TextChange>(
        "text.change", plural: "changes", ordering: ["id"], features: [], operations: .readOnly, display: .field("id"),
        isExposed: false)

    package let model = Field<String>(.maxLength(255), .help("The model of the rows."))
    package let objects = Field<String>(.help("Their keys, 32 hexadecimal digits each, without anything between."))

    /// Makes the handles.
    package init() {}
}

/// How far the ``TextIndex`` has come with the rows of a model that were there before it.
package struct TextProgress: Model {
    /// The description of the model.
    package static let schema = Schema<TextProgress>(
        "text.progress", plural: "progress", ordering: ["number"], features: [], operations: .readOnly,
        display: .field("model"), isExposed: false)

    package let model = Field<String>(.maxLength(255), .unique, .help("The model."))
    package let number = Field<Int>(.help("What the index calls the model."))
    package let texts = Field<String>(.help("Paths of the texts that are indexed; others mean to begin anew."))
    package let last = Field<Identifier?>(.help("Key of the last row that was taken in."))
    package let isComplete = Field<Bool>(.help("Whether all rows were taken in."))

    /// Makes the handles.
    package init() {}
}

/// The tables behind the index of texts that every store has; those of the index itself are made when it is.
package enum TextTables {
    package static let schemas: [AnySchema] = [TextChange.schema, TextProgress.schema]
}
