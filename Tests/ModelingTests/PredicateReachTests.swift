import Basics
import Modeling
import Testing

@Suite struct PredicateReachTests {
    private func reached(_ predicate: Predicate) -> [String] {
        predicate.modelsReached(from: Book.schema, Toys.catalog).map(\.identifier)
    }

    @Test func `comparing a reference with a key looks at no other row`() {
        #expect(reached(.compare(["shelf"], .equals, [.id(Toys.key(1))])) == [])
        #expect(reached(.compare(["shelf", "id"], .equals, [.id(Toys.key(1))])) == [])
        #expect(reached(.isNull(["shelf"])) == [])
        #expect(reached(.compare(["title"], .contains, [.text("x")])) == [])
    }

    @Test func `following a reference or a set looks at its rows, inside any other predicate`() {
        let named = Predicate.compare(["shelf", "name"], .equals, [.text("A1")])
        #expect(reached(named) == ["library.shelf"])
        #expect(reached(.not(.any([.always, named]))) == ["library.shelf"])
        #expect(reached(.seen(by: .everything, .related(["shelf"], .always))) == ["library.shelf"])
        #expect(reached(.compare(["genres", "name"], .equals, [.text("x")])) == ["library.genre"])
        #expect(reached(.isNull(["genres"])) == ["library.genre"])
        #expect(reached(.named(by: "library.shelf", key: "id", .always)) == ["library.shelf"])
    }
}
