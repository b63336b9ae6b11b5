package import Basics

/// An e-mail with its text in two forms, plain and HTML.
package struct MailMessage: Sendable {
    /// Address that it comes from.
    package var sender: String
    /// Name of who sends it.
    package var senderName: String
    /// Addresses that get it.
    package var recipients: [String]
    package var subject: String
    /// Plain text.
    package var text: String
    /// The same as an HTML document.
    package var html: String
    /// Makes the `Message-ID`, together with the sender's domain; the same for every attempt.
    package var id: Identifier
    package var date: Timestamp

    package init(
        sender: String, senderName: String, recipients: [String], subject: String, text: String, html: String,
        id: Identifier, date: Timestamp
    ) {
        self.sender = sender
        self.senderName = senderName
        self.recipients = recipients
        self.subject = subject
        self.text = text
        self.html = html
        self.id = id
        self.date = date
    }

    /// - Throws: ``MailError/message(_:)`` when an address is none: nothing else could end up in the commands of SMTP.
    func check() throws(MailError) {
        for address in [sender] + recipients where !MailAddress.isValid(address) {
            throw .message("This is no email address: \(MailText.headerValue(String(address.prefix(100)))).")
        }
        if recipients.isEmpty { throw .message("The e-mail has no recipient.") }
    }

    /// The whole message, header and body, in ASCII with CRLF (RFC 5322, RFC 2046 section 5.1.4).
    package var bytes: [UInt8] {
        let boundary = "=_almanac_\(id)"
        let domain = sender.split(separator: "@").last.map(String.init) ?? "localhost"
        let name = MailText.headerValue(senderName, column: 6)
        // A plain name stands in quotes, which need no escape when there is none in it.
        let shown = name.hasPrefix("=?") ? name : "\"\(name.filter { $0 != "\"" && $0 != "\\" })\""
        let fields = [
            "From: \(shown) <\(sender)>", "To: \(recipients.joined(separator: ",\r\n "))",
            "Subject: \(MailText.headerValue(subject, column: 9))", "Date: \(MailText.date(date))",
            "Message-ID: <\(id)@\(domain)>",
            // No answering machine answers (RFC 3834 section 5).
            "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
            "Content-Type: multipart/alternative; boundary=\"\(boundary)\"",
        ]
        var bytes = Array((fields.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        for (type, body) in [("text/plain", text), ("text/html", html)] {
            bytes += Array("--\(boundary)\r\nContent-Type: \(type); charset=utf-8\r\n".utf8)
            bytes += Array("Content-Transfer-Encoding: quoted-printable\r\n\r\n".utf8)
            bytes += MailText.quotedPrintable(body)
        }
        return bytes + Array("--\(boundary)--\r\n".utf8)
    }
}

/// A mail server, and how it is spoken to.
package struct MailServer: Sendable {
    /// When TLS begins.
    package enum Security: Sendable {
        /// With the first byte.
        case tls
        /// Before anything is told; a server that does not offer it gets nothing.
        case startTLS
        /// Never.
        case none
    }

    /// A name and its password.
    package struct Credentials: Sendable {
        let name: Redacted<String>
        let password: Redacted<String>

        package init(name: String, password: String) {
            self.name = Redacted(name)
            self.password = Redacted(password)
        }
    }

    package var host: String
    package var port: Int
    package var security: Security
    /// How the server is recognised.
    package var tls: TLSSettings
    /// Sent with TLS only; nil for a server that wants none.
    package var credentials: Credentials?

    package init(
        host: String, port: Int, security: Security, tls: TLSSettings = TLSSettings(), credentials: Credentials? = nil
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.tls = tls
        self.credentials = credentials
    }
}
