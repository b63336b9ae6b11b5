import Basics
import Services

#if canImport(Glibc)
    import Glibc
#endif

/// What a person sees: results on standard output, words about them on standard error.
enum Terminal {
    /// Whether standard output is a terminal, so that colour and bars make sense.
    static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    /// Whether standard error is a terminal.
    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes bytes to standard output.
    ///
    /// - Throws: ``Problem`` when the reader has gone.
    static func write(_ bytes: [UInt8]) throws { try write(bytes, to: STDOUT_FILENO) }

    /// Writes a line to standard output.
    static func line(_ text: String = "") throws { try write(Array((text + "\n").utf8)) }

    /// Writes a line to standard error.
    static func note(_ text: String) {
        // Words to a closed standard error are lost on purpose: the result does not depend on them.
        try? write(Array((text + "\n").utf8), to: STDERR_FILENO)
    }

    /// Writes words to standard error and stays on their line.
    static func prompt(_ text: String) {
        // As with notes, the result does not depend on them.
        try? write(Array(text.utf8), to: STDERR_FILENO)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer -> Int in
                guard let base = buffer.baseAddress else { return -1 }
                return Glibc.write(descriptor, base + sent, bytes.count - sent)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Problem(.unavailable, "The output cannot be written.") }
            sent += count
        }
    }

    /// Shows how far long work has come, on a terminal as one line that is written again.
    static func progress(_ label: String, _ done: Int, of total: Int?) {
        guard errorIsTerminal else { return }
        var text = "\r\(label): \(grouped(done))"
        if let total, total > 0 {
            let filled = min(30, done * 30 / total)
            text +=
                " of \(grouped(total)) [\(String(repeating: "█", count: filled))\(String(repeating: "·", count: 30 - filled))]"
        }
        try? write(Array((text + "\u{1B}[K").utf8), to: STDERR_FILENO)
    }

    /// Ends a line of progress.
    static func endProgress() {
        if errorIsTerminal { try? write([10], to: STDERR_FILENO) }
    }

    /// A text from outside without control characters, so that it cannot steer the terminal.
    static func printable(_ text: String) -> String {
        text.contains(where: \.isControl) ? String(text.filter { !$0.isControl }) : text
    }

    /// A number with a comma after every three digits.
    static func grouped(_ number: Int) -> String {
        var digits = Array(String(number.magnitude).reversed())
        var position = 3
        while position < digits.count {
            digits.insert(",", at: position)
            position += 4
        }
        return (number < 0 ? "-" : "") + String(digits.reversed())
    }
}

extension Character {
    fileprivate var isControl: Bool {
        unicodeScalars.contains { $0.value < 32 || (127...159).contains($0.value) }
    }
}
