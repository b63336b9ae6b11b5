/// Part of a line while it is read: what is understood already, or a run of `*`, `_` or `~` that may make words stand out.
enum InlinePiece {
    case inline(MarkdownInline)
    case run(byte: UInt8, length: Int, opens: Bool, closes: Bool)
}

/// Finds which runs belong together (CommonMark 0.31, appendix "An algorithm for parsing nested emphasis and links").
///
/// Runs form a list from which what is used up or cannot match any more is taken out, so that each is looked at a bounded
/// number of times; then the tree is made in one go.
struct EmphasisTree {
    /// Emphasis inside each other; deeper marks are text.
    static let maximumDepth = 16

    private struct Run {
        let byte: UInt8
        let length: Int
        let opens: Bool
        let closes: Bool
        var left: Int
        var previous: Int
        var next: Int
        /// Marks used of it to open and to close, in the order in which they were matched: the innermost first.
        var opened: [Int] = []
        var closed: [Int] = []
    }

    /// What runs cannot match each other for the same reasons as others before.
    private struct Kind: Hashable {
        let byte: UInt8
        let opens: Bool
        let remainder: Int
    }

    private var runs: [Run] = []

    /// The tree of some pieces.
    static func inlines(_ pieces: ArraySlice<InlinePiece>) -> [MarkdownInline] {
        var tree = EmphasisTree()
        for piece in pieces {
            guard case .run(let byte, let length, let opens, let closes) = piece else { continue }
            let number = tree.runs.count
            tree.runs.append(
                Run(
                    byte: byte, length: length, opens: opens, closes: closes, left: length, previous: number - 1,
                    next: number + 1))
        }
        tree.match()
        return tree.build(pieces)
    }

    // MARK: Matching

    private mutating func match() {
        /// Down to which run an opener was looked for in vain.
        var floors: [Kind: Int] = [:]
        var closer = 0
        while closer < runs.count {
            guard runs[closer].closes else {
                closer = runs[closer].next
                continue
            }
            let kind = Kind(
                byte: runs[closer].byte, opens: runs[closer].opens, remainder: runs[closer].length % 3)
            let floor = floors[kind] ?? -1
            var opener = runs[closer].previous
            while opener > floor, !fits(opener, closer) { opener = runs[opener].previous }
            guard opener > floor else {
                floors[kind] = runs[closer].previous
                let next = runs[closer].next
                if !runs[closer].opens { remove(closer) }
                closer = next
                continue
            }
            // What lies between found no partner and stays text.
            runs[opener].next = closer
            runs[closer].previous = opener
            use(opener, closer)
            if runs[opener].left == 0 { remove(opener) }
            if runs[closer].left == 0 {
                let next = runs[closer].next
                remove(closer)
                closer = next
            }
        }
    }

    private func fits(_ opener: Int, _ closer: Int) -> Bool {
        let (left, right) = (runs[opener], runs[closer])
        guard left.byte == right.byte, left.opens else { return false }
        if left.byte == Mark.tilde { return left.left == 2 && right.left == 2 }
        // Rules 9 and 10: runs that can do both match only when their lengths do not add up to a multiple of three.
        let isEither = left.closes || right.opens
        return !isEither || (left.length + right.length) % 3 != 0 || (left.length % 3 == 0 && right.length % 3 == 0)
    }

    private mutating func use(_ opener: Int, _ closer: Int) {
        let count = runs[opener].left >= 2 && runs[closer].left >= 2 ? 2 : 1
        runs[opener].left -= count
        runs[closer].left -= count
        runs[opener].opened.append(count)
        runs[closer].closed.append(count)
    }

    private mutating func remove(_ number: Int) {
        let (previous, next) = (runs[number].previous, runs[number].next)
        if previous >= 0 { runs[previous].next = next }
        if next < runs.count { runs[next].previous = previous }
    }

    // MARK: Building

    private func build(_ pieces: ArraySlice<InlinePiece>) -> [MarkdownInline] {
        var levels: [[MarkdownInline]] = [[]]
        /// For each open mark whether it has a level of its own.
        var isReal: [Bool] = []
        var number = 0
        for piece in pieces {
            guard case .run = piece else {
                if case .inline(let inline) = piece { levels[levels.count - 1].append(inline) }
                continue
            }
            let run = runs[number]
            number += 1
            for count in run.closed {
                guard isReal.popLast() == true, let inside = levels.popLast() else {
                    levels[levels.count - 1].append(Self.text(run.byte, count))
                    continue
                }
                levels[levels.count - 1].append(Self.inline(run.byte, count, inside))
            }
            if run.left > 0 { levels[levels.count - 1].append(Self.text(run.byte, run.left)) }
            for count in run.opened.reversed() {
                isReal.append(levels.count <= Self.maximumDepth)
                if levels.count <= Self.maximumDepth {
                    levels.append([])
                } else {
                    levels[levels.count - 1].append(Self.text(run.byte, count))
                }
            }
        }
        return levels[0]
    }

    private static func text(_ byte: UInt8, _ count: Int) -> MarkdownInline {
        .text(String(repeating: Character(Unicode.Scalar(byte)), count: count))
    }

    private static func inline(_ byte: UInt8, _ count: Int, _ inside: [MarkdownInline]) -> MarkdownInline {
        if byte == Mark.tilde { return .deleted(inside) }
        return count == 2 ? .strong(inside) : .emphasis(inside)
    }
}
