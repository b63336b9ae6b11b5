package import Basics
package import SystemPackage

/// How likely a vulnerability is to be exploited, by FIRST's Exploit Prediction Scoring System.
package struct EPSSScore: Hashable, Sendable {
    /// The CVE's id.
    package let id: String
    /// The probability in the next 30 days, 0 to 1.
    package let score: Double
    /// The share of all vulnerabilities with this score or less, 0 to 1; old files have none.
    package let percentile: Double?
    /// The day of the score; `nil` when neither the file nor its name tells.
    package let day: CalendarDay?
    /// The version of the model; the files of 2021 do not tell.
    package let model: String?

    /// Makes a score.
    ///
    /// - Parameters:
    ///   - score: 0 to 1.
    ///   - percentile: 0 to 1.
    package init(
        id: String, score: Double, percentile: Double?, day: CalendarDay? = nil, model: String? = nil
    ) {
        self.id = id
        self.score = score
        self.percentile = percentile
        self.day = day
        self.model = model
    }
}

extension EPSSFeed {
    /// What the first line of a file says.
    package struct Header: Hashable, Sendable {
        /// The version of the model.
        package var model: String?
        /// The day of the scores; `nil` when the file does not tell.
        package var day: CalendarDay?
    }

    /// Hands on the scores of a file, and gives what it says of itself; a day that it does not tell is that of its name.
    ///
    /// - Throws: ``FeedError`` when the columns are not those of EPSS, or what the closure throws.
    package static func read(_ path: FilePath, _ body: (EPSSScore) throws -> Void) throws -> Header {
        var table = Table(name: path.lastComponent?.string ?? "")
        try FeedFile.read(path) { try table.take($0, body) }
        return try table.finish(body)
    }

    /// Reads a daily file that comes in pieces, in all forms that it has had.
    struct Table {
        private var lines: Lines
        private var reader = CSVReader()

        /// Starts before the first byte of a file of a name.
        init(name: String) {
            lines = Lines(day: Lines.day(in: name))
        }

        /// Takes the next bytes.
        mutating func take(_ piece: UnsafeBufferPointer<UInt8>, _ body: (EPSSScore) throws -> Void) throws {
            var lines = lines
            defer { self.lines = lines }
            do {
                try reader.feed(piece) { if let score = try lines.take($0) { try body(score) } }
            } catch let error as CSVError {
                throw Self.malformed(error)
            }
        }

        /// Ends the text.
        mutating func finish(_ body: (EPSSScore) throws -> Void) throws -> Header {
            var lines = lines
            do {
                try reader.finish { if let score = try lines.take($0) { try body(score) } }
            } catch let error as CSVError {
                throw Self.malformed(error)
            }
            guard lines.columns != nil else { throw FeedError(.incomplete, "The file of scores is empty.") }
            return Header(model: lines.header.model, day: lines.header.day ?? lines.day)
        }

        private static func malformed(_ error: CSVError) -> FeedError {
            FeedError(.malformed, "The file of scores is no CSV: \(error)")
        }
    }

    /// What the lines so far have told.
    private struct Lines {
        var header = Header()
        var columns: (id: Int, score: Int, percentile: Int?)?
        let day: CalendarDay?

        init(day: CalendarDay?) {
            self.day = day
        }

        /// The score of a line; `nil` for the lines before the first.
        mutating func take(_ row: CSVRow) throws -> EPSSScore? {
            if row.fields.first?.hasPrefix("#") == true {
                header = Self.header(row.fields)
            } else if let columns {
                return try score(row, columns)
            } else {
                columns = try Self.columns(row.fields)
            }
            return nil
        }

        /// The day in `epss_scores-2022-02-04.csv.gz`.
        static func day(in name: String) -> CalendarDay? {
            let bytes = Array(name.utf8)
            for start in bytes.indices where start + 10 <= bytes.count {
                if let day = bytes[start..<(start + 10)].withUnsafeBufferPointer({ CalendarDay(utf8: $0) }) {
                    return day
                }
            }
            return nil
        }

        private static func header(_ fields: [String]) -> Header {
            var header = Header()
            for field in fields {
                let parts = field.drop { $0 == "#" }.split(separator: ":", maxSplits: 1)
                guard parts.count == 2 else { continue }
                if parts[0] == "model_version" { header.model = String(parts[1]) }
                if parts[0] == "score_date" { header.day = CalendarDay(String(parts[1].prefix(10))) }
            }
            return header
        }

        private static func columns(_ fields: [String]) throws -> (id: Int, score: Int, percentile: Int?) {
            guard let id = fields.firstIndex(of: "cve"), let score = fields.firstIndex(of: "epss") else {
                throw FeedError(.malformed, "The columns are not those of EPSS.")
            }
            return (id, score, fields.firstIndex(of: "percentile"))
        }

        private func score(_ row: CSVRow, _ columns: (id: Int, score: Int, percentile: Int?)) throws -> EPSSScore {
            let value = { (place: Int?) -> Double? in
                guard let place, row.fields.indices.contains(place), let value = Double(row.fields[place]) else {
                    return nil
                }
                return (0...1).contains(value) ? value : nil
            }
            guard row.fields.indices.contains(columns.id), CVEIdentifier.isValid(row.fields[columns.id]),
                let score = value(columns.score)
            else { throw FeedError(.malformed, "Line \(row.line) is no score.") }
            return EPSSScore(
                id: row.fields[columns.id], score: score, percentile: value(columns.percentile),
                day: header.day ?? day, model: header.model)
        }
    }
}
