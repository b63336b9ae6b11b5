import CProcesses

#if canImport(Glibc)
    import Glibc
#endif

/// A pipe to a program: one end for this side, which does not block, and one for the other.
package final class ProgramPipe: Sendable {
    /// The end of this side.
    package let near: Int32
    /// The end of the program; closed here once the program has a copy of it.
    package let far: Int32

    /// A pipe that this side reads; nil when the process has no descriptors left.
    package static func reading() -> ProgramPipe? { ProgramPipe(isReadHere: true) }

    /// A pipe that this side writes; nil when the process has no descriptors left.
    package static func writing() -> ProgramPipe? { ProgramPipe(isReadHere: false) }

    private init?(isReadHere: Bool) {
        var ends: [Int32] = [-1, -1]
        guard almanac_pipe(&ends, isReadHere ? 1 : 0) == 0 else {
            for end in ends where end >= 0 { close(end) }
            return nil
        }
        (near, far) = isReadHere ? (ends[0], ends[1]) : (ends[1], ends[0])
        isFarOpen = .init(true)
        isNearOpen = .init(true)
    }

    private let isFarOpen: Flag
    private let isNearOpen: Flag

    /// Closes the program's end, once.
    package func closeFar() {
        if isFarOpen.lower() { close(far) }
    }

    /// Closes this side's end, once; the program reads the end of the file then.
    package func closeNear() {
        if isNearOpen.lower() { close(near) }
    }

    deinit {
        closeFar()
        closeNear()
    }
}
