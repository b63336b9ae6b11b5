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
        let forms: [FormIndex.Form]
        var until: Duration
    }

    private struct State {
        var values: [Int: Value] = [:]
        var index = FormIndex()
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

    /// Takes in a value that is about to be handed out; costs a hash and a comparison when it is known.
    package func register(_ value: SecretBytes) {
        let hash = value.withBytes(FormIndex.hash)
        let now = time.uptime
        let isKnown = state.withLock { state in
            guard let known = state.values[hash], known.bytes.isSame(as: value) else { return false }
            state.values[hash]?.until = now + memory
            return true
        }
        guard !isKnown else { return }
        var forms: [FormIndex.Form] = []
        value.withBytes { bytes in
            EncodedForms.each(of: bytes) { bytes in
                let form = FormIndex.Form(bytes)
                if !forms.contains(form) { forms.append(form) }
            }
        }
        guard !forms.isEmpty else { return }
        let entry = Value(bytes: value, forms: forms, until: now + memory)
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
        guard !isEmpty else { return bytes }
        var result: [UInt8]?
        var copied = 0
        bytes.withUnsafeBytes { text in
            while let found = next(in: text, from: copied) {
                if result == nil { result = [] }
                result?.append(contentsOf: text[copied..<found.lowerBound])
                result?.append(contentsOf: Self.replacement.utf8)
                copied = found.upperBound
            }
        }
        guard var result else { return bytes }
        result.append(contentsOf: bytes[copied...])
        return result
    }

    private var isEmpty: Bool { state.withLock { $0.values.isEmpty } }

    /// Where the next form stands in a text.
    private func next(in text: UnsafeRawBufferPointer, from start: Int) -> Range<Int>? {
        let end = text.count - EncodedForms.shortest + 1
        for first in stride(from: start, to: end, by: Self.step) {
            let places = first..<min(first + Self.step, end)
            if let found = state.withLock({ $0.index.first(in: text, from: places) }) { return found }
        }
        return nil
    }

    /// How many places are looked at before others have their turn.
    private static let step = 1 << 16

    private static func clean(_ state: inout State, _ now: Duration, _ capacity: Int) {
        state.added = 0
        for (key, value) in state.values where value.until <= now { remove(key, value, from: &state) }
        if state.values.count > capacity {
            // A tenth more goes, so that not every further value cleans up again.
            let oldest = state.values.sorted { $0.value.until < $1.value.until }
            for entry in oldest.prefix(state.values.count - capacity * 9 / 10) {
                remove(entry.key, entry.value, from: &state)
            }
        }
        guard state.index.isWorn else { return }
        state.index = FormIndex()
        for value in state.values.values {
            for form in value.forms { state.index.add(form) }
        }
    }

    private static func remove(_ key: Int, _ value: Value, from state: inout State) {
        state.values[key] = nil
        for form in value.forms { state.index.remove(form) }
    }
}
