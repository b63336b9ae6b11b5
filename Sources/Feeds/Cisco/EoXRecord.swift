import Basics

/// A record of Cisco's EoX API (vendor.md §2.3).
struct EoXRecord: Sendable {
    /// What an error of the API means.
    enum Fault: Sendable, Hashable {
        /// There is nothing to tell: also what a product that is current answers.
        case noData
        /// The question is wrong.
        case request
        /// Another try may help.
        case later
        /// The credential does not include it.
        case access

        /// The meaning of an `ErrorID`; what is not listed may pass.
        init(_ id: String) {
            let number = id.uppercased().split(separator: "_").last.map(String.init) ?? ""
            switch number {
            case "026", "022", "023", "024", "030": self = .noData
            case "015", "010", "032", "003", "007", "009", "028", "031", "001", "016": self = .request
            case "034", "036": self = .access
            default: self = .later
            }
        }
    }

    /// The part that was asked for, trimmed and in capitals.
    let input: String
    /// The part that the record is about.
    let part: String?
    /// The error that stands instead of dates.
    let fault: Fault?
    private let json: JSONValue

    init(_ json: JSONValue) {
        self.json = json
        input = Self.name(json["EOXInputValue"]?.stringValue ?? "")
        part = json["EOLProductID"]?.text
        fault = Self.fault(json)
    }

    /// The error in a record, or in a whole answer.
    static func fault(_ json: JSONValue) -> Fault? {
        let error = json["EOXError"]?.arrayValue?.first ?? json["EOXError"]
        return error?["ErrorID"]?.text.map(Fault.init)
    }

    /// A part number as parts are compared.
    static func name(_ text: String) -> String { Words.trimmed(text).uppercased() }

    /// Whether it says when something ends, which is what makes a notice.
    var hasEnd: Bool { date("EndOfSaleDate") != nil || date("LastDateOfSupport") != nil }

    /// What it says, about a part.
    func fact(about part: String) -> LifecycleFact {
        var fact = LifecycleFact(.part(part))
        fact.title = json["ProductIDDescription"]?.text
        fact.announced = date("EOXExternalAnnouncementDate")
        fact.endOfSale = date("EndOfSaleDate")
        fact.endOfSoftwareReleases = date("EndOfSWMaintenanceReleases")
        fact.endOfSecurityPatches = date("EndOfSecurityVulSupportDate")
        fact.endOfSupport = date("LastDateOfSupport")
        fact.bulletin = json["ProductBulletinNumber"]?.text
        fact.url = json["LinkToProductBulletinURL"]?.text
        return fact
    }

    /// The part that replaces it; only where Cisco says that it is one.
    var replacement: String? {
        let migration = json["EOXMigrationDetails"]
        guard migration?["MigrationOption"]?.text == "Enter PID(s)" else { return nil }
        return migration?["MigrationProductId"]?.text
    }

    /// A day; unknown ones are blank.
    private func date(_ name: String) -> CalendarDay? { json[name]?["value"]?.day }
}
