import Basics
import Outbound
package import SystemPackage

/// endoflife.date: until when release lines of systems are supported (vendor.md §2.10).
package struct EndOfLifeFeed: Feed {
    /// Its products, and the systems that they are; what is not listed is not taken.
    static let systems: [String: String] = [
        "cisco-ios-xe": "cisco_iosxe", "fortios": "fortinet_fortios", "panos": "paloalto_panos",
        "pan-os": "paloalto_panos",
        "big-ip": "f5_bigip", "routeros": "mikrotik_routeros",
    ]
    /// What is asked for, each product by its name of today.
    private static let products = ["big-ip", "cisco-ios-xe", "fortios", "panos", "routeros"]

    /// Makes the source.
    package init() {}

    package var description: FeedDescription {
        var description = FeedDescription(
            slug: "endoflife", label: "endoflife.date", address: "https://endoflife.date/api/v1", extent: .changes)
        description.limits = [.init(2, per: .seconds(1))]
        description.staleAfter = .seconds(14 * 86_400)
        description.notice = "Dates of release lines: endoflife.date (MIT)."
        return description
    }

    package func fetch(
        since state: FeedState, _ context: FeedContext, _ sink: @Sendable ([FeedItem]) async throws -> Void
    ) async throws -> FeedState {
        let line = FeedLine(label: "endoflife.date", context: context)
        var next = FeedState()
        var isUnchanged = true
        var batch = FeedBatch()
        for product in Self.products {
            let path = "/products/" + product
            var question = FeedQuestion(context.address + path)
            question.validator = state.validators[path]
            let answer = try await line.ask(question) { line.usual($0) }
            if answer.head.isNotModified {
                next.validators[path] = state.validators[path]
                continue
            }
            isUnchanged = false
            let json = try line.parse(answer.body)
            let facts = try Self.facts(json, product: nil)
            guard !facts.isEmpty else {
                throw FeedError(.incomplete, "endoflife.date has no release line of \(product).")
            }
            try await batch.add(facts.map { .lifecycle($0) }, sink)
            next.validators[path] = FeedState.Validator(answer.head)
        }
        try await batch.flush(sink)
        next.watermark = context.time.today.description
        next.isUnchanged = isUnchanged
        return next
    }

    package func read(_ bundle: FilePath, _ body: (FeedItem) throws -> Void) throws {
        try FeedBundle(bundle).documents { document in
            let product = document.name.hasSuffix(".json") ? String(document.name.dropLast(5)) : document.name
            for fact in try Self.facts(try document.json(), product: product) { try body(.lifecycle(fact)) }
        }
    }

    /// The facts of an answer: one product of the API v1, all of them, or a list of the API v0.
    ///
    /// - Parameter product: Whose list it is in the API v0, which does not tell.
    /// - Throws: ``FeedError`` when it is none of them.
    private static func facts(_ json: JSONValue, product: String?) throws(FeedError) -> [LifecycleFact] {
        if let releases = json.arrayValue {
            guard releases.allSatisfy({ $0["cycle"] != nil }) else { throw isNoAnswer }
            guard let system = product.flatMap({ systems[$0] }) else { return [] }
            return releases.compactMap { old($0, system) }
        }
        guard let result = json["result"] else { throw isNoAnswer }
        let products = result.arrayValue ?? [result]
        guard products.allSatisfy({ $0["name"]?.text != nil && $0["releases"]?.arrayValue != nil }) else {
            throw isNoAnswer
        }
        return products.flatMap { product -> [LifecycleFact] in
            guard let system = product["name"]?.text.flatMap({ systems[$0] }) else { return [] }
            return (product["releases"]?.arrayValue ?? []).compactMap { fact($0, of: product, system) }
        }
    }

    private static let isNoAnswer = FeedError(.malformed, "This is no answer of endoflife.date.")

    private static func fact(_ release: JSONValue, of product: JSONValue, _ system: String) -> LifecycleFact? {
        guard let name = release["name"]?.text else { return nil }
        var fact = LifecycleFact(.cycle(system: system, name: name))
        let label = release["label"]?.text
        fact.title = [product["label"]?.text, label].compactMap { $0 }.joined(separator: " ")
        if fact.title?.isEmpty == true { fact.title = nil }
        fact.released = release["releaseDate"]?.day
        fact.endOfSale = release["discontinuedFrom"]?.day
        fact.endOfSoftwareReleases = release["eoasFrom"]?.day
        fact.endOfSecurityPatches = release["eolFrom"]?.day
        // What ends with `eol` is what the product calls it: for some that is security fixes only.
        let isAboutSecurity = product["labels"]?["eol"]?.text?.lowercased().contains("security") == true
        fact.endOfSupport = release["eoesFrom"]?.day ?? (isAboutSecurity ? nil : release["eolFrom"]?.day)
        fact.url = product["links"]?["html"]?.text
        return fact
    }

    /// An entry of the API v0, where a date may be `true` or `false` instead.
    private static func old(_ release: JSONValue, _ system: String) -> LifecycleFact? {
        guard let name = release["cycle"]?.text ?? release["cycle"]?.intValue.map(String.init) else { return nil }
        var fact = LifecycleFact(.cycle(system: system, name: name))
        fact.released = release["releaseDate"]?.day
        fact.endOfSale = release["discontinued"]?.day
        fact.endOfSoftwareReleases = release["support"]?.day
        fact.endOfSecurityPatches = release["eol"]?.day
        fact.endOfSupport = release["extendedSupport"]?.day ?? release["eol"]?.day
        fact.url = release["link"]?.text
        return fact
    }
}
