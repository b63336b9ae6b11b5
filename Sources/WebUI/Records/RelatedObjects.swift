import Basics
import Modeling

/// How many objects of other models refer to an object, with the way to them.
struct RelatedObjects: Sendable {
    struct Count: Sendable {
        let title: String
        let count: Int
        let path: String
    }

    private let model: ModelRequest

    init(_ model: ModelRequest) { self.model = model }

    /// The counts that are not nought, of what the reader may see.
    func all(of id: String) async throws -> [Count] {
        var counts: [Count] = []
        for relation in model.web.catalog.relations(to: model.schema) {
            let source = relation.source
            guard source.isExposed, !source.isLog, !relation.name.hasPrefix("+"), !relation.field.info.isHidden,
                model.web.maySee(source), let filter = Self.filter(relation)
            else { continue }
            let answer: JSONValue
            do {
                answer = try await model.web.get(
                    source.names.path, [(filter, id), ("limit", "1"), ("exclude_m2m", "true")])
            } catch let problem as Problem where problem.kind == .invalidInput {
                continue
            }
            guard let count = answer["count"]?.intValue, count > 0 else { continue }
            let several = source.names.verbosePlural
            let isOnly = model.web.catalog.relations(to: model.schema).filter { $0.source === source }.count == 1
            counts.append(
                Count(
                    title: several.prefix(1).uppercased() + several.dropFirst()
                        + (isOnly ? "" : " by \(relation.field.info.label.lowercased())"),
                    count: Int(count), path: WebRequest.place(source.pagePath, [(filter, id)])))
        }
        return counts.sorted { $0.title < $1.title }
    }

    private static func filter(_ relation: Relation) -> String? {
        if case .some(.none) = relation.field.info.filterShape { return nil }
        return relation.field.info.name
    }

    static func html(_ counts: [Count]) -> HTML {
        Component.panel("Related") {
            dl(.class("facts")) {
                for count in counts {
                    dt { count.title }
                    dd { a(.href(count.path)) { count.count.grouped } }
                }
            }
        }
    }
}
