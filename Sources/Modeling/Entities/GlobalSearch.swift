/// How the one search over everything finds the rows of a model.
package struct GlobalSearch: Sendable, Hashable {
    /// Paths of the texts that are looked through, the most telling first; a path may lead through one reference.
    package let texts: [String]
    /// Paths of what a hit shows besides the row's `display`.
    package let details: [String]
    /// Among hits of the same rank, those of models with a smaller number come first.
    package let place: Int
    /// Whether only staff finds the rows, whatever permissions say.
    package let isForStaff: Bool

    /// - Parameters:
    ///   - texts: Paths of stored texts.
    ///   - details: Paths as ``TextRule`` has them, `display` of a reference among them.
    package init(_ texts: [String], details: [String] = [], place: Int = 50, isForStaff: Bool = false) {
        self.texts = texts
        self.details = details
        self.place = place
        self.isForStaff = isForStaff
    }
}

extension AnySchema {
    /// One text that the search looks through.
    package struct SearchedText: Sendable {
        /// Position of the text in a row, or in a row of ``target``.
        package let column: Int
        /// The reference that leads to the text, if any.
        package let reference: AnyField?
        /// What people call the text.
        package let label: String
        /// The path, `serial` or `device_type.model`.
        package let path: String

        /// The model whose rows hold the text, when these rows do not hold it themselves.
        package var target: AnySchema? { reference?.target }
    }

    /// The texts of ``globalSearch``, in its order; paths that lead to no stored text are left out.
    package final var searchedTexts: [SearchedText] {
        (globalSearch?.texts ?? []).compactMap { path in
            let names = path.split(separator: ".").map(String.init)
            guard let first = fieldsByName[names[0]], first.isStored else { return nil }
            if names.count == 1 {
                guard first.info.kind == .text else { return nil }
                return SearchedText(column: first.index, reference: nil, label: first.info.label, path: path)
            }
            guard names.count == 2, let target = first.target, let field = target.fieldsByName[names[1]],
                field.isStored, field.info.kind == .text
            else { return nil }
            return SearchedText(column: field.index, reference: first, label: first.info.label, path: path)
        }
    }
}
