import Basics
import Testing

struct AppendNewTests {
    @Test("What is new is appended once, in its order, and what was there stays as it was")
    func appends() {
        var list = [3, 3, 1]
        list.appendNew(contentsOf: [1, 2, 5, 2, 3, 4, 4])
        #expect(list == [3, 3, 1, 2, 5, 4])
        list.appendNew(contentsOf: [])
        #expect(list == [3, 3, 1, 2, 5, 4])
    }

    @Test("A long list costs what it holds, not its square")
    func isLinear() {
        // A million comparisons each would take hours; a pass takes a moment.
        var list: [Int] = []
        list.appendNew(contentsOf: (0..<1_000_000).map { $0 % 500_000 })
        #expect(list.count == 500_000 && list.first == 0 && list.last == 499_999)
    }
}
