/// The forms of all values, by their first bytes, their length and a keyed hash: enough to find them in a text, and not to
/// read them.
struct FormIndex {
    /// One form; two that are the same here pass for the same.
    struct Form: Hashable {
        /// The first four bytes.
        let start: UInt32
        let length: Int
        /// Differs from process to process.
        let hash: Int

        /// - Parameter bytes: At least four.
        init(_ bytes: UnsafeRawBufferPointer) {
            start = bytes.loadUnaligned(as: UInt32.self)
            length = bytes.count
            hash = FormIndex.hash(bytes)
        }

        static func == (left: Form, right: Form) -> Bool { left.hash == right.hash && left.length == right.length }

        func hash(into hasher: inout Hasher) { hasher.combine(hash) }
    }

    /// How many values have a form.
    private var uses: [Form: Int] = [:]
    /// The lengths of forms that begin with the same four bytes, the longest first.
    private var lengths: [UInt32: [Int]] = [:]
    /// A bit for every pair of first bytes, so that most places of a text cost one look.
    private var starts = [UInt64](repeating: 0, count: 1024)
    /// How many forms went whose beginnings are still here.
    private var left = 0

    /// Whether so much has gone that a new index finds faster.
    var isWorn: Bool { left > max(uses.count, 1000) }

    mutating func add(_ form: Form) {
        uses[form, default: 0] += 1
        let pair = Int(form.start & 0xFFFF)
        starts[pair >> 6] |= 1 << UInt64(pair & 63)
        let known = lengths[form.start]
        guard known?.contains(form.length) != true else { return }
        let place = known?.firstIndex { $0 < form.length } ?? known?.count ?? 0
        lengths[form.start, default: []].insert(form.length, at: place)
    }

    mutating func remove(_ form: Form) {
        guard let count = uses[form] else { return }
        uses[form] = count > 1 ? count - 1 : nil
        if count == 1 { left += 1 }
    }

    /// Where the first form stands that begins at one of these places, the longest of those that begin there.
    ///
    /// - Parameter places: Each at least four bytes before the end of the text.
    func first(in text: UnsafeRawBufferPointer, from places: Range<Int>) -> Range<Int>? {
        starts.withUnsafeBufferPointer { starts in
            for place in places {
                let start = text.loadUnaligned(fromByteOffset: place, as: UInt32.self)
                let pair = Int(start & 0xFFFF)
                guard starts[pair >> 6] & (1 << UInt64(pair & 63)) != 0, let known = lengths[start] else { continue }
                for length in known where length <= text.count - place {
                    let form = Form(UnsafeRawBufferPointer(rebasing: text[place..<place + length]))
                    if uses[form] != nil { return place..<place + length }
                }
            }
            return nil
        }
    }

    /// Differs from process to process.
    static func hash(_ bytes: UnsafeRawBufferPointer) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: bytes)
        return hasher.finalize()
    }
}
