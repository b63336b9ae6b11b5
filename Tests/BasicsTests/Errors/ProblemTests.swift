import Testing

@testable import Basics

@Suite struct ProblemTests {
    @Test func `details for the log are not printed`() {
        let problem = Problem(
            .invalidInput, "The name is taken.",
            fields: [FieldErrors("name", "This name is taken."), FieldErrors(FieldErrors.nonFieldErrors, ["A", "B"])],
            underlying: "UNIQUE constraint failed")
        #expect("\(problem)" == "invalidInput: The name is taken.")
        #expect(problem.fields.map(\.messages.count) == [1, 2])
        #expect(FieldErrors.all == "__all__")
    }

    @Test func `a redacted value is read only by saying so`() {
        let secret = Redacted("hunter2")
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", secret.debugDescription, String(reflecting: secret), "\([secret])", dumped] {
            #expect(!text.contains("hunter2"))
            #expect(text.contains("<redacted>"))
        }
        #expect(secret.reveal() == "hunter2")
    }
}
