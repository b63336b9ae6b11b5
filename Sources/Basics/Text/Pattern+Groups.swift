import CPCRE2

extension Pattern {
    /// Where the pattern and its groups are found first.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8; it is not checked.
    ///   - start: The byte to begin at; what stands before it counts for `^` and `\b`.
    ///   - isAnchored: Whether the match has to begin there.
    ///   - canBeEmptyAtStart: Whether the match may be empty there.
    /// - Returns: The bytes of the whole match and of each group, `nil` for a group that has no part in it; `nil` when
    ///   the pattern is not found.
    /// - Throws: ``PatternError`` when the search reaches a limit.
    package func groups(
        in bytes: [UInt8], from start: Int, isAnchored: Bool = false, canBeEmptyAtStart: Bool = true
    ) throws(PatternError) -> [Range<Int>?]? {
        let count = Int(cpcre2_group_count(code.pointer)) + 1
        let options = Int32((isAnchored ? 1 : 0) | (canBeEmptyAtStart ? 0 : 2))
        var bounds = [Int](repeating: -1, count: count * 2)
        let result = bytes.withUnsafeBufferPointer { text in
            bounds.withUnsafeMutableBufferPointer { bounds in
                cpcre2_search(code.pointer, text.baseAddress, text.count, start, options, bounds.baseAddress, count)
            }
        }
        guard result > 0 else { return try outcome(result) ? [] : nil }
        return (0..<count).map { group in
            let (from, to) = (bounds[group * 2], bounds[group * 2 + 1])
            return from >= 0 && to >= from ? from..<to : nil
        }
    }

    /// The number of a group with a name, from 1; `nil` when there is none.
    package func groupNumber(_ name: String) -> Int? {
        let number = name.withCString { cpcre2_group_number(code.pointer, $0) }
        return number > 0 ? Int(number) : nil
    }
}
