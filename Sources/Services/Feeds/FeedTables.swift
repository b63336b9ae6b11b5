import Basics
import Domain
import Modeling

/// The tables that loads write: each has `source`, `key`, `is_live`, `load`, `digest` and `is_withdrawn`.
enum FeedTable: CaseIterable, Sendable {
    case records
    case exploited
    case likelihoods
    case checked
    case dates
    case listed
    case names
    case changes

    var schema: AnySchema {
        switch self {
        case .records: FeedRecord.schema
        case .exploited: ExploitedVulnerability.schema
        case .likelihoods: ExploitLikelihood.schema
        case .checked: CheckedRelease.schema
        case .dates: LifecycleDates.schema
        case .listed: ListedVersions.schema
        case .names: ReplacedName.schema
        case .changes: VulnerabilityChange.schema
        }
    }

    /// Tables of rows that belong to a row of this one, by their column `record_id`.
    var links: [AnySchema] { self == .records ? [FeedRecordSystem.schema, FeedRecordCriterion.schema] : [] }

    /// The column that tells when the source changed a row last, where there is one.
    var modified: String? {
        switch self {
        case .records, .listed, .names: "modified"
        default: nil
        }
    }

    /// Whether rows are kept that are taken back before they were ever known: most names were never given up.
    var keepsUnknownWithdrawn: Bool { self != .names }

    var name: String { schema.names.table }
}

/// A row of one of the tables, with what tells whether it differs from the one that is known.
struct FeedRow: Sendable {
    let table: FeedTable
    let key: String
    var cells: [Value]
    /// The systems that it is about, by the names that `Applicability` gives them.
    var systems: [String] = []
    /// The criteria with bounds that it has, by their ids.
    var criteria: [String] = []
    let digest: Identifier
    /// When the source changed it last.
    let modified: Timestamp?

    /// Whether the source takes it back.
    var isWithdrawn: Bool { table.schema.columnIndex["is_withdrawn"].map { cells[$0].boolean == true } ?? false }
}
