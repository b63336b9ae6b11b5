import Basics
import HTTPAPI
import HTTPServing
import JobEngine
import Outbound
import Secrets
import Services
import TestKit
import Testing

/// A server with jobs and a worker that moves when the test says so.
struct JobWorld: Sendable {
    let server: TestServer
    let worker: Worker

    init(
        _ jobs: [any Job] = BuiltInJobs.all, limits: JobRunner.Limits = JobRunner.Limits(),
        git: GitAccess = GitAccess(), outsideJobs: OutsideAccess = OutsideAccess(),
        integrations: EgressPolicy = .forNetworkAccess(), discovery: DiscoveryAccess = DiscoveryAccess(),
        variables: [String: String] = [:]
    ) async throws {
        server = try await TestServer(
            secretProviders: ProviderRegistry([
                MemoryProvider.environment(
                    ["PLAIN": "s3cret-value", "USER": "git-user"].merging(variables) { $1 })
            ]),
            jobs: JobRegistry(jobs), git: git, outsideJobs: outsideJobs, integrations: integrations,
            discovery: discovery)
        worker = server.worker(limits: limits)
        await worker.step()
    }

    /// Does everything that waits.
    func work() async throws { try await server.work(worker) }

    /// Asks for a run.
    func ask(_ job: String, _ body: JSONValue = [:], token: String? = nil) async throws -> APIResponse {
        let name = QueryString.encode(job).replacing("+", with: "%20")
        return try await server.send("POST", "/api/extras/jobs/\(name)/run/", body, token: token)
    }

    /// Asks for a run and returns its key.
    func begin(_ job: String, _ data: JSONValue = [:]) async throws -> String {
        let response = try await ask(job, ["data": data])
        let body = try await response.jsonBody()
        #expect(response.status == 201, "\(body.text)")
        #expect(body["scheduled_job"] == .null)
        return try #require(body["job_result"]?["id"]?.stringValue)
    }

    /// Lets a job run that begins disabled.
    func enable(_ job: String) async throws {
        let found = try await server.get("/api/extras/jobs/?name=\(QueryString.encode(job))")
        let id = try #require(found["results"]?[0]?["id"]?.stringValue)
        let answer = try await server.send("PATCH", "/api/extras/jobs/\(id)/", ["enabled": true])
        #expect(answer.status == 200)
    }

    /// Has a job run to its end and returns what is known of it then.
    func run(_ job: String, _ data: JSONValue = [:]) async throws -> JSONValue {
        let id = try await begin(job, data)
        try await work()
        return try await result(id)
    }

    func result(_ id: String) async throws -> JSONValue { try await server.get("/api/extras/job-results/\(id)/") }

    /// Messages of a run's log, each with its level before it.
    func log(_ id: String) async throws -> [String] {
        (try await server.get("/api/extras/job-results/\(id)/logs/").arrayValue ?? []).map {
            "\($0["log_level"]?.stringValue ?? "") \($0["message"]?.stringValue ?? "")"
        }
    }
}
