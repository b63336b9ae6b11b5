import Basics

extension Words {
    /// A name of a member as people read it: `asset_tag` is "Asset tag".
    static func label(_ name: String) -> String {
        let words = name.replacing("_", with: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    /// A noun with its article: "a device", "an inventory item".
    static func article(_ noun: String) -> String {
        let isVowel = noun.first.map { "aeioAEIO".contains($0) } ?? false
        return "\(isVowel ? "an" : "a") \(noun)"
    }
}
