import Basics
import Modeling

extension Rule where M == Triage {
    /// The CVE's id is one, so that a decision cannot miss what it is about.
    static let cveIsValid = Rule { context in
        guard !CVEIdentifier.isValid(context.record.cve) else { return [] }
        return [FieldErrors("cve", ["Enter a CVE id such as CVE-2023-20198, in capitals."])]
    }

    /// A risk is borne for a time, not for ever.
    static let acceptedUntil = Rule { context in
        guard context.record.state == Triage.State.accepted.rawValue, context.record.expires == nil else { return [] }
        return [FieldErrors("expires", ["Say until when the risk is accepted."])]
    }
}
