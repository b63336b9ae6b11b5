package import Basics
package import JobEngine

/// Something that the product does when somebody asks for it, or when its time has come.
package protocol Job: Sendable {
    /// Its identity, its inputs and how it is run.
    var declaration: JobDeclaration { get }

    /// Does it.
    ///
    /// A run may be begun again on another machine when this one is lost, so what was done before has to be recognised, or be
    /// done together with ``JobContext/conclude(_:_:)``.
    ///
    /// - Returns: What clients read as the result.
    /// - Throws: ``JobFailure`` when it did what it could and that was not enough; anything else counts as a fault.
    func run(_ input: JobInput, in context: JobContext) async throws -> JSONValue
}

/// A run that failed without a fault: what it found keeps it from going on.
package struct JobFailure: Error, Sendable {
    /// Whole sentences for who asked for the run.
    package let message: String
    /// What clients read as the result all the same.
    package let result: JSONValue

    package init(_ message: String, result: JSONValue = .null) {
        self.message = message
        self.result = result
    }
}

/// The jobs that this release, or its operator, provides.
package struct JobRegistry: Sendable {
    /// In the order in which they were given.
    package let jobs: [any Job]
    private let byPath: [String: any Job]

    package init(_ jobs: [any Job]) {
        self.jobs = jobs
        byPath = Dictionary(jobs.map { ($0.declaration.path, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The job with this module and class.
    package subscript(path: String) -> (any Job)? { byPath[path] }

    /// No jobs.
    package static let none = JobRegistry([])
}
