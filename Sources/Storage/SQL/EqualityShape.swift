import Modeling

/// A conjunction of "this cell equals that value" and "this cell is null", apart from its values.
///
/// Two predicates of one shape compile to the same statement with other arguments.
struct EqualityShape {
    /// One condition without its value.
    enum Part: Hashable {
        case equals([String])
        case isNull([String])
        case isNotKey
    }

    private(set) var shape: [Part] = []
    /// In the order of the statement's arguments.
    private(set) var values: [Value] = []
    let predicate: Predicate

    /// Takes a predicate apart; nil when it is of another kind.
    init?(_ predicate: Predicate) {
        self.predicate = predicate
        let parts: [Predicate]
        if case .all(let list) = predicate { parts = list } else { parts = [predicate] }
        for part in parts {
            switch part {
            case .compare(let path, .equals, let values) where values.count == 1:
                shape.append(.equals(path))
                self.values += values
            case .isNull(let path): shape.append(.isNull(path))
            case .not(.compare(["id"], .equals, let values)) where values.count == 1:
                shape.append(.isNotKey)
                self.values += values
            default: return nil
            }
        }
    }
}
