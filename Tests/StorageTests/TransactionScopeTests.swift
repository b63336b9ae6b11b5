import Storage
import Testing

@Suite struct TransactionScopeTests {
    /// Knows its session, as journals and caches of transactions do.
    private final class Companion: TransactionCompanion {
        let session: Session
        init(_ session: Session) { self.session = session }
        func savepointBegan() {}
        func savepointReleased() {}
        func savepointUndone() {}
        func finish() throws {}
    }

    /// Only looked at when the transaction is over.
    private final class Trace: @unchecked Sendable {
        weak var companion: Companion?
        weak var session: Session?
    }

    private struct Refused: Error {}

    @Test(
        "a transaction that is over leaves nothing in memory, whether it was committed or not",
        arguments: [true, false])
    func freed(isCommitted: Bool) async throws {
        let toys = try await EngineCase.all[0].store()
        let trace = Trace()
        do {
            try await toys.store.write { session in
                trace.session = session
                trace.companion = session.scope.companion(Companion.self) { Companion(session) }
                #expect(trace.companion != nil)
                if !isCommitted { throw Refused() }
            }
        } catch is Refused {}
        #expect(trace.session == nil && trace.companion == nil)
    }
}
