import Basics
import Modeling

/// On the page of what sets a job in motion: that the job is not there, so that nothing happens.
struct AwayJobPanel: DetailPanel {
    let models: Set<String> = ["extras.jobhook", "extras.jobbutton", "extras.scheduledjob"]

    func html(_ object: JSONObject, _ id: String, _ model: ModelRequest) async throws -> HTML? {
        guard let job = object["job"] ?? object["job_model"], job["installed"]?.boolValue == false else { return nil }
        return Component.panel("Its job is not there") {
            p {
                "The folder or repository that the job "
                a(.href("/extras/jobs/\(job["id"]?.stringValue ?? "")/")) { job["display"]?.stringValue ?? "" }
                " came from does not have it any more, so nothing is set in motion. This goes on by itself when the job is back."
            }
        }
    }
}
