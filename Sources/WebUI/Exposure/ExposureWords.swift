import Basics
import Domain
import Modeling
import Services

/// How the words of exposure look on pages.
enum ExposureWords {
    // MARK: Decisions

    /// What people can decide, in the order in which forms offer it, with the key that chooses it.
    static let states: [(state: Triage.State, key: String)] = [
        (.confirmed, "e"), (.accepted, "a"), (.falsePositive, "n"), (.mitigated, "f"), (.underInvestigation, "i"),
    ]

    static func title(_ state: Triage.State) -> String {
        switch state {
        case .underInvestigation: "Under investigation"
        case .confirmed: "Affected"
        case .accepted: "Risk accepted"
        case .falsePositive: "Not affected"
        case .mitigated: "Fixed or mitigated"
        }
    }

    /// What a decision means for lists and reports.
    static func meaning(_ state: Triage.State) -> String {
        switch state {
        case .underInvestigation: "Somebody looks into it. It stays in reports."
        case .confirmed: "It is real and will be dealt with. It stays in reports."
        case .accepted: "The risk is borne until a day that you say. It leaves reports until then."
        case .falsePositive: "It does not apply here, whatever sources say. It leaves reports."
        case .mitigated: "It cannot be used here, by what was done about it. It leaves reports."
        }
    }

    static func state(_ text: String) -> HTML {
        guard let state = Triage.State(rawValue: text) else { return HTML(text) }
        let tone: Component.Tone =
            switch state {
            case .confirmed: .bad
            case .accepted: .warn
            case .underInvestigation: .info
            case .falsePositive, .mitigated: .good
            }
        return Component.badge(title(state), tone)
    }

    // MARK: Vulnerabilities

    static func tone(severity: String) -> Component.Tone {
        switch Severity(rawValue: severity) {
        case .critical?: .bad
        case .high?: .warn
        case .medium?: .info
        default: .plain
        }
    }

    /// Severity and score in one.
    static func severity(_ severity: String, _ score: Double?) -> HTML {
        Component.badge(score.map { "\(severity) \(decimal($0))" } ?? "\(severity), no score", tone(severity: severity))
    }

    /// That it is known to be exploited, with the day until which the catalog wants it dealt with.
    @HTMLBuilder static func exploited(
        _ isExploited: Bool, due: String?, ransomware: Bool, today: CalendarDay
    ) -> HTML {
        if isExploited {
            Component.badge("KEV", .bad)
            if let due {
                " due "
                ValueMarkup.day(due)
                if let day = CalendarDay(due), day < today { span(.class("bad")) { " overdue" } }
            }
            if ransomware { span(.class("nowrap")) { " ransomware" } }
        } else {
            ValueMarkup.nothing
        }
    }

    /// A probability in percent.
    static func percent(_ share: Double) -> String {
        let tenths = Int((share * 1000).rounded())
        return "\(tenths / 10).\(tenths % 10)\u{202F}%"
    }

    /// A score with one digit behind the point.
    static func decimal(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return "\(tenths / 10).\(abs(tenths % 10))"
    }

    static func verdict(_ verdict: String) -> HTML {
        switch verdict {
        case "affected": Component.badge("Affected", .bad)
        case "potential": Component.badge("Maybe affected", .warn)
        case "not-affected": Component.badge("Not affected", .good)
        default: Component.badge(verdict.isEmpty ? "Unknown" : Words.label(verdict))
        }
    }

    // MARK: Devices

    /// A few words for a column.
    static func short(_ exposure: DeviceExposure) -> String {
        switch exposure {
        case .exploited: "Exploited"
        case .critical: "Critical"
        case .high: "High"
        case .medium: "Medium"
        case .low: "Low"
        case .potential: "Maybe"
        case .none: "Nothing known"
        case .notUnderstood: "Not understood"
        case .noSoftware: "No software"
        }
    }

    static func tone(_ exposure: DeviceExposure) -> Component.Tone {
        switch exposure {
        case .exploited, .critical: .bad
        case .high: .warn
        case .medium, .low, .potential: .info
        case .none: .good
        case .notUnderstood, .noSoftware: .plain
        }
    }
}
