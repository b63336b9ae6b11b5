import Basics
import Modeling

/// The objects that wait for others, by what references call them.
struct WaitingObjects {
    private var names: Set<String> = []
    private var models: Set<String> = []

    init(_ items: [ImportItem], _ catalog: Catalog) {
        for item in items {
            guard let schema = catalog[item.model] else { continue }
            models.insert(item.model)
            for name in ["id", schema.lookupField] {
                if let text = item.object[name]?.stringValue { names.insert("\(item.model)|\(text)") }
            }
        }
    }

    /// Whether the reference may mean one of them.
    func mayHold(_ reference: JSONValue, _ target: AnySchema) -> Bool {
        guard models.contains(target.identifier) else { return false }
        let text = reference.stringValue ?? reference["id"]?.stringValue ?? reference[target.lookupField]?.stringValue
        guard let text else { return true }
        return text.contains(";") || text.contains("/") || names.contains("\(target.identifier)|\(text)")
    }
}
