import Basics
import DeviceAccess
import Domain
import Modeling
import Secrets
import Storage

/// Finds what devices are logged in to with: name and password of a secrets group, for SSH, else for anything.
struct DiscoveryCredentials {
    let context: JobContext

    /// The credentials of devices; one that has none is left out.
    ///
    /// - Parameter group: Serves all devices; nil for the group of each.
    func all(
        for devices: [SelectedDevice], from group: ID<SecretsGroup>?
    ) async throws -> [Identifier: DeviceCredentials] {
        var found: [Identifier: DeviceCredentials] = [:]
        let groups = Dictionary(grouping: devices.filter { $0.decision == .discover }) { group ?? $0.secretsGroup }
        for (group, members) in groups {
            guard let group else { continue }
            found.merge(try await credentials(of: group, for: members.map(\.id))) { first, _ in first }
        }
        return found
    }

    private func credentials(
        of group: ID<SecretsGroup>, for devices: [Identifier]
    ) async throws -> [Identifier: DeviceCredentials] {
        guard let secrets = context.secrets else {
            await context.log.error("This process hands out no secrets.", in: "discover")
            return [:]
        }
        let pairs = try await context.read { session in
            try session.fetch(Query<SecretsGroupAssociation>().where { $0.secretsGroup == group })
        }
        func secret(_ type: String) -> ID<Secret>? {
            ["SSH", "Generic"].lazy.compactMap { access in
                pairs.first { $0.accessType == access && $0.secretType == type }?.secret
            }.first
        }
        guard let name = secret("username"), let password = secret("password") else {
            await context.log.error(
                "The secrets group has no username and password for SSH or Generic.", in: "discover")
            return [:]
        }
        do {
            let names = try await secrets.resolve(name, forEach: devices, of: Device.schema, by: context.actor)
            let passwords = try await secrets.resolve(password, forEach: devices, of: Device.schema, by: context.actor)
            var found: [Identifier: DeviceCredentials] = [:]
            var faults: Set<String> = []
            for device in devices {
                switch (names[device], passwords[device]) {
                case (.success(let name)?, .success(let password)?):
                    guard let name = name.value.bytes.revealText(), let password = password.value.bytes.revealText()
                    else { continue }
                    found[device] = DeviceCredentials(username: Redacted(name), password: Redacted(password))
                case (.failure(let fault)?, _), (_, .failure(let fault)?): faults.insert(fault.description)
                default: continue
                }
            }
            for fault in faults.sorted().prefix(20) { await context.log.error(fault, in: "discover") }
            return found
        } catch let problem as Problem where problem.kind == .notFound || problem.kind == .forbidden {
            await context.log.error("The credentials cannot be had: \(problem.message)", in: "discover")
            return [:]
        }
    }
}
