package import Basics
import Synchronization

/// Knows the values that were handed out lately and takes them out of texts, in all their ``EncodedForms``.
///
/// It masks by value and not by what stands around it, so it finds a password wherever it turns up. Values of fewer than four
/// characters are not known here; they are kept out of texts by never being written there.
package final class RedactionRegistry: TextMask {
    /// What stands in a text instead.
    package static let replacement = "(redacted)"

    private struct Value {
        let bytes: SecretBytes
        let forms: [SecretBytes]
        var until: Duration
    }

    /// Forms that begin with the same four bytes, told apart by a hash of all of them, so that many of one beginning cost no more.
    private struct Bucket {
        /// The longest first.
        var lengths: [Int] = []
        var forms: [Int: [SecretBytes]] = [:]

        mutating func add(_ form: SecretBytes) {
            if !lengths.contains(form.count) {
                lengths.insert(form.count, at: lengths.firstIndex { $0 < form.count } ?? lengths.count)
            }
            forms[form.withBytes(RedactionRegistry.hash), default: []].append(form)
        }

        /// The length of the longest form that a text begins with; 0 for none.
        func match(_ text: Slice<UnsafeRawBufferPointer>) -> Int {
            for length in lengths where length <= text.count {
                let part = UnsafeRawBufferPointer(rebasing: text.prefix(length))
                guard let known = forms[RedactionRegistry.hash(part)] else { continue }
                if known.contains(where: { form in form.withBytes { $0.elementsEqual(part) } }) { return length }
            }
            return 0
        }
    }

    /// The forms of all values by their first four bytes.
    private struct Index {
        var buckets: [UInt32: Bucket] = [:]
        /// A bit for every pair of first bytes, so that most places of a text cost one look.
        var starts = [UInt64](repeating: 0, count: 1024)

        mutating func add(_ form: SecretBytes) {
            let (word, pair) = form.withBytes { bytes in
                (bytes.loadUnaligned(as: UInt32.self), Int(bytes.loadUnaligned(as: UInt16.self)))
            }
            buckets[word, default: Bucket()].add(form)
            starts[pair >> 6] |= 1 << UInt64(pair & 63)
        }
    }

    private struct State {
        var values: [Int: Value] = [:]
        var index = Index()
        /// Registrations since values that are too old were looked for.
        var added = 0
    }

    private let time: any Timekeeper
    private let memory: Duration
    private let capacity: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - memory: How long a value is known after it was handed out last.
    ///   - capacity: How many values are known at most; beyond, those go that were handed out longest ago.
    package init(time: any Timekeeper, memory: Duration = .seconds(3600), capacity: Int = 10_000) {
        self.time = time
        self.memory = memory
        self.capacity = max(1, capacity)
    }

    /// How many values are known.
    package var count: Int { state.withLock { $0.values.count } }

    /// Takes in a value that is about to be handed out.
    package func register(_ value: SecretBytes) {
        let hash = value.withBytes(Self.hash)
        let now = time.uptime
        let isKnown = state.withLock { state in
            guard let known = state.values[hash], known.bytes.isSame(as: value) else { return false }
            state.values[hash]?.until = now + memory
            return true
        }
        guard !isKnown else { return }
        let forms = value.withBytes { EncodedForms.of(Array($0)) }
        guard !forms.isEmpty else { return }
        let entry = Value(bytes: value, forms: forms.map { SecretBytes($0) }, until: now + memory)
        state.withLock { state in
            var place = hash
            while let other = state.values[place], !other.bytes.isSame(as: value) { place &+= 1 }
            guard state.values.updateValue(entry, forKey: place) == nil else { return }
            for form in entry.forms { state.index.add(form) }
            state.added += 1
            if state.added >= 1000 || state.values.count > capacity { Self.clean(&state, now, capacity) }
        }
    }

    package func masked(_ text: String) -> String {
        guard !isEmpty else { return text }
        let bytes = Array(text.utf8)
        let result = masked(bytes)
        return result == bytes ? text : String(decoding: result, as: UTF8.self)
    }

    package func masked(_ bytes: [UInt8]) -> [UInt8] {
        let index = state.withLock { $0.values.isEmpty ? nil : $0.index }
        guard let index, bytes.count >= EncodedForms.shortest else { return bytes }
        var result: [UInt8]?
        var copied = 0
        var place = 0
        bytes.withUnsafeBytes { text in
            while place + EncodedForms.shortest <= text.count {
                let length = Self.match(text, at: place, index)
                guard length > 0 else {
                    place += 1
                    continue
                }
                var output = result ?? []
                output.append(contentsOf: text[copied..<place])
                output.append(contentsOf: Self.replacement.utf8)
                result = output
                place += length
                copied = place
            }
        }
        guard var result else { return bytes }
        result.append(contentsOf: bytes[copied...])
        return result
    }

    private var isEmpty: Bool { state.withLock { $0.values.isEmpty } }

    /// The length of the longest form that stands at a place; 0 for none.
    private static func match(_ text: UnsafeRawBufferPointer, at place: Int, _ index: Index) -> Int {
        let pair = Int(text.loadUnaligned(fromByteOffset: place, as: UInt16.self))
        guard index.starts[pair >> 6] & (1 << UInt64(pair & 63)) != 0,
            let bucket = index.buckets[text.loadUnaligned(fromByteOffset: place, as: UInt32.self)]
        else { return 0 }
        return bucket.match(text[place...])
    }

    private static func clean(_ state: inout State, _ now: Duration, _ capacity: Int) {
        state.added = 0
        state.values = state.values.filter { $0.value.until > now }
        if state.values.count > capacity {
            // A tenth more goes, so that not every further value cleans up again.
            let oldest = state.values.sorted { $0.value.until < $1.value.until }
            for entry in oldest.prefix(state.values.count - capacity * 9 / 10) { state.values[entry.key] = nil }
        }
        state.index = Index()
        for value in state.values.values {
            for form in value.forms { state.index.add(form) }
        }
    }

    /// Differs from process to process.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: bytes)
        return hasher.finalize()
    }
}
