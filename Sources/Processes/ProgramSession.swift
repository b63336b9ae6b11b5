import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// A program that is talked to line by line while it runs.
///
/// One thread serves it, never the cooperative pool. Lines that nobody takes yet are kept up to a limit, and then the program waits.
/// When nobody holds the session any more, the program ends.
package final class ProgramSession: Sendable {
    /// What the program does.
    package enum Event: Hashable, Sendable {
        /// A line of its standard output, without its end.
        case line([UInt8])
        /// A line of its standard error.
        case complaint([UInt8])
        /// It wrote more than it may; it was ended.
        case tooMuch
        /// It has ended with this status, or by the signal of this negative number; the last event.
        case ended(Int32)
    }

    /// How much a program may write.
    package struct Limits: Sendable {
        /// Bytes of one line of standard output.
        package var line: Int
        /// Bytes of standard output.
        package var output: Int
        /// Bytes of standard error; what is beyond is thrown away.
        package var complaints: Int
        /// Where a line ends.
        package var mark: UInt8 = 0x0A

        package init(line: Int = 1 << 20, output: Int = 64 << 20, complaints: Int = 1 << 20) {
            self.line = line
            self.output = output
            self.complaints = complaints
        }
    }

    private let loop: ProgramLoop

    /// Starts a program.
    ///
    /// - Throws: ``ProgramStart/Fault``.
    package init(_ start: ProgramStart, limits: Limits = Limits()) async throws(ProgramStart.Fault) {
        guard let loop = ProgramLoop(limits) else { throw .cannotStart }
        self.loop = loop
        let fault = await withCheckedContinuation { (continuation: CheckedContinuation<ProgramStart.Fault?, Never>) in
            Thread.detachNewThread { loop.serve(start, begun: continuation) }
        }
        if let fault { throw fault }
    }

    deinit { loop.abandon() }

    /// The next event, to one caller at a time; nil after the last.
    package func next() async -> Event? { await loop.next() }

    /// Writes to its standard input, when the program gets to it; goes nowhere when it does not read any more.
    package func send(_ bytes: [UInt8]) { loop.send(bytes) }

    /// Closes its standard input once everything is written.
    package func closeInput() { loop.closeInput() }

    /// Sends a signal to the program and to everything that it started; does nothing when it has ended.
    package func signal(_ number: Int32) { loop.signal(number) }

    /// How many bytes wait to be read by the program.
    package var waitingBytes: Int { loop.waitingBytes }
}

/// What a program has done when it has ended.
package struct ProgramOutcome: Sendable {
    /// The exit status, or the signal as a negative number.
    package let status: Int32
    package let output: [UInt8]
    package let complaints: [UInt8]
    /// Whether it was ended because it wrote too much.
    package let wroteTooMuch: Bool
}

extension ProgramStart {
    /// Runs it to its end; cancelling the task ends it at once.
    package func run(
        input: [UInt8] = [], limits: ProgramSession.Limits = ProgramSession.Limits()
    ) async throws(Fault) -> ProgramOutcome {
        let session = try await ProgramSession(self, limits: limits)
        if !input.isEmpty { session.send(input) }
        session.closeInput()
        return await withTaskCancellationHandler {
            var (output, complaints): ([UInt8], [UInt8]) = ([], [])
            var isTooMuch = false
            while let event = await session.next() {
                switch event {
                case .line(let line): output += line + [limits.mark]
                case .complaint(let line): complaints += line + [0x0A]
                case .tooMuch: isTooMuch = true
                case .ended(let status):
                    return ProgramOutcome(
                        status: status, output: output, complaints: complaints, wroteTooMuch: isTooMuch)
                }
            }
            return ProgramOutcome(status: -SIGKILL, output: output, complaints: complaints, wroteTooMuch: isTooMuch)
        } onCancel: {
            session.signal(SIGKILL)
        }
    }
}
