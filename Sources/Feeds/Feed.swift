package import Basics
package import Outbound
package import SystemPackage

/// A source of vulnerabilities or dates: asked over the network, or read from a file that was brought.
///
/// A feed knows no store. Whoever calls it keeps what it hands on aside until it returns, and forgets it when it throws: so a
/// source that fails half-way leaves what was known before (quality.md R6).
package protocol Feed: Sendable {
    /// Its name, and what is known of it before it is asked.
    var description: FeedDescription { get }

    /// Asks the source for what changed, and hands it on in batches of 1,000 items at most.
    ///
    /// - Parameters:
    ///   - state: What ``fetch(since:_:_:)`` gave the last time; empty at first.
    ///   - context: Whom it asks, and on whose behalf.
    ///   - sink: Takes the items; what it throws ends the fetch.
    /// - Returns: Where to go on the next time.
    /// - Throws: ``FeedError``, `CancellationError`, or what the sink throws.
    func fetch(
        since state: FeedState, _ context: FeedContext, _ sink: @Sendable ([FeedItem]) async throws -> Void
    ) async throws -> FeedState

    /// Reads a file, or a folder of files, in one of the forms in which the source can be downloaded.
    ///
    /// Memory does not grow with the file. The files of several days may be handed on in any order.
    /// - Throws: ``FeedError`` when it is none of them, is cut off or damaged, or what the closure throws.
    func read(_ bundle: FilePath, _ body: (FeedItem) throws -> Void) throws
}

/// What is known of a source before it is asked.
package struct FeedDescription: Sendable, Hashable {
    /// How often a source may be asked.
    package struct Limit: Sendable, Hashable {
        /// How many times, 1 or more.
        package let count: Int
        /// The length of any span that holds no more than that.
        package let window: Duration

        /// Makes a limit.
        package init(_ count: Int, per window: Duration) {
            self.count = count
            self.window = window
        }
    }

    /// What an item of a source replaces.
    package enum Extent: Sendable, Hashable {
        /// Each fetch tells what changed; everything else stays.
        case changes
        /// Each fetch tells everything: what is missing was taken back.
        case everything
    }

    /// Its name in commands and addresses: `nvd`, `cisco-openvuln`.
    package var slug: String
    /// Its name for people.
    package var label: String
    /// The address that is asked unless somebody sets another one.
    package var address: String
    /// What each fetch replaces.
    package var extent: Extent
    /// The names of the credentials that it takes (`key`, or `username` and `password`); empty for none.
    package var credentials: [String] = []
    /// Whether it answers nothing without them.
    package var needsCredentials = false
    /// Whether a first fetch without them takes so long that it is made only for whoever asks for it by name.
    package var isSlowWithoutCredentials = false
    /// The source whose limits it shares; where it has neither an address nor credentials of its own, it has that one's.
    package var sharesWith: String?
    /// How often it may be asked without credentials, by all nodes together.
    package var limits: [Limit] = []
    /// How often with credentials; by credential.
    package var limitsWithCredentials: [Limit] = []
    /// After how long without success what it told is called old.
    package var staleAfter: Duration = .seconds(2 * 86400)
    /// What its terms ask to be shown, a whole sentence.
    package var notice: String?

    /// Describes a source.
    package init(slug: String, label: String, address: String, extent: Extent) {
        self.slug = slug
        self.label = label
        self.address = address
        self.extent = extent
    }
}

/// Where a source is to be asked on.
package struct FeedState: Sendable, Hashable {
    /// In the feed's own words, such as a moment.
    package var watermark: String?
    /// What the last answer said of itself, by the path that was asked.
    package var validators: [String: Validator] = [:]
    /// Whether the source said that nothing has changed: then nothing was handed on, and nothing was taken back either.
    ///
    /// Only about the fetch that gave this state; it need not be kept.
    package var isUnchanged = false

    /// What tells whether an answer is still the same.
    package struct Validator: Sendable, Hashable {
        /// The field `ETag`.
        package var tag: String?
        /// The field `Last-Modified`.
        package var modified: String?

        /// Makes one.
        package init(tag: String?, modified: String?) {
            self.tag = tag
            self.modified = modified
        }
    }

    /// Starts before the first fetch.
    package init() {}
}

/// What the own network needs to know: for sources that answer single questions.
package struct FeedQuestions: Sendable, Hashable {
    /// A release of a system.
    package struct Release: Sendable, Hashable {
        /// The system, by the name that `Applicability` gives it.
        package var system: String
        /// The version in canonical form.
        package var version: String

        /// Makes a release.
        package init(system: String, version: String) {
            self.system = system
            self.version = version
        }
    }

    /// The releases that run.
    package var releases: [Release] = []
    /// For each type of device or item, what may be its part number, the best first.
    package var parts: [[String]] = []

    /// Starts without questions.
    package init() {}
}

/// Whom a feed asks, and on whose behalf.
package struct FeedContext: Sendable {
    /// Sends everything; knows where requests may go.
    package let client: OutboundClient
    /// The address that is asked; without `/` at its end.
    package let address: String
    /// The clock and the pauses.
    package let time: any Timekeeper
    /// What the own network asks.
    package let questions: FeedQuestions
    /// A credential by one of the names of ``FeedDescription/credentials``; `nil` when nobody set it.
    package let credential: @Sendable (String) async throws -> String?
    /// Returns when the source may be asked once more, by all nodes together.
    package let pass: @Sendable () async throws -> Void
    /// Tells who watches, in a whole sentence without secrets.
    package let tell: @Sendable (String) async -> Void
    /// Where the length of pauses comes from.
    package let random: any RandomSource
    /// Holds what is too large for memory while it is read; must have room for some gigabytes.
    package let folder: FilePath

    /// Makes a context.
    package init(
        client: OutboundClient, address: String, time: any Timekeeper, questions: FeedQuestions = FeedQuestions(),
        credential: @escaping @Sendable (String) async throws -> String? = { _ in nil },
        pass: @escaping @Sendable () async throws -> Void = {},
        tell: @escaping @Sendable (String) async -> Void = { _ in },
        random: any RandomSource, folder: FilePath = "/tmp"
    ) {
        self.client = client
        self.address = address
        self.time = time
        self.random = random
        self.folder = folder
        self.questions = questions
        self.credential = credential
        self.pass = pass
        self.tell = tell
    }
}
