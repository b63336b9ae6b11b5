package import Basics

/// Asks a device what it is: opens a session, sends the commands of its platform, reads the answers, all within limits.
package struct DeviceReader: Sendable {
    /// How long a device may take.
    package struct Limits: Sendable {
        /// Until a session is open.
        package var connect = Duration.seconds(10)
        /// For everything.
        package var total = Duration.seconds(60)

        package init() {}
    }

    private let transport: any DeviceTransport
    private let time: any Timekeeper
    private let limits: Limits
    /// Bytes of answers that are kept.
    private static let mostBytes = 256 << 10

    package init(_ transport: any DeviceTransport, time: any Timekeeper, limits: Limits = Limits()) {
        self.transport = transport
        self.time = time
        self.limits = limits
    }

    /// Asks a device.
    ///
    /// - Parameter needsCredentials: Whether a target without credentials is not asked, even where the transport needs none.
    /// - Returns: What it told, or why it did not; whatever it printed is there in either case.
    /// - Throws: `CancellationError`.
    package func read(
        _ target: DeviceTarget, needsCredentials: Bool = false
    ) async throws(CancellationError) -> DeviceReading {
        guard let platform = DevicePlatform.named(target.driver) else {
            let message =
                target.driver.isEmpty
                ? "The platform of the device has no network driver."
                : "Nobody knows what to ask devices with the network driver \(target.driver.prefix(60))."
            return DeviceReading(failure: DeviceFailure(.noDriver, message), at: time.now)
        }
        guard target.credentials != nil || !(needsCredentials || transport.needsCredentials) else {
            let failure = DeviceFailure(.noCredentials, "There are no credentials for the device.")
            return DeviceReading(failure: failure, at: time.now)
        }
        var answers: [String?] = []
        var reading = DeviceReading(at: time.now)
        do {
            answers = try await self.answers(platform.commands, target)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            reading.failure = error as? DeviceFailure ?? Self.unforeseen(error)
        }
        reading.at = time.now
        reading.raw = Self.raw(platform.commands, answers)
        guard reading.failure == nil else { return reading }
        do throws(CLIParseError) {
            reading.facts = try platform.facts(answers)
            reading.uptime = DeviceUptime.seconds(in: answers.first.flatMap { $0 } ?? "")
        } catch {
            reading.failure = DeviceFailure(.unparseable, error.description)
        }
        return reading
    }

    private func answers(_ commands: [String], _ target: DeviceTarget) async throws -> [String?] {
        let start = time.uptime
        let (end, connectEnd) = (start + limits.total, start + min(limits.connect, limits.total))
        let (transport, time) = (transport, time)
        let session = try await Race.first(of: time, until: connectEnd) {
            try await transport.connect(to: target, until: connectEnd)
        }
        // Nobody waits for goodbyes.
        defer { Task { await session.close() } }
        var answers: [String?] = []
        for command in commands {
            do {
                answers.append(
                    try await Race.first(of: time, until: end) { try await session.answer(to: command, until: end) })
            } catch let failure as DeviceFailure where !answers.isEmpty && failure.kind != .timeout {
                // The first answer is what counts.
                answers.append(nil)
            }
        }
        return answers
    }

    private static func unforeseen(_ error: any Error) -> DeviceFailure {
        DeviceFailure(.unreachable, "The session failed: \(type(of: error)).")
    }

    private static func raw(_ commands: [String], _ answers: [String?]) -> String {
        var text = ""
        for (command, answer) in zip(commands, answers) {
            guard let answer else { continue }
            if commands.count > 1 { text += "\(text.isEmpty ? "" : "\n")# \(command)\n" }
            text += answer
        }
        return text.utf8.count <= mostBytes ? text : String(decoding: text.utf8.prefix(mostBytes), as: UTF8.self)
    }
}

/// What asking a device gave.
package struct DeviceReading: Sendable {
    /// What it is; nil when ``failure`` says why not.
    package var facts: DeviceFacts?
    package var failure: DeviceFailure?
    /// What it printed, as it came; empty when it printed nothing.
    package var raw = ""
    /// Seconds since it started, where it tells.
    package var uptime: Int?
    package var at: Timestamp

    package init(facts: DeviceFacts? = nil, failure: DeviceFailure? = nil, at: Timestamp) {
        self.facts = facts
        self.failure = failure
        self.at = at
    }
}

/// Runs something against the clock.
enum Race {
    /// What the body gives, if it does so in time.
    ///
    /// A body that is late is cancelled and not waited for: a session that hangs must not hold its place. So the body runs as a
    /// task of its own, and not as a child.
    ///
    /// - Throws: What the body throws; ``DeviceFailure`` of kind `timeout`; `CancellationError`.
    static func first<R: Sendable>(
        of time: any Timekeeper, until deadline: Duration, _ body: @escaping @Sendable () async throws -> R
    ) async throws -> R {
        let (results, sender) = AsyncStream.makeStream(of: Result<R, any Error>.self)
        let work = Task {
            do {
                sender.yield(.success(try await body()))
            } catch {
                sender.yield(.failure(error))
            }
        }
        let watch = Task {
            // Cancelled when the body was faster.
            guard (try? await time.sleep(until: deadline)) != nil else { return }
            sender.yield(.failure(DeviceFailure(.timeout, "The device did not answer in time.")))
        }
        defer {
            work.cancel()
            watch.cancel()
        }
        for await result in results { return try result.get() }
        throw CancellationError()
    }
}
