package import Basics

/// What the rules of a model ask for beyond its fields.
package struct SampleRules: Sendable {
    /// Fields that a full object leaves out, because a rule refuses them next to the others.
    package var leftOut: Set<String> = []
    /// Values of fields that take only some of what their kind allows.
    package var fields: [String: JSONValue] = [:]
    /// Values that must be as they are.
    package var values: @Sendable (SampleObjects, Int) async throws -> [(String, JSONValue)] = { _, _ in [] }

    /// The models that need any.
    package static let byModel: [String: SampleRules] = [
        "users.objectpermission": SampleRules(fields: [
            "actions": ["view", "change"], "constraints": ["name__startswith": "lab-"],
        ]),
        "extras.secret": SampleRules(fields: [
            "provider": "environment-variable", "parameters": ["variable": "CHANGED"],
        ]) { _, _ in
            [("provider", "environment-variable"), ("parameters", ["variable": "SAMPLE"])]
        },
        "vulnerabilities.triage": SampleRules(fields: ["cve": "CVE-2026-99999", "state": "mitigated"]) { _, number in
            [("cve", .string("CVE-2026-\(100_000 + number)")), ("state", "confirmed")]
        },
        // An authority's file and no verification contradict each other.
        "extras.externalintegration": SampleRules(leftOut: ["ca_file_path"]),
        "extras.gitrepository": SampleRules(fields: [
            "provided_contents": ["extras.exporttemplate"], "remote_url": "https://git.example.com/changed.git",
        ]) { _, number in
            [
                ("provided_contents", ["extras.job"]), ("slug", .string("sample_\(number)")),
                ("remote_url", .string("https://git.example.com/network-\(number).git")),
            ]
        },
        // An authority's file and no verification contradict each other.
        "extras.webhook": SampleRules(
            leftOut: ["ca_file_path"],
            fields: [
                "body_template": "{{ event }}", "additional_headers": "X-Event: {{ event }}", "type_update": true,
                "payload_url": "https://hooks.example.com/changed",
            ]
        ) { _, number in
            [("payload_url", .string("https://hooks.example.com/\(number)")), ("type_create", true)]
        },
        "dcim.locationtype": SampleRules(leftOut: ["parent"]) { _, _ in
            [
                (
                    "content_types",
                    ["dcim.device", "dcim.module", "ipam.namespace", "ipam.prefix", "virtualization.cluster"]
                )
            ]
        },
        "dcim.location": SampleRules(leftOut: ["parent"]),
        // A platform of a manufacturer runs on that manufacturer's types only.
        "dcim.platform": SampleRules(leftOut: ["manufacturer"]),
        "dcim.devicetype": SampleRules(leftOut: ["subdevice_role"]),
        // Racks and redundancy groups are not kept; addresses and images must be the device's own.
        "dcim.device": SampleRules(leftOut: [
            "face", "position", "device_redundancy_group_priority", "primary_ip4", "primary_ip6",
            "software_image_files",
        ]),
        "dcim.module": SampleRules { samples, _ in [("location", .string(try await samples.id("dcim.location")))] },
        "dcim.inventoryitem": SampleRules(leftOut: ["software_image_files", "parent"]),
        "dcim.interface": SampleRules(leftOut: ["module", "parent_interface", "bridge", "lag"]) { samples, _ in
            [("device", .string(try await samples.id("dcim.device"))), ("type", "1000base-t")]
        },
        "dcim.deviceclusterassignment": SampleRules(),
        "virtualization.virtualmachine": SampleRules(leftOut: ["primary_ip4", "primary_ip6"]),
        "ipam.prefix": SampleRules(leftOut: ["parent", "location"]),
        "ipam.ipaddress": SampleRules(leftOut: ["parent", "nat_inside"]) { samples, number in
            // Each address gets a prefix of its own, so that tests do not meet each other's.
            let prefix = try await samples.server.create(
                "/api/ipam/prefixes/",
                ["prefix": .string("172.\(16 + number / 250 % 200).\(number % 250).0/24"), "status": "Active"])
            let parent = try await samples.server.get("/api/ipam/prefixes/\(prefix)/")
            return [
                ("address", .string("172.\(16 + number / 250 % 200).\(number % 250).7/24")),
                ("namespace", parent["namespace"]?["id"] ?? .null), ("type", "host"),
                ("dns_name", .string("host\(number).example.com")),
            ]
        },
        "ipam.ipaddresstointerface": SampleRules { samples, _ in
            [("interface", .string(try await samples.id("dcim.interface")))]
        },
        "users.user": SampleRules(fields: ["password": "quiet lamps over harbour"]),
        "extras.contactassociation": SampleRules(leftOut: ["team"]) { samples, _ in
            [
                ("associated_object_type", "dcim.manufacturer"),
                ("associated_object_id", .string(try await samples.id("dcim.manufacturer"))),
                ("contact", .string(try await samples.id("extras.contact"))),
            ]
        },
        "extras.customfield": SampleRules(
            leftOut: [
                "required", "default", "validation_minimum", "validation_maximum", "validation_regex", "scope_filter",
            ]
        ) { _, number in [("type", "select"), ("key", .string("key_\(number)"))] },
        "extras.relationship": SampleRules(leftOut: ["required_on", "source_filter", "destination_filter"]) { _, _ in
            [("type", "many-to-many")]
        },
        "extras.relationshipassociation": SampleRules { samples, number in
            let relationship = try await samples.server.create(
                "/api/extras/relationships/",
                [
                    "label": .string("sample \(number)"), "source_type": "dcim.manufacturer",
                    "destination_type": "dcim.platform",
                ])
            return [
                ("relationship", .string(relationship)), ("source_type", "dcim.manufacturer"),
                ("source_id", .string(try await samples.id("dcim.manufacturer"))),
                ("destination_type", "dcim.platform"),
                ("destination_id", .string(try await samples.id("dcim.platform"))),
            ]
        },
        "extras.savedview": SampleRules(fields: ["view": "dcim:device_list", "is_global_default": false]),
        "extras.usersavedviewassociation": SampleRules { samples, number in
            let list = JSONValue.string("dcim:list_\(number)")
            let view = try await samples.server.create("/api/extras/saved-views/", ["name": "mine", "view": list])
            return [("saved_view", .string(view)), ("view_name", list)]
        },
        "extras.notificationchannel": SampleRules(
            leftOut: ["ca_file_path"],
            fields: [
                "kind": "email", "recipients": ["noc@example.com"], "smtp_host": "mail.example.com",
                "sender": "noc@example.com", "smtp_security": "tls",
            ]
        ) { _, _ in
            [
                ("kind", "email"), ("recipients", ["team@example.com"]), ("sender", "almanac@example.com"),
                ("smtp_host", "smtp.example.com"), ("smtp_security", "starttls"),
            ]
        },
        // A view of devices alone narrows a rule, and samples of views are of any list.
        "extras.notificationrule": SampleRules(
            leftOut: ["saved_view"],
            fields: [
                "event": "contract_end", "digest_time": "07:15", "quiet_from": "21:00", "quiet_until": "06:30",
                "time_zone": "Europe/Berlin", "digest": "daily",
            ]
        ) { _, _ in [("event", "hardware_support")] },
        "extras.metadatatype": SampleRules(fields: ["data_type": "text"]),
        "extras.metadatachoice": SampleRules { samples, number in
            let type = try await samples.server.create(
                "/api/extras/metadata-types/",
                ["name": .string("choice \(number)"), "content_types": ["dcim.device"], "data_type": "select"])
            return [("metadata_type", .string(type))]
        },
        "extras.objectmetadata": SampleRules(
            leftOut: ["contact", "team"], fields: ["value": "some text", "scoped_fields": ["name"]]
        ) { samples, number in
            let type = try await samples.server.create(
                "/api/extras/metadata-types/",
                ["name": .string("meta \(number)"), "content_types": ["dcim.manufacturer"], "data_type": "text"])
            return [
                ("metadata_type", .string(type)), ("value", "some text"), ("assigned_object_type", "dcim.manufacturer"),
                ("assigned_object_id", .string(try await samples.id("dcim.manufacturer"))),
            ]
        },
        "extras.exporttemplate": SampleRules(
            leftOut: ["owner_content_type", "owner_object_id"],
            fields: ["mime_type": "text/csv", "file_extension": "csv"]),
        "extras.configcontextschema": SampleRules(
            leftOut: ["owner_content_type", "owner_object_id"],
            fields: ["data_schema": ["type": "object", "properties": ["number": ["type": "integer"]]]]),
        "extras.configcontext": SampleRules(leftOut: ["owner_content_type", "owner_object_id"]),
        "extras.dynamicgroup": SampleRules(fields: ["filter": ["name__isw": ["lab-"]]]) { _, _ in
            [("group_type", "dynamic-filter")]
        },
        "extras.dynamicgroupmembership": SampleRules { samples, number in
            let set = try await samples.server.create(
                "/api/extras/dynamic-groups/",
                ["name": .string("set \(number)"), "content_type": "dcim.device", "group_type": "dynamic-set"])
            return [("parent_group", .string(set)), ("group", .string(try await samples.id("extras.dynamicgroup")))]
        },
        "extras.staticgroupassociation": SampleRules { samples, number in
            let group = try await samples.server.create(
                "/api/extras/dynamic-groups/",
                ["name": .string("static \(number)"), "content_type": "dcim.manufacturer", "group_type": "static"])
            return [
                ("dynamic_group", .string(group)), ("associated_object_type", "dcim.manufacturer"),
                ("associated_object_id", .string(try await samples.id("dcim.manufacturer"))),
            ]
        },
        "extras.jobqueueassignment": SampleRules { samples, _ in
            [("job", .string(try await samples.job()))]
        },
        "extras.jobhook": SampleRules(
            leftOut: ["type_update", "type_delete"], fields: ["type_create": true, "content_types": ["dcim.platform"]]
        ) { samples, _ in
            [
                ("content_types", ["dcim.device"]), ("type_create", true),
                ("job", .string(try await samples.job())),
            ]
        },
        "extras.jobbutton": SampleRules { samples, _ in
            [("content_types", ["dcim.device"]), ("job", .string(try await samples.job()))]
        },
        "extras.approvalworkflowdefinition": SampleRules(fields: [
            "model_content_type": "extras.scheduledjob", "model_constraints": ["name__startswith": "lab-"],
        ]) { _, number in
            [("model_content_type", "extras.scheduledjob"), ("weight", .int(Int64(number)))]
        },
        "extras.note": SampleRules { samples, _ in
            [
                ("assigned_object_type", "dcim.manufacturer"),
                ("assigned_object_id", .string(try await samples.id("dcim.manufacturer"))),
            ]
        },
        "nautobot_device_lifecycle_mgmt.hardwarelcm": SampleRules(leftOut: ["inventory_item"]) { samples, _ in
            [("device_type", .string(try await samples.id("dcim.devicetype"))), ("end_of_support", "2027-01-01")]
        },
        "nautobot_device_lifecycle_mgmt.contractlcm": SampleRules { _, _ in
            [("start", "2026-01-01"), ("end", "2027-01-01")]
        },
        "nautobot_device_lifecycle_mgmt.contactlcm": SampleRules { samples, number in
            [
                ("contract", .string(try await samples.id("nautobot_device_lifecycle_mgmt.contractlcm"))),
                ("email", .string("poc\(number)@example.com")), ("name", .string("poc \(number)")),
            ]
        },
        "nautobot_device_lifecycle_mgmt.validatedsoftwarelcm": SampleRules { samples, _ in
            [
                ("software", .string(try await samples.id("dcim.softwareversion"))),
                ("start", "2026-01-01"), ("end", "2027-01-01"),
                ("device_types", [.string(try await samples.id("dcim.devicetype"))]),
            ]
        },
    ]
}
