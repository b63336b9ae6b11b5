/// Finds a sequence in another one.
enum ByteSearch {
    /// The places of a needle that do not overlap, from the front; none for an empty needle.
    static func places<Element: Equatable>(of needle: [Element], in elements: [Element]) -> [Int] {
        var places: [Int] = []
        var start = 0
        while let place = first(of: needle, in: elements, from: start) {
            places.append(place)
            start = place + needle.count
        }
        return places
    }

    /// The first place at or after `start`; `nil` when there is none or the needle is empty.
    ///
    /// Knuth, Morris and Pratt: a hostile text costs no more than a plain one.
    static func first<Element: Equatable>(of needle: [Element], in elements: [Element], from start: Int = 0) -> Int? {
        guard !needle.isEmpty, needle.count <= elements.count - start else { return nil }
        if needle.count == 1 { return elements[start...].firstIndex(of: needle[0]) }
        var borders = [Int](repeating: 0, count: needle.count)
        var length = 0
        for index in 1..<needle.count {
            while length > 0, needle[index] != needle[length] { length = borders[length - 1] }
            if needle[index] == needle[length] { length += 1 }
            borders[index] = length
        }
        length = 0
        for index in start..<elements.count {
            while length > 0, elements[index] != needle[length] { length = borders[length - 1] }
            if elements[index] == needle[length] { length += 1 }
            if length == needle.count { return index - length + 1 }
        }
        return nil
    }
}
