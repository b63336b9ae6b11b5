import Basics
import Modeling

/// The members of a model's objects in the order of the answer, as numbers into one text.
///
/// Pages are written by walking over these. Nothing that counts its references is touched then: retaining and releasing an
/// array for every member of every row would cost more than writing it.
struct MemberSteps: Sendable {
    /// Where something stands in the text.
    struct Part: Sendable {
        fileprivate let start: Int
        fileprivate let end: Int
    }

    /// How one member is written.
    enum Step: Sendable {
        /// The same for every row.
        case fixed(Part)
        /// A cell behind the member's name.
        case cell(Int, Kind, name: Part)
        /// The brief of the row that a cell refers to.
        case reference(Int, Reference)
        /// What needs more than the row.
        case other
    }

    /// The texts of a reference.
    struct Reference: Sendable {
        /// The member's name, `,"name":`.
        let name: Part
        /// Its number among the references of the model.
        let number: Int
        /// Whether the id is shown as a number.
        let isNumbered: Bool
    }

    private(set) var text: [UInt8] = []
    private(set) var steps: [Step] = []
    /// The briefs of the references, by their number.
    private(set) var briefs: [RenderPlan.Brief] = []

    /// Adds a text.
    mutating func add(_ bytes: some Sequence<UInt8>) -> Part {
        let start = text.count
        text.append(contentsOf: bytes)
        return Part(start: start, end: text.count)
    }

    /// Adds the next member.
    mutating func add(_ member: RenderPlan.Member) {
        switch member.role {
        case .fixed: steps.append(.fixed(add(member.prefix)))
        case .scalar(let index, let kind): steps.append(.cell(index, kind, name: add(member.prefix)))
        case .reference(let index, let brief):
            steps.append(
                .reference(
                    index,
                    Reference(name: add(member.prefix), number: briefs.count, isNumbered: brief.isNumbered)))
            briefs.append(brief)
        case .personal, .labelled, .strings, .many, .reserved, .derived: steps.append(.other)
        }
    }
}

extension [UInt8] {
    /// Appends a part of a text.
    @inline(__always)
    mutating func append(_ part: MemberSteps.Part, of text: UnsafeBufferPointer<UInt8>) {
        append(contentsOf: UnsafeBufferPointer(rebasing: text[part.start..<part.end]))
    }
}
