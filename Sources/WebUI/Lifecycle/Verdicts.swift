import Basics
import Modeling

/// Verdicts as the API explains them, as pages show them.
enum Verdicts {
    private static let plugin = "/plugins/nautobot-device-lifecycle-mgmt"
    static let entries = "\(plugin)/validated-software/"
    private static let notices = "\(plugin)/hardware/"
    private static let contractPath = "\(plugin)/contract/"

    /// Support of hardware, with the reason and the notice.
    static func hardware(_ verdict: JSONValue) -> HTML {
        .join {
            p {
                ReportMarkup.support(verdict["state"]?.stringValue ?? "")
                " \(verdict["reason"]?.stringValue ?? "")"
            }
            if let notice = verdict["notice"]?.stringValue {
                p {
                    a(.href("\(notices)\(notice)/")) { "Hardware notice" }
                    if let source = verdict["source"]?.stringValue, !source.isEmpty {
                        " · "
                        ValueMarkup.outside(source, "vendor’s announcement")
                    }
                }
            }
        }
    }

    /// Approval of software, with the reason and the deciding entry.
    static func software(_ verdict: JSONValue) -> HTML {
        .join {
            p {
                if verdict["outcome"]?.stringValue == "no-software" {
                    Component.badge("No software known")
                } else if verdict["valid"]?.boolValue == true {
                    Component.badge("Valid", .good)
                } else {
                    Component.badge("Not valid", .bad)
                }
                if let software = verdict["software"]?.stringValue { " \(software)" }
            }
            p { verdict["reason"]?.stringValue ?? "" }
            if let rule = verdict["rule"]?.stringValue {
                p {
                    a(.href("\(entries)\(rule)/")) { "The entry that decides" }
                    if let until = verdict["valid_until"]?.stringValue {
                        " · approved until "
                        ValueMarkup.day(until)
                    }
                }
            }
        }
    }

    /// Contracts with their state.
    @HTMLBuilder static func contracts(_ all: [JSONValue]) -> HTML {
        if all.isEmpty { p { "No contract names this device." } }
        if !all.isEmpty {
            ul {
                for contract in all {
                    li {
                        a(.href("\(contractPath)\(contract["id"]?.stringValue ?? "")/")) {
                            contract["contract"]?.stringValue ?? ""
                        }
                        " "
                        ReportMarkup.contract(contract["state"]?.stringValue ?? "")
                        if let end = contract["end"]?.stringValue {
                            contract["state"]?.stringValue == "expired" ? " on " : " until "
                            ValueMarkup.day(end)
                        }
                    }
                }
            }
        }
    }
}
