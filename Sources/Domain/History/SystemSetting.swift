package import Modeling

/// A choice of the operator that is kept in the store rather than in the configuration.
package struct SystemSetting: Model {
    /// The description of the model.
    package static let schema = Schema<SystemSetting>(
        "system.setting", plural: "settings", name: "setting", naturalKey: ["key"], ordering: ["key"],
        features: .plain, lookup: "key", display: .field("key"), isExposed: false)

    package let key = Field<String>(.required, .unique, .maxLength(255), .search, .help("Name of the setting."))
    package let value = Field<JSONDocument>(.filters(.none), .help("Value of the setting."))

    /// Makes the handles.
    package init() {}
}
