import Basics

#if canImport(Glibc)
    import Glibc
#endif

/// Questions of scripts: a JSON object per line of standard input, an answer per line of standard output, in order.
enum BatchLines {
    /// Longer lines get an error instead of an answer, so that memory stays bounded.
    static let longest = 16 << 20
    private static let chunk = 1 << 16

    /// Answers every line until the input ends.
    ///
    /// What was answered is written whenever no further input is at hand, so that a script may wait for each answer.
    /// - Throws: ``Problem`` when input or output fail; a line that cannot be answered gets an answer with `error`.
    static func run(_ answer: (JSONValue) -> JSONValue) throws {
        var splitter = LineSplitter(longest: longest)
        var output: [UInt8] = []
        var input = [UInt8](repeating: 0, count: chunk)
        while true {
            let count = input.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, chunk) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Problem(.unavailable, "The input cannot be read.") }
            splitter.take(input[..<count], isEnd: count == 0) { line in
                Self.answer(line, answer).write(into: &output)
                output.append(0x0A)
            }
            if !output.isEmpty { try Terminal.write(output) }
            output.removeAll(keepingCapacity: true)
            if count == 0 { return }
        }
    }

    /// The answer to a line; `nil` stands for one that was too long.
    static func answer(_ line: [UInt8]?, _ answer: (JSONValue) -> JSONValue) -> JSONValue {
        guard let line else { return error("The line is longer than \(longest >> 20) MB.") }
        // Why it is no JSON is not worth a line of its own.
        guard let json = try? JSONValue(parsing: line), json.objectValue != nil else {
            return error("The line is no JSON object.")
        }
        return answer(json)
    }

    /// An answer that says what is wrong.
    static func error(_ text: String) -> JSONValue { ["error": .string(text)] }
}

/// Cuts bytes into lines of bounded length.
struct LineSplitter {
    private let longest: Int
    private var line: [UInt8] = []
    private var isTooLong = false

    init(longest: Int) {
        self.longest = longest
    }

    /// Takes the next bytes, and hands on each line that they complete, without its end; `nil` for one that is too long.
    mutating func take(_ bytes: ArraySlice<UInt8>, isEnd: Bool, _ body: ([UInt8]?) -> Void) {
        var rest = bytes
        while let end = rest.firstIndex(of: 0x0A) {
            append(rest[..<end])
            finish(body)
            rest = rest[(end + 1)...]
        }
        append(rest)
        if isEnd, !line.isEmpty || isTooLong { finish(body) }
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>) {
        guard !isTooLong else { return }
        if line.count + bytes.count > longest {
            isTooLong = true
            line.removeAll()
        } else {
            line += bytes
        }
    }

    private mutating func finish(_ body: ([UInt8]?) -> Void) {
        if line.last == 0x0D { line.removeLast() }
        body(isTooLong ? nil : line)
        line.removeAll(keepingCapacity: true)
        isTooLong = false
    }
}

/// The option of commands that answer one question per line.
func requireBatch(_ batch: Bool) throws {
    guard batch else { throw Problem(.invalidInput, "Say --batch and give one JSON object per line.") }
}
