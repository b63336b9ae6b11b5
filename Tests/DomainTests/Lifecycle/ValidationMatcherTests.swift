import Basics
import Domain
import Modeling
import Testing

@Suite struct ValidationMatcherTests {
    @Test("a subject has the candidates and the verdict of the contract", arguments: ValidationVector.all)
    func vector(_ vector: ValidationVector) {
        let matcher = ValidationMatcher(mode: vector.mode)
        let verdict = matcher.verdict(for: vector.subject, among: vector.rules, today: Fixture.today)
        #expect(verdict.candidates.map(\.weight) == vector.weights)
        #expect(verdict.isValid == vector.isValid)
        #expect(verdict.explanation.hasSuffix("."))
    }

    @Test func `all vectors of the contract are there`() {
        let names = Set(ValidationVector.all.map(\.name))
        for number in 1...56 {
            #expect(names.contains(number < 10 ? "V0\(number)" : "V\(number)"))
        }
    }

    @Test("the index finds the same candidates", arguments: ValidationVector.all)
    func index(_ vector: ValidationVector) {
        let matcher = ValidationMatcher(mode: vector.mode)
        let noise = (100..<150).map { Fixture.rule($0, types: [Fixture.key(5000 + $0)]) }
        let index = SoftwareRuleIndex(noise + vector.rules)
        let found = index.candidates(of: vector.subject)
        #expect(found.count <= vector.rules.count)
        #expect(
            matcher.candidates(of: vector.subject, among: found)
                == matcher.candidates(of: vector.subject, among: vector.rules))
        var judge = FleetJudge(index: index, matcher: matcher, today: Fixture.today)
        let expected = matcher.verdict(for: vector.subject, among: vector.rules, today: Fixture.today)
        #expect(judge.verdict(for: vector.subject) == expected)
        #expect(judge.verdict(for: vector.subject) == expected)
    }

    @Test("the store is asked for the same candidates", arguments: ValidationVector.all)
    func predicate(_ vector: ValidationVector) {
        let matcher = ValidationMatcher(mode: vector.mode)
        let predicate = matcher.predicate(for: vector.subject)
        for rule in vector.rules {
            #expect(RuleSet(rule).satisfies(predicate) == (matcher.match(rule, vector.subject) != nil))
        }
    }

    @Test func `a device that an entry names is not judged by its class`() {
        let rules = [Fixture.rule(devices: [Fixture.y])]
        let matcher = ValidationMatcher(mode: .legacy)
        var judge = FleetJudge(index: SoftwareRuleIndex(rules), matcher: matcher, today: Fixture.today)
        var neighbour = Fixture.device()
        neighbour.id = Fixture.y
        #expect(!judge.verdict(for: Fixture.device()).isValid)
        #expect(judge.verdict(for: neighbour).isValid)
    }

    @Test func `equal weights come by start and then by key`() {
        let rules = [
            Fixture.rule(3, from: "2021-01-01", types: [Fixture.typeA]),
            Fixture.rule(2, from: "2019-01-01", types: [Fixture.typeA]),
            Fixture.rule(1, from: "2021-01-01", types: [Fixture.typeA]),
        ]
        let found = ValidationMatcher(mode: .legacy).candidates(of: Fixture.device(), among: rules)
        #expect(found.map(\.rule) == [rules[1], rules[2], rules[0]])
    }
}

/// Evaluates a predicate on the sets of one rule, as a store would on its rows.
private struct RuleSet {
    let sets: [String: Set<Identifier>]

    init(_ rule: SoftwareRule) {
        sets = [
            "devices": rule.devices, "device_types": rule.deviceTypes, "device_roles": rule.roles,
            "device_tenants": rule.tenants, "inventory_items": rule.inventoryItems, "object_tags": rule.tags,
        ]
    }

    func satisfies(_ predicate: Predicate) -> Bool {
        switch predicate {
        case .always: true
        case .never: false
        case .all(let parts): parts.allSatisfy(satisfies)
        case .any(let parts): parts.contains(where: satisfies)
        case .not(let inner): !satisfies(inner)
        case .isNull(let path): sets[path[0]]?.isEmpty ?? false
        case .compare(let path, .equals, let values):
            values.contains { value in value.identifier.map { sets[path[0]]?.contains($0) ?? false } ?? false }
        default: false
        }
    }
}
