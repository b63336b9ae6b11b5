import Basics
import HTTPServing

/// The pages of jobs: what there is to run, runs and their logs, plans, schedules, approvals, workers.
///
/// Lists with filters in their address, and forms of records, are the pages of every model.
struct JobsArea: PageArea {
    let services: WebServices

    func respond(_ web: WebRequest) async throws -> APIResponse? {
        let parts = web.parts.map(String.init)
        guard parts.count >= 2, parts.count <= 4, parts[0] == "extras", web.request.path.hasSuffix("/") else {
            return nil
        }
        let key = parts.count > 2 ? parts[2] : ""
        let isKey = Identifier(key) != nil
        switch (parts[1], parts.count > 3 ? parts[3] : "") {
        case ("jobs", "") where key.isEmpty && web.request.query.isEmpty: return try await JobListPage(web).response()
        case ("jobs", "run") where isKey: return try await JobRunPage(web, services, key: key).response()
        case ("job-results", "") where isKey: return try await RunPage(web, services, id: key).response()
        case ("job-results", "cancel") where isKey: return try await CancelPage(web, id: key).response()
        case ("job-results", "plan") where isKey: return try await PlanPage(web, id: key).response()
        case ("job-buttons", "press") where isKey: return try await PressPage(web, services, button: key).response()
        case ("scheduled-jobs", "") where key.isEmpty && web.request.query.isEmpty:
            return try await SchedulesPage(web).response()
        case ("scheduled-jobs", "enable") where isKey, ("scheduled-jobs", "disable") where isKey:
            return try await ScheduleSwitchForm(web, id: key, action: parts[3]).response()
        case ("approval-workflows", "") where key.isEmpty && web.request.query.isEmpty:
            return try await ApprovalsPage(web).response()
        case ("approval-workflows", "") where isKey: return try await ApprovalPage(web, id: key).response()
        case ("approval-workflows", "cancel") where isKey: return try await ApprovalPage(web, id: key).cancel()
        case ("approval-workflow-stages", "decide") where isKey: return try await ApprovalForm(web, id: key).response()
        case ("job-workers", "") where key.isEmpty: return try await WorkersPage(web).response()
        default: return nil
        }
    }
}

/// How states of runs, schedules and approvals are said: by a word and a colour.
enum JobWords {
    static func run(_ status: String) -> HTML {
        switch status {
        case "SUCCESS": Component.badge("Succeeded", .good)
        case "FAILURE": Component.badge("Failed", .bad)
        case "REVOKED": Component.badge("Ended early", .warn)
        case "STARTED": Component.badge("Running", .info)
        case "PENDING": Component.badge("Waiting")
        default: Component.badge(Words.label(status.lowercased()))
        }
    }

    /// Whether nothing happens to a run any more.
    static func hasEnded(_ status: String) -> Bool { ["SUCCESS", "FAILURE", "REVOKED"].contains(status) }

    static func approval(_ state: String) -> HTML {
        switch state {
        case "Approved": Component.badge(state, .good)
        case "Denied": Component.badge(state, .bad)
        case "Pending": Component.badge(state, .warn)
        default: Component.badge(state)
        }
    }

    static func schedule(_ schedule: JSONValue) -> HTML {
        let state = schedule["state"]?["value"]?.stringValue ?? ""
        let label = schedule["state"]?["label"]?.stringValue ?? state
        switch state {
        case "active":
            guard schedule["job_model"]?["installed"]?.boolValue != false else {
                return Component.badge("Job not installed", .warn)
            }
            return schedule["enabled"]?.boolValue == true
                ? Component.badge("Active", .good) : Component.badge("Switched off")
        case "pending": return Component.badge(label, .warn)
        case "denied", "errored": return Component.badge(label, .bad)
        default: return Component.badge(label)
        }
    }

    /// The value of a field that the API shows as it is, or with its label.
    static func value(_ field: JSONValue?) -> String { field?["value"]?.stringValue ?? field?.stringValue ?? "" }

    /// How long something took, in words.
    static func duration(from start: String, to end: String) -> String? {
        guard let start = Timestamp(start), let end = Timestamp(end) else { return nil }
        let seconds = max(0, end.seconds(since: start))
        if seconds < 1 { return "\(Int(seconds * 1000)) ms" }
        if seconds < 60 { return "\(Int(seconds)) s" }
        if seconds < 3600 { return "\(Int(seconds) / 60) min \(Int(seconds) % 60) s" }
        return "\(Int(seconds) / 3600) h \(Int(seconds) % 3600 / 60) min"
    }
}

/// Texts of runs, which come from programs and devices.
enum LogText {
    /// The text without what terminals take for commands; a sequence is left out, any other control character is shown as one that
    /// cannot be shown.
    static func plain(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if scalar.value == 0x1B {
                skip(&rest)
            } else if isControl(scalar) {
                if scalar.value != 0x0D || rest.first?.value != 0x0A { result.append("\u{FFFD}") }
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// Control characters, and those that turn the direction of a text around.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// Leaves out the rest of a sequence (ECMA-48 §5.4, §5.6) behind its escape character.
    private static func skip(_ rest: inout Substring.UnicodeScalarView) {
        guard let kind = rest.first else { return }
        switch kind {
        case "[":
            rest.removeFirst()
            while let next = rest.first, (0x20..<0x40).contains(next.value) { rest.removeFirst() }
            if let end = rest.first, (0x40..<0x7F).contains(end.value) { rest.removeFirst() }
        case "]":
            while let next = rest.popFirst() {
                if next.value == 7 { break }
                if next.value == 0x1B {
                    if rest.first == "\\" { rest.removeFirst() }
                    break
                }
            }
        default: if (0x40..<0x60).contains(kind.value) { rest.removeFirst() }
        }
    }
}
