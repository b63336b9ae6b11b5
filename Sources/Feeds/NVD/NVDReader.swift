import Basics
package import SystemPackage

extension NVDFeed {
    /// Hands on the records of a text that comes in pieces, each when it is complete.
    ///
    /// The text is an answer of the API 2.0, a file of the feeds 2.0, or one of the feeds 1.1, which ended in 2023.
    package struct Reader {
        private var splitter = JSONItemSplitter(members: ["vulnerabilities", "CVE_Items"])

        /// Starts before the first byte.
        package init() {}

        /// Takes the next piece.
        ///
        /// - Throws: ``FeedError``, or what the closure throws.
        package mutating func take(_ piece: UnsafeBufferPointer<UInt8>, _ body: (NVDRecord) throws -> Void) throws {
            var isOld: Bool?
            try splitter.take(piece) { bytes in
                let old = isOld ?? Self.isOld(bytes)
                isOld = old
                try body(old ? try NVDRecord(old: bytes) : try NVDRecord(bytes))
            }
        }

        /// Ends the text, and gives the number of records.
        ///
        /// - Throws: ``FeedError`` when the text was cut off, or holds fewer records than it says.
        package func finish() throws -> Int { try page().count }

        /// Ends the text, and gives what a page of the API says of itself.
        func page() throws -> Page {
            let (envelope, count) = try splitter.finish()
            let page = try Page(envelope, count: count)
            // 1.1 writes the number as a text.
            if let stated = envelope["CVE_data_numberOfCVEs"]?.text.flatMap({ Int($0) }), stated > count {
                throw FeedError(.incomplete, "The file says \(stated) records and holds \(count).")
            }
            return page
        }

        /// Whether an entry has the form of the feeds 1.1.
        private static func isOld(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
            var reader = JSONReader(bytes)
            var isOld = false
            // What is no JSON will be found out where it is read.
            try? reader.object { reader, key in
                guard key == "cve" else { return }
                try reader.object { _, key in if key == "CVE_data_meta" { isOld = true } }
            }
            return isOld
        }
    }

    /// What a page of the API says of itself.
    struct Page: Sendable, Hashable {
        /// How many records it holds.
        let count: Int
        /// How many there are on all pages.
        let total: Int64?
        /// The place of its first record.
        let start: Int64?
        /// When it was made, by the clock of the NVD.
        let moment: Timestamp?

        /// Reads what stands around the records of a page, or of a file.
        ///
        /// - Throws: ``FeedError`` when the text holds fewer records than it says.
        init(_ envelope: JSONValue, count: Int) throws(FeedError) {
            self.count = count
            total = envelope["totalResults"]?.intValue
            start = envelope["startIndex"]?.intValue
            moment = envelope["timestamp"]?.moment
            // A page says how many it holds; a file of the feeds holds all.
            guard let stated = envelope["resultsPerPage"]?.intValue, let total, let start else { return }
            let (rest, overflow) = total.subtractingReportingOverflow(start)
            let expected = overflow ? stated : max(0, min(stated, rest))
            guard expected <= Int64(count) else {
                throw FeedError(.incomplete, "The answer says \(expected) records and holds \(count).")
            }
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
