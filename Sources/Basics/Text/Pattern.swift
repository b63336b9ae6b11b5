import CPCRE2

/// A compiled regular expression of a user, in the syntax of PCRE2, that ends soon on every text.
///
/// UTF-8 throughout; `\w`, `\d` and letter case follow Unicode. Matching stops with an error after 100 000 internal
/// steps, so that a pattern such as `(a+)+$` cannot hold a server. Safe for use by many threads at a time.
/// - Source: pcre2pattern(3), <https://pcre2project.github.io/pcre2/doc/pcre2pattern/>.
package struct Pattern: Sendable {
    /// The longest pattern that is accepted, in bytes of UTF-8.
    package static let maximumLength = 4_096

    let code: CompiledPattern

    /// Compiles a pattern.
    ///
    /// - Parameters:
    ///   - pattern: At most ``maximumLength`` bytes; it may match anywhere in a text, use `^` and `$` to bind it.
    ///   - caseInsensitive: Whether capital and small letters are the same.
    /// - Throws: ``PatternError`` when the pattern is wrong or too long, or the library is missing.
    package init(_ pattern: String, caseInsensitive: Bool) throws(PatternError) {
        var missing: UnsafePointer<CChar>?
        guard cpcre2_load(&missing) == 0 else { throw .libraryMissing }
        guard pattern.utf8.count <= Self.maximumLength else {
            throw PatternError(reason: "The pattern is longer than \(Self.maximumLength) bytes.")
        }
        let compiled: Result<CompiledPattern, PatternError> = pattern.withUTF8Bytes { bytes in
            var error: Int32 = 0
            var offset = 0
            let code = cpcre2_compile(bytes.baseAddress, bytes.count, caseInsensitive ? 1 : 0, &error, &offset)
            guard let code else { return .failure(.malformed(code: error, offset: offset)) }
            return .success(CompiledPattern(code))
        }
        code = try compiled.get()
    }

    /// Whether the pattern is found somewhere in the text.
    ///
    /// - Parameter text: UTF-8; it is checked.
    /// - Returns: Whether it was found.
    /// - Throws: ``PatternError`` when the text is not UTF-8, or the search reaches a limit.
    package func matches(_ text: UnsafeBufferPointer<UInt8>) throws(PatternError) -> Bool {
        try outcome(cpcre2_match(code.pointer, text.baseAddress, text.count, 0))
    }

    /// Whether the pattern is found somewhere in the text.
    ///
    /// - Throws: ``PatternError`` when the search reaches a limit.
    package func matches(_ text: String) throws(PatternError) -> Bool {
        try outcome(text.withUTF8Bytes { cpcre2_match(code.pointer, $0.baseAddress, $0.count, 1) })
    }

    func outcome(_ result: Int32) throws(PatternError) -> Bool {
        guard result < 0 else { return result > 0 }
        throw PatternError.failedMatch(code: result)
    }
}

/// The memory of a compiled pattern.
///
/// Unchecked: PCRE2 writes to it in `cpcre2_compile` and `cpcre2_free` only, and matches read it; pcre2api(3),
/// "Multithreading": "The compiled pattern … is read-only and can be used by several threads".
final class CompiledPattern: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer

    init(_ pointer: UnsafeMutableRawPointer) {
        self.pointer = pointer
    }

    deinit {
        cpcre2_free(pointer)
    }
}

extension PatternError {
    fileprivate static var libraryMissing: PatternError {
        PatternError(
            reason: "The PCRE2 library (libpcre2-8) is missing. Install it with: apt-get install libpcre2-8-0"
        )
    }

    fileprivate static func malformed(code: Int32, offset: Int) -> PatternError {
        let words = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer in
            let length = cpcre2_message(code, buffer.baseAddress, buffer.count)
            guard length > 0 else { return "error \(code)" }
            return String(decoding: buffer.prefix(Int(length)), as: UTF8.self)
        }
        return PatternError(reason: "The pattern is wrong at offset \(offset): \(words).")
    }

    fileprivate static func failedMatch(code: Int32) -> PatternError {
        switch code {
        // PCRE2_ERROR_JIT_STACKLIMIT, _MATCHLIMIT, _DEPTHLIMIT, _HEAPLIMIT.
        case -46, -47, -53, -63:
            PatternError(reason: "The pattern takes too many steps on this text. Use a simpler pattern.")
        // PCRE2_ERROR_UTF8_ERR1 to _ERR21.
        case -23 ... -3: PatternError(reason: "The text is not valid UTF-8.")
        case -48: PatternError(reason: "There is not enough memory to use the pattern.")
        default: PatternError(reason: "The pattern cannot be used on this text (PCRE2 error \(code)).")
        }
    }
}
