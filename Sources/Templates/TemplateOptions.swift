/// How a template is rendered.
package struct TemplateOptions: Hashable, Sendable {
    /// What becomes of values that are printed.
    package enum Escaping: String, Hashable, Sendable {
        /// `&`, `<`, `>` and both quotes become character references, unless a value is marked as safe.
        case html
        /// Values are printed as they are.
        case none
    }

    /// What becomes of values that are not defined.
    package enum UndefinedMode: String, Hashable, Sendable {
        /// They print nothing, count as empty and as false, and are an error in every other use.
        case lenient
        /// Every use is an error but `is defined`, `is undefined` and `default`.
        case strict
    }

    /// What becomes of values that are printed.
    package var escaping: Escaping
    /// What becomes of values that are not defined.
    package var undefined: UndefinedMode
    /// How much a template may do.
    package var limits: TemplateLimits
    /// Where the choices of the filter `random` begin; the same seed gives the same choices.
    package var seed: UInt64

    /// Makes options; without arguments those of the reference, within the usual limits.
    package init(
        escaping: Escaping = .html, undefined: UndefinedMode = .lenient, limits: TemplateLimits = TemplateLimits(),
        seed: UInt64 = 0
    ) {
        self.escaping = escaping
        self.undefined = undefined
        self.limits = limits
        self.seed = seed
    }
}

/// How much one rendering may do.
///
/// Nothing here depends on a clock: the same template and data reach a limit in the same place every time.
package struct TemplateLimits: Hashable, Sendable {
    /// Units of work: one for each expression and each element, and one for every 32 bytes of text that are made.
    ///
    /// A million take about a tenth of a second. Memory is bound by the same number.
    package var steps: Int
    /// The greatest length of the result, and of any text on the way, in bytes of UTF-8.
    package var outputBytes: Int
    /// How deep expressions, blocks, macros and values may be nested while rendering.
    package var depth: Int

    /// Makes limits; `depth` is at most 400, more could exhaust a thread's stack.
    package init(steps: Int = 1_000_000, outputBytes: Int = 1_048_576, depth: Int = 300) {
        self.steps = steps
        self.outputBytes = outputBytes
        self.depth = min(depth, 400)
    }

    /// The greatest length of a template, in bytes of UTF-8.
    package static let sourceBytes = 1_048_576
    /// How deep parentheses, operators and blocks of a template may be nested.
    package static let nesting = 64
    /// The greatest number of elements of a range.
    package static let rangeLength = 100_000
}
