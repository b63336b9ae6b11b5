import Basics
import Domain
import Modeling
package import Storage
import SystemPackage

/// Loads the sample network and judges it, so that every report and page has something to show.
package struct SampleLoad: Sendable {
    private let store: Store
    private let environment: RecordEnvironment

    package init(store: Store, environment: RecordEnvironment) {
        self.store = store
        self.environment = environment
    }

    /// Whether the store has no devices yet.
    package func isEmpty() async throws -> Bool {
        try await store.read { try !$0.exists(Device.schema, where: .always) }
    }

    /// Loads the network through the importer and evaluates its lifecycle.
    ///
    /// - Parameters:
    ///   - devices: How many devices, 1 to 5,000,000.
    ///   - seed: Of everything that varies; the same gives the same network.
    ///   - progress: Told the objects done and in all.
    /// - Throws: ``Problem`` of kind `conflict` when there are devices; of kind `internalFault` when an object is refused: sample
    ///   and models then disagree, which is a fault of ours.
    @discardableResult
    package func run(
        _ actor: Actor, devices: Int = SampleNetwork.defaultDevices, seed: UInt64 = 1,
        progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) async throws -> ImportPlan {
        guard try await isEmpty() else {
            throw Problem(
                .conflict, "There are devices already. The sample network is loaded into an empty store only.")
        }
        let network = SampleNetwork(devices: devices, seed: seed, today: environment.time.today)
        let feed = SampleFeed(network)
        let total = network.objectCount
        let plan = try await ImportRun(store: store, environment: environment, actor: actor)
            .run(
                .apply, next: { feed.next() },
                progress: { step in
                    if case .objects(let count) = step { progress(count, total) }
                })
        if let error = plan.entries.first(where: { $0.action == .error }) {
            throw Problem(
                .internalFault,
                "\(plan.total(.error)) sample objects were refused, the first: \(error.model) \(error.messages)")
        }
        _ = try await LifecycleService(store: store, environment: environment).evaluate()
        return plan
    }

    /// Loads the vulnerabilities that come with the product, once, and judges the network.
    package func judgeExposure() async throws {
        let feeds = FeedService(store: store, environment: environment)
        try await feeds.prepare()
        if try await feeds.status().allSatisfy({ $0.freshness == .empty }) {
            _ = try await feeds.importBundle("", of: "bundled")
        }
        _ = try await ExposureEvaluation(store: store, environment: environment).run()
    }
}
