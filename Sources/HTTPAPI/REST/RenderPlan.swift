import Basics
import Modeling

/// How objects of a model are written: member names made once, in the order of the answer.
final class RenderPlan: Sendable {
    /// What a member is, found out once instead of per row.
    enum Role: Sendable {
        case scalar(Int, Kind)
        case personal(Int)
        case labelled(Int)
        case strings(Int)
        case reference(Int, Brief)
        case many(AnySchema)
        case reserved(isMany: Bool)
        case derived(Derived)
        /// The same for every row: members of relations that this release does not keep, as many as follow each other.
        case fixed
    }

    /// The fixed parts of a related object's brief.
    ///
    /// A class, like ``Member``: a copy retains one reference instead of all its parts.
    final class Brief: Sendable {
        let target: AnySchema
        /// Between id and address: `,"object_type":"dcim.location","url":"`.
        let middle: [UInt8]
        /// Whether the id is shown as a number.
        let isNumbered: Bool
        /// The list, `/api/dcim/locations/`.
        let path: [UInt8]

        init(_ target: AnySchema) {
            self.target = target
            middle = Array(",\"object_type\":\"\(target.identifier)\",\"url\":\"".utf8)
            path = Array(target.names.path.utf8)
            isNumbered = target.features.contains(.numbered)
        }

        /// `","object_type":"…","url":"http://host/api/…/`.
        func link(_ baseURL: [UInt8]) -> [UInt8] { middle + baseURL + path }

        /// Appends a brief from its id on.
        func append(_ id: Identifier, link: [UInt8], to bytes: inout [UInt8]) {
            RenderPlan.appendKey(id, isNumbered: isNumbered, to: &bytes)
            bytes.append(contentsOf: link)
            RenderPlan.appendBareKey(id, isNumbered: isNumbered, to: &bytes)
            bytes.append(contentsOf: Self.tail)
        }
        private static let tail = Array("/\"}".utf8)
    }

    /// One member that a field gives.
    final class Member: Sendable {
        let field: AnyField
        let role: Role
        /// `,"name":`, or the whole of a fixed member.
        let prefix: [UInt8]
        /// Labels of `{"value", "label"}` choices.
        let labels: [String: [UInt8]]

        init(field: AnyField, role: Role, prefix: [UInt8], labels: [String: [UInt8]]) {
            self.field = field
            self.role = role
            self.prefix = prefix
            self.labels = labels
        }
    }

    let schema: AnySchema
    /// Whether ids are shown as numbers.
    let isNumbered: Bool
    /// What a member shows besides the cells of its row, to be fetched for a whole page at once.
    enum Fetch: Sendable {
        case configContext
        case counts(Derived)
        case members
    }
    /// The members that show more than cells, by position.
    let fetches: [(index: Int, what: Fetch)]
    /// The members before the common tail, and from ``trailingStart`` on those behind it.
    let all: [Member]
    let trailingStart: Int
    /// The same members as they are written, and the texts that every object has.
    let steps: MemberSteps
    /// Between id and display: `,"object_type":"dcim.device","display":`.
    let typeAndDisplay: MemberSteps.Part
    /// The list, `/api/dcim/devices/`.
    let path: [UInt8]
    /// How the object looks inside others.
    let brief: Brief

    init(_ schema: AnySchema) {
        self.schema = schema
        isNumbered = schema.features.contains(.numbered)
        let shown = schema.fields.filter { !$0.info.isHidden && !$0.info.isWriteOnly }.map { field in
            Member(
                field: field, role: Self.role(field), prefix: Array(",\"\(field.info.name)\":".utf8),
                labels: Dictionary(
                    field.info.choices.map { choice in
                        (choice.value, Array(Self.labelled(choice).utf8))
                    }, uniquingKeysWith: { first, _ in first }))
        }
        let members = Self.joined(shown.filter { !$0.field.info.isTrailing })
        all = members + shown.filter(\.field.info.isTrailing)
        fetches = all.enumerated().compactMap { index, member in Self.fetch(member.field).map { (index, $0) } }
        trailingStart = members.count
        var steps = MemberSteps()
        for member in all { steps.add(member) }
        typeAndDisplay = steps.add(",\"object_type\":\"\(schema.identifier)\",\"display\":".utf8)
        self.steps = steps
        path = Array(schema.names.path.utf8)
        brief = Brief(schema)
    }

    /// Appends a key as JSON: a text, or a number.
    static func appendKey(_ id: Identifier, isNumbered: Bool, to bytes: inout [UInt8]) {
        if isNumbered, let number = id.number { return JSONText.appendInt(number, to: &bytes) }
        bytes.append(34)
        id.write(into: &bytes)
        bytes.append(34)
    }

    /// Appends a key as it stands in URLs.
    static func appendBareKey(_ id: Identifier, isNumbered: Bool, to bytes: inout [UInt8]) {
        if isNumbered, let number = id.number { return JSONText.appendInt(number, to: &bytes) }
        id.write(into: &bytes)
    }

    /// Makes one fixed member of each run of members that are null in every row.
    private static func joined(_ members: [Member]) -> [Member] {
        var result: [Member] = []
        for member in members {
            guard case .reserved(isMany: false) = member.role else {
                result.append(member)
                continue
            }
            var text = member.prefix + Array("null".utf8)
            if let last = result.last, case .fixed = last.role {
                text = last.prefix + text
                result.removeLast()
            }
            result.append(Member(field: member.field, role: .fixed, prefix: text, labels: [:]))
        }
        return result
    }

    private static func fetch(_ field: AnyField) -> Fetch? {
        if let derived = field as? Derived {
            switch derived.derivation {
            case .configContext: return .configContext
            case .count, .countMany, .tagUses: return .counts(derived)
            case .constant, .computed, .object, .noCount, .noImage: return nil
            }
        }
        return field.isManyToMany ? .members : nil
    }

    private static func role(_ field: AnyField) -> Role {
        if let derived = field as? Derived { return .derived(derived) }
        if let reserved = field as? Reserved { return .reserved(isMany: reserved.isMany) }
        if let target = field.target {
            return field.isStored ? .reference(field.index, Brief(target)) : .many(target)
        }
        if field.info.isPersonal { return .personal(field.index) }
        if field.info.hasLabelledChoices { return .labelled(field.index) }
        return field.info.kind == .strings ? .strings(field.index) : .scalar(field.index, field.info.kind)
    }

    private static func labelled(_ choice: Choice) -> String {
        JSONValue.object(JSONObject([("value", .string(choice.value)), ("label", .string(choice.label))])).text
    }
}

/// Which parts of an object are shown.
struct RenderOptions: Sendable {
    /// Many-to-many fields: those always shown, all, or none.
    enum ManyFields: Sendable {
        case some
        case all
        case none
    }
    var baseURL: [UInt8]
    var depth = 0
    var many = ManyFields.some
    var showsComputedFields = false
    var showsRelationships = false
    var showsConfigContext = false
    /// Numbers of referring rows; the answer to a create leaves them out.
    var showsCounts = true
    /// The user who reads; nil for the product itself.
    var viewer: Identifier?
}

/// The plans of every model.
struct RenderPlans: Sendable {
    private let plans: [ObjectIdentifier: RenderPlan]

    init(_ catalog: Catalog) {
        plans = Dictionary(
            catalog.schemas.map { (ObjectIdentifier($0), RenderPlan($0)) }, uniquingKeysWith: { first, _ in first })
    }

    subscript(schema: AnySchema) -> RenderPlan { plans[ObjectIdentifier(schema)] ?? RenderPlan(schema) }
}
