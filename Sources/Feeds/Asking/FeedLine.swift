import Basics
import Outbound
import SystemPackage

/// One source on the line: asks it, waits, asks again, and says in a whole sentence why there is no answer.
///
/// Nothing of a URL's path, of a header or of a body is ever part of an error.
struct FeedLine: Sendable {
    /// What an answer is worth.
    enum Judgement<Value: Sendable>: Sendable {
        /// It is the answer, and this is what it says.
        case take(Value)
        /// Another try may give an answer; the error is what there is to say if none does.
        case again(FeedError)
        /// No other try will help.
        case refuse(FeedError)
    }

    /// Answers of an API: 32 MB; NVD takes up to a minute for one.
    static let answerLimits = OutboundLimits(
        connect: .seconds(30), read: .seconds(120), total: .seconds(180), bodySize: 32 << 20)

    /// Its name for people.
    let label: String
    /// Whom to ask, and on whose behalf.
    let context: FeedContext
    /// How often.
    var patience = FeedPatience.usual

    /// Asks, and gives what the first answer says that is one.
    ///
    /// - Throws: ``FeedError``, `CancellationError`.
    func ask<Value: Sendable>(
        _ question: FeedQuestion, _ judge: @Sendable (OutboundResponse) throws -> Judgement<Value>
    ) async throws -> Value {
        try await persist {
            let answer = try await context.client.send(
                question.request(purpose: "question to \(label)", limits: Self.answerLimits))
            // A cache on the way that says so to somebody who knows nothing must not pass for an answer.
            if answer.head.isNotModified, !question.isConditional { return (.again(isNoData), answer.head) }
            return (try judge(answer), answer.head)
        }
    }

    /// Asks for something that may not be there; `nil` when it is not.
    ///
    /// - Throws: ``FeedError``, `CancellationError`.
    func optional(_ question: FeedQuestion, isData: Bool = true) async throws -> OutboundResponse? {
        try await ask(question) { answer in
            if answer.status == 404 || answer.status == 410 { return .take(nil) }
            switch usual(answer, isData: isData) {
            case .take(let answer): return .take(answer)
            case .again(let error): return .again(error)
            case .refuse(let error): return .refuse(error)
            }
        }
    }

    /// Asks for JSON, and gives it read.
    ///
    /// - Throws: ``FeedError``, `CancellationError`.
    func json(_ question: FeedQuestion) async throws -> JSONValue {
        try parse(try await ask(question) { usual($0) }.body)
    }

    /// Reads JSON.
    ///
    /// - Throws: ``FeedError`` when it is none.
    func parse(_ bytes: [UInt8]) throws(FeedError) -> JSONValue {
        do throws(JSONError) {
            return try JSONValue(parsing: bytes)
        } catch {
            throw FeedError(.malformed, "\(label) answered with something that is no JSON: \(error.reason)")
        }
    }

    /// Brings a file, and gives it with what the answer says of itself; `nil` when it is still the one that is known.
    ///
    /// - Parameters:
    ///   - question: What to ask for.
    ///   - most: The most bytes.
    /// - Throws: ``FeedError``, `CancellationError`.
    func download(
        _ question: FeedQuestion, most: Int = 512 << 20
    ) async throws -> (file: TemporaryFile, head: OutboundHead)? {
        let limits = OutboundLimits(
            connect: .seconds(30), read: .seconds(120), total: .seconds(3_600), bodySize: most)
        let (head, file) = try await persist {
            let (head, file) = try await context.client.stream(
                question.request(purpose: "download from \(label)", limits: limits)
            ) { [context] head, body in
                guard head.isSuccess else { return (head, TemporaryFile?.none) }
                let file = try TemporaryFile(in: context.folder)
                for try await chunk in body { try file.append(chunk) }
                return (head, file)
            }
            let judgement: Judgement<(OutboundHead, TemporaryFile?)> =
                switch usual(OutboundResponse(head: head, body: []), isData: false) {
                case .take where head.isNotModified && !question.isConditional: .again(isNoData)
                case .take: .take((head, file))
                case .again(let error): .again(error)
                case .refuse(let error): .refuse(error)
                }
            return (judgement, head)
        }
        guard !head.isNotModified else { return nil }
        guard let file else { throw FeedError(.unavailable, "\(label) sent nothing.") }
        return (file, head)
    }

