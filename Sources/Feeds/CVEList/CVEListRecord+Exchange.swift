import Basics

extension SourceRecord {
    /// Reads a record in the form of the CVE list, version 5; some vendors publish their advisories in it too.
    ///
    /// - Parameter json: The record.
    /// - Throws: ``FeedError`` when it has no id.
    init(list json: JSONValue) throws {
        guard let metadata = json["cveMetadata"], let id = metadata["cveId"]?.text, id.utf8.count <= 64 else {
            throw FeedError(.malformed, "A record of the CVE list has no id.")
        }
        let cna = json["containers"]?["cna"]
        let additions = json["containers"]?["adp"]?.arrayValue ?? []
        self.init(key: id)
        cve = CVEIdentifier.isValid(id) ? id : nil
        advisory = cve == nil ? id : cna?["source"]?["advisory"]?.text
        modified = metadata["dateUpdated"]?.moment ?? cna?["providerMetadata"]?["dateUpdated"]?.moment
        published = metadata["datePublished"]?.moment ?? cna?["datePublic"]?.moment
        status = metadata["state"]?.text
        guard status?.uppercased() != "REJECTED" else {
            isWithdrawn = true
            return
        }
        title = cna?["title"]?.text
        summary = cna?["descriptions"]?.allEnglish
        conditions = cna?["configurations"]?.allEnglish
        workaround = cna?["workarounds"]?.allEnglish
        solution = cna?["solutions"]?.allEnglish
        bugs = (cna?["source"]?["defect"]?.texts ?? [])
        let references = cna?["references"]?.arrayValue ?? []
        let isOwn = { (entry: JSONValue) in entry["tags"]?.texts.contains("vendor-advisory") == true }
        url = (references.first(where: isOwn) ?? references.first)?["url"]?.text
        take(references: references)
        take(cna, metadata["assignerShortName"]?.text, type: "Primary")
        for addition in additions { take(addition, nil, type: "Secondary") }
        affected = cna?["affected"]?.arrayValue ?? []
        if !affected.contains(where: Self.saysSomething) {
            affected = additions.flatMap { $0["affected"]?.arrayValue ?? [] }.filter(Self.saysSomething)
        }
        configurations = Self.configurations([cna].compactMap { $0 } + additions)
    }

    /// Takes scores, weaknesses and decisions of one who wrote a part of the record.
    private mutating func take(_ container: JSONValue?, _ assigner: String?, type: String) {
        let source = container?["providerMetadata"]?["shortName"]?.text ?? assigner
        for entry in container?["metrics"]?.arrayValue ?? [] {
            for name in ["cvssV4_0", "cvssV3_1", "cvssV3_0", "cvssV2_0"] {
                guard let data = entry[name] else { continue }
                add(
                    CVSSMetric(["source": source.map { .string($0) } ?? .null, "type": .string(type), "cvssData": data])
                )
            }
            take(other: entry["other"])
        }
        let problems = (container?["problemTypes"]?.arrayValue ?? []).flatMap { $0["descriptions"]?.arrayValue ?? [] }
        weaknesses.appendNew(contentsOf: problems.compactMap { $0["cweId"]?.text }.weaknesses)
        if type != "Primary" { take(references: container?["references"]?.arrayValue ?? []) }
    }

    private mutating func take(references list: [JSONValue]) {
        references.appendNew(contentsOf: list.compactMap { $0["url"]?.text })
    }

    /// What CISA adds: `ssvc` and `kev`.
    private mutating func take(other: JSONValue?) {
        guard let content = other?["content"] else { return }
        switch other?["type"]?.text {
        case "kev": exploitedSince = content["dateAdded"]?.day ?? exploitedSince
        case "ssvc": decision = SSVCDecision(options: content["options"], decided: content["timestamp"]?.moment)
        default: break
        }
    }

    /// Whether an entry of `affected` names a product.
    private static func saysSomething(_ entry: JSONValue) -> Bool { entry["product"]?.text != nil }

    /// `cpeApplicability` of all parts, which has the form of the NVD's configurations.
    private static func configurations(_ containers: [JSONValue]) -> [UInt8]? {
        let lists = containers.flatMap { $0["cpeApplicability"]?.arrayValue ?? [] }
            .filter { $0["nodes"]?.arrayValue?.isEmpty == false }
        guard !lists.isEmpty else { return nil }
        var text: [UInt8] = []
        JSONValue.array(lists).write(into: &text)
        return text
    }
}

extension SSVCDecision {
    /// Reads `[{"Exploitation": "active"}, {"Automatable": "no"}, {"Technical Impact": "total"}]`, in any spelling.
    init(options: JSONValue?, decided: Timestamp?) {
        self.init(decided: decided)
        for option in options?.arrayValue ?? [] {
            for (key, value) in option.objectValue ?? JSONObject() {
                let value = value.text?.lowercased()
                switch key.lowercased().filter(\.isLetter) {
                case "exploitation": exploitation = value
                case "automatable": automatable = value == "yes" ? true : value == "no" ? false : nil
                case "technicalimpact": technicalImpact = value
                default: break
                }
            }
        }
    }
}

extension JSONValue {
    /// All English texts of `[{"lang", "value"}]`, with an empty line between them.
    fileprivate var allEnglish: String? {
        let entries = arrayValue ?? []
        let texts = entries.filter { $0["lang"]?.stringValue?.lowercased().hasPrefix("en") ?? true }
            .compactMap { $0["value"]?.text }
        return texts.isEmpty ? english : texts.joined(separator: "\n\n")
    }
}
