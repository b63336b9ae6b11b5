import Basics
package import SystemPackage

/// Reads answers of the NVD's API 2.0 and files of its feeds, record by record.
package enum NVDFeed {
    /// Hands on the records of a text that comes in pieces, each when it is complete.
    package struct Reader {
        private var splitter = JSONItemSplitter(member: "vulnerabilities")

        /// Starts before the first byte.
        package init() {}

        /// Takes the next piece.
        ///
        /// - Throws: ``FeedError``, or what the closure throws.
        package mutating func take(_ piece: UnsafeBufferPointer<UInt8>, _ body: (NVDRecord) throws -> Void) throws {
            try splitter.take(piece) { try body(try NVDRecord($0)) }
        }

        /// Ends the text, and gives the number of records.
        ///
        /// - Throws: ``FeedError`` when the text was cut off, or holds fewer records than it says.
        package func finish() throws -> Int {
            let (envelope, count) = try splitter.finish()
            // A page says how many it holds; a file of the feeds holds all.
            if let stated = envelope["resultsPerPage"]?.intValue, let total = envelope["totalResults"]?.intValue,
                let start = envelope["startIndex"]?.intValue
            {
                let expected = max(0, min(stated, total - start))
                guard expected <= Int64(count) else {
                    throw FeedError(.incomplete, "The answer says \(expected) records and holds \(count).")
                }
            }
            return count
        }
    }

    /// Hands on the records of a file, also one that is compressed, and gives their number.
    ///
    /// - Throws: ``FeedError``, or what the closure throws.
    @discardableResult
    package static func read(_ path: FilePath, _ body: (NVDRecord) throws -> Void) throws -> Int {
        var reader = Reader()
        try FeedFile.read(path) { try reader.take($0, body) }
        return try reader.finish()
    }
}
