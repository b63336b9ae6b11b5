import Modeling

/// How a stored result was made (lifecycle.md §6).
package enum RunType: String, Sendable, CaseIterable {
    case singleObject = "single-object-run"
    case fullReport = "full-report-run"

    /// How people read it.
    package var label: String {
        switch self {
        case .singleObject: "Single Object Run"
        case .fullReport: "Full Report Run"
        }
    }

    /// The accepted values of the field.
    static let choices = allCases.map { Choice($0.rawValue, $0.label) }
}