    /// Tries until something is an answer.
    private func persist<Value: Sendable>(
        _ attempt: () async throws -> (Judgement<Value>, OutboundHead)
    ) async throws -> Value {
        let start = context.time.uptime
        for number in 1... {
            try Task.checkCancellation()
            try await context.pass()
            let problem: FeedError
            var asked: Duration?
            do {
                let (judgement, head) = try await attempt()
                switch judgement {
                case .take(let value): return value
                case .refuse(let error): throw error
                case .again(let error):
                    problem = error
                    asked = head.retryAfter
                }
            } catch let error as OutboundError {
                if case .cancelled = error.fault { throw CancellationError() }
                problem = FeedError(error, label: label)
                guard error.isTransient else { throw problem }
                if case .suspended(let rest) = error.fault { asked = rest }
            }
            guard let pause = patience.pause(after: number, asked: asked, random: context.random),
                context.time.uptime + pause - start < patience.total
            else { throw problem }
            // Whoever watches should not wonder for a minute whether anything happens.
            if pause >= .seconds(2) {
                await context.tell("\(problem.description) Asking again in \(Int(pause / .seconds(1))) s.")
            }
            try await context.time.sleep(until: context.time.uptime + pause)
        }
        throw FeedError(.unavailable, "\(label) gave no answer.")
    }
}

extension FeedLine {
    /// What an answer is worth where nothing special is known of the source.
    ///
    /// - Parameter isData: Whether a success must hold JSON.
    func usual(_ answer: OutboundResponse, isData: Bool = true) -> Judgement<OutboundResponse> {
        switch answer.status {
        case 304: return .take(answer)
        case 200...299: return !isData || answer.beginsLikeJSON ? .take(answer) : .again(isNoData)
        case 401, 403: return .refuse(FeedError(.notEntitled, "\(label) does not let us in. Check the credentials."))
        case 404, 410:
            return .refuse(FeedError(.configuration, "\(label) has nothing at this address. Check the address."))
        case 408, 425, 429, 500...599: return .again(isBusy(answer.status))
        case 300...399:
            return .refuse(FeedError(.configuration, "\(label) has moved. Set the address that it leads to."))
        default:
            return .refuse(
                FeedError(.configuration, "\(label) refused the question (status \(answer.status)). Check the address.")
            )
        }
    }

    /// Why there is no answer now.
    func isBusy(_ status: Int) -> FeedError {
        status == 429 || status == 403
            ? FeedError(.limited, "\(label) was asked too often. Wait, or check who else uses the same credential.")
            : FeedError(.unavailable, "\(label) cannot answer now (status \(status)). What is known already stays.")
    }

    /// A page came where data belongs.
    var isNoData: FeedError {
        FeedError(
            .malformed, "\(label) answered with a page instead of data. Check the address, and the proxy on the way.")
    }
}

extension OutboundResponse {
    /// Whether the body may be JSON: gateways answer with HTML and status 200.
    var beginsLikeJSON: Bool {
        let first = body.prefix(64).first { $0 > 0x20 && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF }
        return first == 0x7B || first == 0x5B
    }
}

extension FeedError {
    /// Says why a request to a source has no answer.
    init(_ error: OutboundError, label: String) {
        let kind: Kind =
            switch error.fault {
            case .refused, .redirectRefused, .tooManyRedirects, .misconfigured, .untrustedCertificate,
                .wrongCertificateHost, .tlsFailed:
                .configuration
            case .tooLarge: .tooLarge
            case .truncated: .incomplete
            case .malformedAnswer: .damaged
            case .rateLimited: .limited
            default: .unavailable
            }
        self.init(kind, "\(label) gave no answer. \(error.message)")
    }
}
