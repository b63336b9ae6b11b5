import Basics
import Outbound

extension NVDFeed {
    /// One of the APIs of the NVD: they share their key, their limits, their pages and their faults.
    struct Interface: Sendable {
        /// Behind the address of the source.
        let path: String
        /// The parameters that bound a window.
        let window: (start: String, end: String)
        /// Reads a page: what it says of itself, and its items.
        let read: @Sendable (UnsafeBufferPointer<UInt8>) throws -> (Page, [FeedItem])
    }

    /// Goes through all pages of an answer of an API.
    struct Walk {
        let line: FeedLine
        let interface: Interface
        let key: String?
        /// Becomes smaller when pages are too large.
        var pageSize: Int

        /// Hands on all records of a window, and gives the moment of its first page by the clock of the NVD.
        ///
        /// - Throws: ``FeedError``, `CancellationError`, or what the sink throws.
        mutating func run(_ window: Window?, _ sink: FeedBatch.Sink) async throws -> Timestamp? {
            var moment: Timestamp?
            for _ in 1...mostWalks {
                var place: Int64 = 0
                var total: Int64?
                repeat {
                    let (page, items) = try await page(window, at: place)
                    if moment == nil { moment = page.moment }
                    // Records that went away moved all behind them forwards: some would be missed.
                    if let known = total, let now = page.total, now < known {
                        total = nil
                        break
                    }
                    total = page.total ?? Int64(page.count)
                    var batch = FeedBatch()
                    try await batch.add(items, sink)
                    try await batch.flush(sink)
                    place += Int64(page.count)
                } while place < total ?? 0
                if total != nil { return moment }
            }
            throw FeedError(.incomplete, "The NVD's list keeps changing while it is read. The next run tries again.")
        }

        private mutating func page(_ window: Window?, at place: Int64) async throws -> (Page, [FeedItem]) {
            while true {
                do {
                    return try await page(window, at: place, size: pageSize)
                } catch let error as FeedError where error.kind == .tooLarge && pageSize > leastPage {
                    pageSize = max(leastPage, pageSize / 2)
                }
            }
        }

        private func page(_ window: Window?, at place: Int64, size: Int) async throws -> (Page, [FeedItem]) {
            var question = FeedQuestion(line.context.address + interface.path)
            question.query = [("startIndex", "\(place)"), ("resultsPerPage", "\(size)")]
            if let window {
                question.query += [
                    (interface.window.start, Self.text(window.start)), (interface.window.end, Self.text(window.end)),
                ]
            }
            if let key { question.headers["apiKey"] = key }
            return try await line.ask(question) { try judge($0, at: place, size: size) }
        }

        /// Reads a page, and makes sure that nothing is missing.
        private func read(_ body: [UInt8], at place: Int64, size: Int) throws -> (Page, [FeedItem]) {
            let (page, items) = try body.withUnsafeBufferPointer { try interface.read($0) }
            guard let total = page.total, (0...10_000_000).contains(total) else {
                throw FeedError(.malformed, "The NVD does not say how many records there are.")
            }
            guard page.start ?? place == place else {
                throw FeedError(.incomplete, "The NVD answered with another page than the one that was asked for.")
            }
            guard place + Int64(page.count) >= total || page.count >= size else {
                throw FeedError(.incomplete, "A page of the NVD is too short.")
            }
            return (page, items)
        }

        /// Milliseconds are what the NVD takes.
        private static func text(_ moment: Timestamp) -> String {
            let whole = Timestamp(microseconds: moment.microseconds / 1_000 * 1_000).description
            return whole.contains(".") ? String(whole.prefix(23)) + "Z" : String(whole.dropLast()) + ".000Z"
        }

        private func judge(
            _ answer: OutboundResponse, at place: Int64, size: Int
        ) throws -> FeedLine.Judgement<(Page, [FeedItem])> {
            switch answer.status {
            case 404: return .refuse(refusal(answer))
            case 403: return .again(line.isBusy(403))
            default: break
            }
            switch line.usual(answer) {
            case .again(let error): return .again(error)
            case .refuse(let error): return .refuse(error)
            case .take(let answer):
                do {
                    return .take(try read(answer.body, at: place, size: size))
                } catch let error as FeedError {
                    return .again(error)
                }
            }
        }

        /// 404 with an empty body means that the question or the key is wrong; a header says which.
        private func refusal(_ answer: OutboundResponse) -> FeedError {
            guard let reason = answer.headers["message"] else {
                return FeedError(.configuration, "The NVD has nothing at this address. Check the address.")
            }
            var text = String(
                reason.unicodeScalars.filter { (0x20..<0x7F).contains($0.value) }.prefix(200).map(Character.init))
            if let key, !key.isEmpty { text = text.replacing(key, with: "…") }
            let hint =
                text.lowercased().contains("apikey")
                ? "Check the key: a new one may take hours to work, and the one before it ends with it."
                : "Check the address and the settings of this source."
            return FeedError(.configuration, "The NVD refused the question (\(text)). \(hint)")
        }
    }
}
