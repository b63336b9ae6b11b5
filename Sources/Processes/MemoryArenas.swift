import CProcesses

/// How the C library hands out memory to threads.
package enum MemoryArenas {
    /// The commands that serve many at the same time; all others do one thing, on one thread after another.
    private static let serving: Set<String> = ["serve", "worker", "demo"]

    /// Lets the threads of a command share one arena; to be called before there are threads.
    ///
    /// glibc gives each thread an arena of its own, and grows all but the first page by page, with a system call each
    /// (mallopt(3), `M_ARENA_MAX`). A server keeps them, as its threads would wait for each other.
    ///
    /// - Parameter arguments: Those of the process, its name first.
    package static func share(_ arguments: [String]) {
        guard let command = arguments.dropFirst().first, !serving.contains(command) else { return }
        almanac_share_arena()
    }
}
