import Basics
import Domain
import Modeling
import Storage

/// What changes set in motion beyond their own row, for every area.
package enum ProductEffects {
    package static let all = RecordEffects(
        [
            PrimaryAddressEffect.effect, PrefixHierarchyEffect.effect, TagScopeEffect.effect,
            PermissionCheckEffect.effect, UserEffect.effect, TokenEffect.effect, WebhookCheckEffect.effect,
            SecretCheckEffect.effect, GitEffects.effect,
        ] + CustomizationEffects.all + DynamicGroupEffects.all + TemplateEffects.all
            + SavedViewEffects.all + NotificationEffects.all + MetadataEffects.all + JobEffects.all
            + CredentialTargetEffects.all)
}

/// A device or virtual machine loses its primary address when the address is unassigned (core.md §2.3).
enum PrimaryAddressEffect {
    static let effect = RecordEffects.Effect(of: "ipam.ipaddresstointerface") { kind, row, _, pipeline in
        guard kind == .delete else { return }
        let assignment = Record<IPAddressToInterface>(values: row)
        let address = assignment.ipAddress
        let devices = try pipeline.session.fetch(
            Query<Device>().where { $0.primaryIp4 == Optional(address) || $0.primaryIp6 == Optional(address) })
        for var device in devices {
            // Another interface of the device may still hold the address.
            let stillAssigned = try pipeline.session.exists(
                IPAddressToInterface.schema,
                where: .compare(["ip_address"], .equals, [address.value])
                    && .compare(["interface", "device"], .equals, [device.id.value]))
            guard !stillAssigned else { continue }
            if device.primaryIp4 == address { device.primaryIp4 = nil }
            if device.primaryIp6 == address { device.primaryIp6 = nil }
            try pipeline.update(device)
        }
    }
}

/// A content type cannot be taken off a tag while objects of it carry the tag (core.md §2.2).
enum TagScopeEffect {
    static let effect = RecordEffects.Effect(of: "extras.tag") { kind, row, previous, pipeline in
        guard kind == .update, let previous else { return }
        let tag = Record<Tag>(values: row)
        let before = Record<Tag>(values: previous)
        for type in before.contentTypes.elements where !tag.contentTypes.elements.contains(type) {
            let used = try pipeline.session.isTag(tag.id.raw, usedBy: type)
            guard !used else {
                throw Problem(
                    .invalidInput, "",
                    fields: [
                        FieldErrors(
                            "content_types", ["Unable to remove \(type). Dependent objects were found."])
                    ])
            }
        }
    }
}
