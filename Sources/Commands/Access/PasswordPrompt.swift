import Basics

#if canImport(Glibc)
    import Glibc
#endif

/// Asks for a password: on a terminal without showing it, otherwise as the first line of standard input.
///
/// There is no option for it: the arguments of a process can be read by everybody on the machine.
enum PasswordPrompt {
    /// - Throws: ``Problem`` of kind `invalidInput` when there is none, or when the repetition differs.
    static func read() throws -> Redacted<String> {
        guard isatty(STDIN_FILENO) == 1 else { return Redacted(try line()) }
        let first = try ask("Password: ")
        guard try ask("Again: ") == first else { throw Problem(.invalidInput, "The two passwords differ.") }
        return Redacted(first)
    }

    /// Asks once for a password that exists already.
    ///
    /// - Throws: ``Problem`` of kind `invalidInput` when there is none.
    static func current() throws -> Redacted<String> { Redacted(try ask("Password: ")) }

    private static func ask(_ words: String) throws -> String {
        Terminal.prompt(words)
        var shown = termios()
        let isTerminal = tcgetattr(STDIN_FILENO, &shown) == 0
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        if isTerminal { tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) }
        defer {
            if isTerminal { tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown) }
            Terminal.note("")
        }
        return try line()
    }

    private static func line() throws -> String {
        guard let text = readLine(strippingNewline: true), !text.isEmpty else {
            throw Problem(.invalidInput, "There is no password on standard input.")
        }
        return text
    }
}
