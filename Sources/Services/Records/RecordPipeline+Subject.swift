import Basics
import Modeling
import Storage

extension RecordPipeline {
    /// The answer to an object that is not there, and to one that the actor may not view (core.md §2.8, note).
    static let subjectNotFound = "Object not found"

    /// A row about an object of any model needs that object, and the actor's right to view it.
    ///
    /// - Throws: ``Problem`` of kind `invalidInput`.
    func checkSubject(_ schema: AnySchema, _ row: [Value], previous: [Value]? = nil) throws {
        guard let subject = schema.subject, let type = schema.columnIndex[subject.type],
            let key = schema.columnIndex[subject.id]
        else { return }
        if let previous, previous[type] == row[type], previous[key] == row[key] { return }
        // What is missing is told as a missing field.
        guard let id = row[key].identifier, !row[type].plainText.isEmpty else { return }
        let isThere = try SubjectAccess(authorizer, session.catalog).sees(row[type].plainText, id, actor) {
            try session.exists($0, where: $1)
        }
        guard isThere else { throw invalid([FieldErrors(subject.id, [Self.subjectNotFound])]) }
    }
}
