import Basics
package import Modeling

/// Which passwords are taken, on every path by which one is set.
///
/// - Source: NIST SP 800-63B §5.1.1.2 and OWASP ASVS 5.0 V6.2: long, any characters, none that everybody tries first, no
///   rules of composition.
package struct PasswordRules: Sendable {
    /// Characters at least.
    package static let shortest = 12
    /// Characters at most.
    package static let longest = 128
    /// Fewer guesses than this, as a power of two, make a password too common.
    private static let leastBits = 34.0

    /// Words about the user; empty ones do not count.
    private let username: String
    private let email: String
    private let names: [String]

    package init(username: String, email: String = "", firstName: String = "", lastName: String = "") {
        self.username = username
        self.email = email
        names = [firstName, lastName]
    }

    package init(_ user: Record<User>) {
        self.init(username: user.username, email: user.email, firstName: user.firstName, lastName: user.lastName)
    }

    /// What is wrong with a password; nothing when it is taken.
    ///
    /// - Parameter password: In normal form C.
    package func complaints(_ password: String) -> [String] {
        guard !password.utf8.contains(0) else { return ["Null characters are not allowed."] }
        let length = password.unicodeScalars.count
        guard length >= Self.shortest else {
            return ["This password is too short. It must contain at least \(Self.shortest) characters."]
        }
        guard length <= Self.longest else {
            return ["Ensure this field has no more than \(Self.longest) characters."]
        }
        if let owner = owner(in: password) { return ["The password is too similar to the \(owner)."] }
        let estimate = PasswordEstimate(password, personal: personal + Self.product)
        return estimate.bits < Self.leastBits ? ["This password is too common."] : []
    }

    private static let product = [
        "almanac", "nautobot", "network", "netbox", "admin", "administrator", "password", "passwort", "letmein",
        "welcome",
    ]

    private var personal: [String] {
        var words = [username, email] + names
        for text in [username, email] {
            words += text.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        }
        return words
    }

    /// What about the user makes up half of the password or more.
    private func owner(in password: String) -> String? {
        let text = password.lowercased()
        let attributes =
            [("username", username), ("email address", email)]
            + [("email address", String(email.prefix { $0 != "@" }))] + zip(["first name", "last name"], names)
        for (name, value) in attributes {
            let word = value.lowercased()
            guard word.count >= 4 else { continue }
            if word.contains(text) || (text.contains(word) && word.count * 2 >= text.count) { return name }
        }
        return nil
    }
}
