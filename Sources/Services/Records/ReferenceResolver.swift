package import Basics
package import Modeling
package import Storage

/// Finds the row that a client's reference means: by id, URL, natural key, composite key or name.
///
/// Only exact natural-key attributes are taken, never lookups (core.md §1.8, §10.3 A).
package final class ReferenceResolver {
    private let session: Session
    private var known: [KnownReference: Identifier] = [:]
    private var knownKeys: Set<KnownKey> = []
    /// Entries kept; an import of a million rows meets the same few thousand references again and again.
    private static let capacity = 50_000
    /// Keys of another system for rows that are here under a key of their own.
    package private(set) var otherKeys: [Identifier: Identifier]
    private static let otherCapacity = 200_000

    package init(
        _ session: Session, known: [KnownReference: Identifier] = [:], otherKeys: [Identifier: Identifier] = [:]
    ) {
        self.session = session
        self.known = known
        self.otherKeys = otherKeys
    }

    /// Every model.
    package var catalog: Catalog { session.catalog }

    /// References resolved so far, to be handed to the resolver of the next batch.
    package var resolved: [KnownReference: Identifier] { known }

    /// Lets another key than its own mean a row.
    package func call(_ id: Identifier, _ key: Identifier) {
        // Never of a key that is itself another's: a row is one step away.
        if id != key, otherKeys[id] == nil, otherKeys.count < Self.otherCapacity { otherKeys[key] = id }
    }

    /// Drops what names mean when a row changes in what it is found by.
    ///
    /// - Parameter names: The fields of the row that have changed.
    func rowChanged(_ schema: AnySchema, _ names: [String]) {
        guard !known.isEmpty || !knownKeys.isEmpty else { return }
        let model = ObjectIdentifier(schema)
        let naming = namingFields[model] ?? Self.namingFields(schema)
        namingFields[model] = naming
        if names.contains(where: naming.contains) { forgetAll() }
    }

    /// Drops what references mean: rows are gone.
    func forgetAll() {
        known.removeAll(keepingCapacity: true)
        knownKeys.removeAll(keepingCapacity: true)
    }

    /// The fields that references find rows of a model by, and that say what the rows may be used for.
    private static func namingFields(_ schema: AnySchema) -> Set<String> {
        var names: Set<String> = [schema.lookupField, "name", "content_types"]
        for path in schema.naturalKey { names.insert(String(path.prefix { $0 != "." })) }
        for field in schema.fields where field.info.isUnique { names.insert(field.info.name) }
        return names
    }
    private var namingFields: [ObjectIdentifier: Set<String>] = [:]

    /// A row known to exist, and to apply to a content type when one is asked for.
    private struct KnownKey: Hashable {
        let target: ObjectIdentifier
        let scope: String?
        let id: Identifier

        // Few scopes go with one row, so hashing them would only cost time.
        func hash(into hasher: inout Hasher) {
            hasher.combine(target)
            hasher.combine(id)
        }
    }

    /// Finds the row.
    ///
    /// - Parameters:
    ///   - visible: Rows that the caller may see; others count as not found.
    ///   - scope: The content type that the row must list, for statuses, roles and tags.
    /// - Throws: ``ValueError`` with the message to show; ``Problem`` when the store fails.
    package func resolve(
        _ json: JSONValue, in target: AnySchema, visible: Predicate = .always, scope: String? = nil
    ) throws -> Identifier {
        if !otherKeys.isEmpty, case .string(let text) = json, let other = Identifier(text).flatMap({ otherKeys[$0] }) {
            return try resolve(.string(other.description), in: target, visible: visible, scope: scope)
        }
        var key: KnownKey?
        if case .string(let text) = json, case .always = visible, let id = Identifier(text) {
            // The usual reference of an import is an id that has been seen before.
            let candidate = KnownKey(target: ObjectIdentifier(target), scope: scope, id: id)
            if knownKeys.contains(candidate) { return id }
            key = candidate
        }
        let cacheKey = key == nil ? KnownReference(json, target, scope: scope) : nil
        if let cacheKey, case .always = visible, let id = known[cacheKey] { return id }
        let (condition, shown) = try condition(json, target)
        var predicate = condition && visible
        if let scope, target.fieldsByName["content_types"] != nil {
            predicate = predicate && .compare(["content_types"], .listContains, [.text(scope)])
        }
        let found = try session.ids(target, where: predicate, limit: 2)
        guard let id = found.first else {
            throw ValueError("Related object not found using the provided attributes: \(shown)")
        }
        guard found.count == 1 else {
            throw ValueError("Multiple objects match the provided attributes: \(shown)")
        }
        if let key {
            if knownKeys.count >= Self.capacity { knownKeys.removeAll(keepingCapacity: true) }
            knownKeys.insert(key)
        }
        if let cacheKey, case .always = visible {
            if known.count >= Self.capacity { known.removeAll(keepingCapacity: true) }
            known[cacheKey] = id
        }
        return id
    }

    /// The condition a reference stands for, and how a message shows it.
    private func condition(_ json: JSONValue, _ target: AnySchema) throws -> (Predicate, String) {
        switch json {
        case .string(let text): return textCondition(text, target)
        case .object(let object): return try objectCondition(object, target)
        case .int(let number) where target.features.contains(.numbered):
            return (Identifier(number: number).map { .ids([$0]) } ?? .never, "{'pk': \(number)}")
        default:
            throw ValueError(
                "Related objects must be referenced by ID or by dictionary of attributes. "
                    + "Received an unrecognized value: \(json.text)")
        }
    }

    private func textCondition(_ given: String, _ target: AnySchema) -> (Predicate, String) {
        let text = Words.trimmed(given)
        if let id = target.identifier(text) { return (.ids([id]), "{'pk': UUID('\(id)')}") }
        if text.hasPrefix("http://") || text.hasPrefix("https://") || text.hasPrefix("/api/") {
            let last = text.split(separator: "/").last.map(String.init) ?? ""
            if text.contains(target.names.path), let id = target.identifier(last) {
                return (.ids([id]), "{'pk': UUID('\(id)')}")
            }
            return (.never, "{'url': '\(text)'}")
        }
        var condition = compositeKey(text, target) ?? .never
        // Names may hold the characters of composite keys: "C++ lab" is a name and not "C   lab".
        if text.utf8.contains(where: { $0 == 59 || $0 == 43 || $0 == 37 }), let named = lookup(text, target) {
            condition = condition || named
        }
        return (condition, "{'\(target.lookupField)': \(PythonText.quoted(text))}")
    }

    /// Reads `a;b;c`: natural-key parts, each form-encoded; `%00` is null, missing trailing parts are null.
    package func compositeKey(_ text: String, _ target: AnySchema) -> Predicate? {
        var parts: [String?] = []
        for part in text.split(separator: ";", omittingEmptySubsequences: false) {
            guard let decoded = FormEncoding.decode(part) else { return nil }
            parts.append(decoded == "\0" ? nil : decoded)
        }
        if parts.count == 1, !text.contains("%"), !text.contains("+") {
            return lookup(text, target)
        }
        let paths = NaturalKeyPaths.paths(target, for: parts.count)
        guard parts.count <= paths.count else { return nil }
        if parts.count == 1, paths.count > 1, let only = parts[0] { return lookup(only, target) }
        var conditions: [Predicate] = []
        for (index, path) in paths.enumerated() {
            let part = index < parts.count ? parts[index] : nil
            guard let condition = exact(path, part.map(JSONValue.string) ?? .null, target) else { return nil }
            conditions.append(condition)
        }
        return .all(conditions)
    }

    private func lookup(_ text: String, _ target: AnySchema) -> Predicate? {
        exact([target.lookupField], .string(text), target)
    }

    private func objectCondition(_ object: JSONObject, _ target: AnySchema) throws -> (Predicate, String) {
        if let url = object["url"]?.stringValue { return textCondition(url, target) }
        if let id = object["id"] ?? object["pk"] {
            guard let key = (id.stringValue ?? id.intValue.map(String.init)).flatMap({ target.identifier($0) }) else {
                throw ValueError("“\(id.stringValue ?? id.text)” is not a valid UUID.")
            }
            return (.ids([key]), "{'pk': UUID('\(key)')}")
        }
        guard object.count > 0 else {
            throw ValueError("Related objects must be referenced by ID or by dictionary of attributes.")
        }
        var conditions: [Predicate] = []
        var shown: [String] = []
        for (path, value) in flatten(object, prefix: [], depth: 0) {
            guard NaturalKeyPaths.allows(path, target), let condition = exact(path, value, target) else {
                throw ValueError(
                    "The attribute '\(path.joined(separator: "__"))' cannot be used to refer to an object.")
            }
            conditions.append(condition)
            shown.append("'\(path.joined(separator: "__"))': \(PythonText.literal(value))")
        }
        return (.all(conditions), "{\(shown.joined(separator: ", "))}")
    }

    private func flatten(_ object: JSONObject, prefix: [String], depth: Int) -> [([String], JSONValue)] {
        guard depth < 12 else { return [(prefix, .null)] }
        return object.members.flatMap { key, value -> [([String], JSONValue)] in
            let path = prefix + key.split(separator: "__").flatMap { [String($0)] }
            if case .object(let inner) = value { return flatten(inner, prefix: path, depth: depth + 1) }
            return [(path, value)]
        }
    }

    /// The cell at the path is exactly this value, or nil when the path or the value cannot be.
    private func exact(_ path: [String], _ value: JSONValue, _ schema: AnySchema) -> Predicate? {
        if case .null = value {
            // "No such part": the chain of references ends before it, or the part itself is empty.
            return .any((1...path.count).map { .isNull(Array(path.prefix($0))) })
        }
        if path == ["created"], schema.createdIndex != nil {
            guard let time = value.stringValue.flatMap({ Timestamp($0) }) else { return nil }
            return .compare(path, .equals, [.timestamp(time)])
        }
        if path.last == "id" || path.last == "pk" {
            guard let id = value.stringValue.flatMap({ Identifier($0) }) else { return nil }
            return .compare(path.dropLast() + ["id"], .equals, [.id(id)])
        }
        guard let field = NaturalKeyPaths.field(at: path, schema) else { return nil }
        if field.target != nil {
            guard let id = value.stringValue.flatMap({ Identifier($0) }) else { return nil }
            return .compare(path, .equals, [.id(id)])
        }
        if field.info.kind == .text, let text = value.stringValue { return .compare(path, .equals, [.text(text)]) }
        guard let cell = try? ValueParser.parse(value, for: field) else { return nil }
        return .compare(path, .equals, [cell])
    }
}

/// Values as messages of the dialect show them.
enum PythonText {
    static func quoted(_ text: String) -> String {
        text.contains("'") && !text.contains("\"") ? "\"\(text)\"" : "'\(text.replacing("'", with: "\\'"))'"
    }

    static func literal(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): quoted(text)
        case .null: "None"
        case .bool(let truth): truth ? "True" : "False"
        default: value.text
        }
    }
}

/// `application/x-www-form-urlencoded` parts.
package enum FormEncoding {
    /// Decodes `+` and `%XX`; nil when a sequence is malformed or the result is not UTF-8.
    package static func decode(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var iterator = text.utf8.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case 43: bytes.append(32)
            case 37:
                guard let high = iterator.next().flatMap(digit), let low = iterator.next().flatMap(digit) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }
}
