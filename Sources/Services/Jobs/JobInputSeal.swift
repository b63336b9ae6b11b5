import Basics

/// Keeps the inputs of a run from its request to its beginning, encrypted: they may be confidential.
struct JobInputSeal {
    private let sealer: Sealer?

    init(_ sealer: Sealer?) { self.sealer = sealer }

    /// - Throws: ``Problem`` when nothing can be encrypted and the inputs may be confidential.
    func seal(_ inputs: JSONObject, of run: Identifier, isConfidential: Bool) throws -> String {
        guard !inputs.isEmpty else { return "" }
        let text = JSONValue.object(inputs).text
        guard let sealer else {
            guard !isConfidential else {
                throw Problem(
                    .misconfigured, "Without a key file the inputs of this job cannot be kept until it begins.")
            }
            return text
        }
        return try sealer.seal(text, for: Self.place(run))
    }

    func open(_ input: String, of run: Identifier) throws -> JSONObject {
        guard !input.isEmpty else { return JSONObject() }
        let text = try sealer?.open(input, for: Self.place(run)).reveal() ?? input
        return (try? JSONValue(parsing: text))?.objectValue ?? JSONObject()
    }

    private static func place(_ run: Identifier) -> String { "queue.ticket.input \(run)" }
}
