package import Basics
import Modeling
package import Storage

/// How often something may be done by all nodes of a store together, such as asking a vendor (quality.md C5).
///
/// Nodes reserve moments in a transaction, as many at once as they can use soon, and then act on them without asking anybody. Time
/// is cut into buckets of a twentieth of each window; a reservation looks at the buckets of a whole window and two more, so
/// that no window of the vendor's own clock ever holds too many, also when a moment is used up to ``slack`` late. That leaves
/// ten elevenths of the allowance.
package struct SharedLimit: Sendable {
    /// So many in any span of that length.
    package struct Rule: Sendable, Hashable {
        package let count: Int
        package let window: Duration

        /// - Parameters:
        ///   - count: 1 or more.
        ///   - window: A millisecond or more.
        package init(_ count: Int, per window: Duration) {
            self.count = max(1, count)
            self.window = max(.milliseconds(1), window)
        }

        /// Microseconds of a bucket.
        fileprivate var width: Int64 { max(1, Int64(window / .microseconds(1)) / SharedLimit.parts) }
        fileprivate var key: String { "\(count)/\(window / .milliseconds(1))" }
    }

    /// What is limited, such as the name of an interface and the credential that it is asked with.
    package let name: String
    package let rules: [Rule]
    private static let parts: Int64 = 20
    /// Buckets that are looked at: a window, one for its beginning and one for being late.
    private static let span = parts + 2

    /// - Parameter rules: All of them hold at the same time; one or more.
    package init(_ name: String, _ rules: [Rule]) {
        self.name = name
        self.rules = rules
    }

    /// How much later than reserved a moment may be used.
    package var slack: Duration { .microseconds(rules.map(\.width).min() ?? 1) }

    /// Reserves moments, the earliest there are: one at least, further ones while they lie within `horizon` from now.
    ///
    /// - Parameter wanted: Moments at most, 1 or more.
    /// - Returns: Moments in their order, none before `now`.
    package func reserve(
        _ wanted: Int, within horizon: Duration, now: Timestamp, identifiers: any IdentifierSource, in session: Session
    ) throws -> [Timestamp] {
        let stored = try session.first(Query<QueueAllowance>().where { $0.name == name })
        var record = stored ?? Record<QueueAllowance>(id: ID(identifiers.next()))
        record.name = name
        var book = SharedLimitBook(record.taken.text, rules)
        var moments: [Timestamp] = []
        let end = now.microseconds + Int64(horizon / .microseconds(1))
        while moments.count < max(1, wanted) {
            let next = earliest(book, from: max(now.microseconds, book.last))
            guard moments.isEmpty || next <= end else { break }
            book.last = next
            for (place, rule) in rules.enumerated() { book.counts[place][next / rule.width, default: 0] += 1 }
            moments.append(Timestamp(microseconds: next))
        }
        for (place, rule) in rules.enumerated() {
            let oldest = now.microseconds / rule.width - Self.span
            book.counts[place] = book.counts[place].filter { $0.key > oldest }
        }
        record.taken = JSONDocument(text: book.text(rules))
        if stored == nil {
            try session.insert(QueueAllowance.schema, record.values)
        } else {
            try session.update(
                QueueAllowance.schema, record.values, columns: [QueueAllowance.schema.handles.taken.index])
        }
        return moments
    }

    /// The first moment from a time on that no rule forbids.
    private func earliest(_ book: SharedLimitBook, from start: Int64) -> Int64 {
        var moment = start
        var isMoved = true
        while isMoved {
            isMoved = false
            for (place, rule) in rules.enumerated() {
                let next = earliest(book.counts[place], rule, from: moment)
                if next > moment {
                    moment = next
                    isMoved = true
                }
            }
        }
        return moment
    }

    private func earliest(_ counts: [Int64: Int], _ rule: Rule, from moment: Int64) -> Int64 {
        let bucket = moment / rule.width
        let relevant = counts.filter { $0.key > bucket - Self.span && $0.key <= bucket }.sorted { $0.key < $1.key }
        var total = relevant.reduce(0) { $0 + $1.value }
        guard total >= rule.count else { return moment }
        for (oldest, count) in relevant {
            total -= count
            // What lies in this bucket does not count any more from here on.
            if total < rule.count { return (oldest + Self.span) * rule.width }
        }
        return moment
    }
}

/// What was reserved of a limit, as it is kept.
private struct SharedLimitBook {
    /// Reservations by bucket, for each rule.
    var counts: [[Int64: Int]]
    /// The last moment that was reserved; microseconds.
    var last: Int64

    /// - Parameter text: As ``text(_:)`` gives it; what was kept of other rules does not count.
    init(_ text: String, _ rules: [SharedLimit.Rule]) {
        let kept = (try? JSONValue(parsing: text))?.objectValue ?? JSONObject()
        counts = rules.map { rule in
            let members = (kept[rule.key]?.objectValue ?? JSONObject()).compactMap { name, value in
                Int64(name).flatMap { bucket in value.intValue.map { (bucket, Int($0)) } }
            }
            return Dictionary(members, uniquingKeysWith: +)
        }
        last = kept["last"]?.intValue ?? 0
    }

    func text(_ rules: [SharedLimit.Rule]) -> String {
        var object = JSONObject([("last", .int(last))])
        for (rule, counts) in zip(rules, counts) {
            let buckets = counts.sorted { $0.key < $1.key }.map { (String($0.key), JSONValue.int(Int64($0.value))) }
            object[rule.key] = .object(JSONObject(buckets))
        }
        return JSONValue.object(object).text
    }
}
