/// A dotted path made ready for a model: which cells to follow, and what to read at the end.
package indirect enum CompiledPath: Sendable {
    /// A cell of the row itself.
    case cell(Int)
    /// The same question to the row that a reference points to.
    case through(Int, AnySchema, CompiledPath)
    /// The `display` of the row that a reference points to.
    case display(Int, AnySchema)
    /// Nothing: the path leads nowhere.
    case nothing

    /// Compiles a path of a model.
    package init(_ path: some StringProtocol, _ schema: AnySchema) {
        guard let dot = path.firstIndex(of: ".") else {
            if path == "pk" {
                self = .cell(0)
            } else {
                self = schema.columnIndex[String(path)].map(CompiledPath.cell) ?? .nothing
            }
            return
        }
        guard let field = schema.fieldsByName[String(path[..<dot])], field.isStored, let target = field.target else {
            self = .nothing
            return
        }
        let rest = path[path.index(after: dot)...]
        self =
            rest == "display"
            ? .display(field.index, target) : .through(field.index, target, CompiledPath(rest, target))
    }

    /// The reference that is followed first, if any.
    package var firstReference: (column: Int, target: AnySchema)? {
        switch self {
        case .cell, .nothing: nil
        case .through(let column, let target, _), .display(let column, let target): (column, target)
        }
    }
}

/// A part of a natural key.
package enum KeyPart: Sendable {
    case path(CompiledPath)
    /// A reference, which stands for the natural key of its target.
    case reference(Int, AnySchema)
}

/// The texts of a model, ready to be made for many rows.
package final class TextPlan: Sendable {
    package let display: [CompiledPath]
    /// The cell whose text, where it has any, is the whole `display`.
    package let whole: Int?
    package let naturalKey: [KeyPart]
    /// References whose rows the natural key needs, to be fetched for a whole page at once.
    package let references: [(column: Int, target: AnySchema)]
    /// Further ones that the `display` needs, of rows where ``whole`` says nothing.
    package let displayReferences: [(column: Int, target: AnySchema)]

    /// Compiles the texts of a model.
    package init(_ schema: AnySchema) {
        display = schema.display.paths.map { CompiledPath($0, schema) }
        whole = schema.display.whole.flatMap { schema.columnIndex[$0] }
        naturalKey = schema.naturalKey.map { path in
            if let field = schema.fieldsByName[path], field.isStored, let target = field.target {
                return .reference(field.index, target)
            }
            return .path(CompiledPath(path, schema))
        }
        var known: Set<Int> = []
        func references(_ parts: [(column: Int, target: AnySchema)?]) -> [(column: Int, target: AnySchema)] {
            parts.compactMap(\.self).filter { known.insert($0.column).inserted }
        }
        self.references = references(
            naturalKey.map { part in
                switch part {
                case .path(let path): path.firstReference
                case .reference(let column, let target): (column, target)
                }
            })
        displayReferences = references(display.map(\.firstReference))
    }
}
