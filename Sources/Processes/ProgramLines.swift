/// Cuts what a program writes into lines.
struct ProgramLines {
    let limit: Int
    let total: Int
    var mark: UInt8 = 0x0A
    /// Whether a line that is too long, or what is beyond the total, is cut off; else the program is ended for it.
    var cutsLines = false
    private var open: [UInt8] = []
    private var count = 0
    var isAtEnd = false
    private(set) var isTooMuch = false
    var isTold = false

    init(limit: Int, total: Int, mark: UInt8 = 0x0A, cutsLines: Bool = false) {
        self.limit = limit
        self.total = total
        self.mark = mark
        self.cutsLines = cutsLines
    }

    /// The lines that end in these bytes.
    mutating func add(_ bytes: ArraySlice<UInt8>) -> [[UInt8]] {
        guard !isTooMuch else { return [] }
        count += bytes.count
        guard count <= total else {
            if !cutsLines { isTooMuch = true }
            return []
        }
        var lines: [[UInt8]] = []
        var rest = bytes
        while let end = rest.firstIndex(of: mark) {
            keep(rest[..<end])
            guard !isTooMuch else { return lines }
            lines.append(open)
            open = []
            rest = rest[(end + 1)...]
        }
        keep(rest)
        return lines
    }

    /// A last line without an end; nil when there is none.
    mutating func rest() -> [UInt8]? {
        guard !open.isEmpty, !isTooMuch else { return nil }
        defer { open = [] }
        return open
    }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
        let room = limit - open.count
        if bytes.count > room, !cutsLines { isTooMuch = true }
        open += bytes.prefix(max(0, room))
    }
}
