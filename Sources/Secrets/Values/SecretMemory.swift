import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Memory for secrets: kept in RAM, out of core dumps and out of child processes, and overwritten when it is given back.
///
/// Small pieces share slabs that are locked once, because two system calls for every value cost more than resolving it, and
/// because unlocking one value's page would unlock that of its neighbours. Where the system locks no more (`RLIMIT_MEMLOCK`),
/// the memory is used unlocked, and that is told once.
package final class SecretMemory: Sendable {
    /// What all secrets of the process share.
    package static let shared = SecretMemory()

    /// Room for one secret.
    struct Piece {
        /// All bytes are zero when it is taken.
        let bytes: UnsafeMutableRawBufferPointer
        fileprivate let origin: Origin
    }

    /// Where a piece comes from and goes back to.
    fileprivate enum Origin {
        case slab(SecretSlab)
        /// Pages of its own.
        case pages
        /// The heap, when the system maps no more pages.
        case heap
    }

    /// Whether memory could be locked, and who wants to know when not.
    private struct Locking {
        var hasFailed = false
        var isTold = false
        var tell: (@Sendable () -> Void)?

        /// Whom to tell now, which happens once.
        mutating func teller() -> (@Sendable () -> Void)? {
            guard hasFailed, !isTold, let tell else { return nil }
            isTold = true
            return tell
        }
    }

    private let classes: [SizeClass]
    private let locking = Mutex(Locking())
    private let lock: @Sendable (UnsafeRawPointer, Int) -> Bool

    /// The smallest piece; each class is twice the one before, up to ``largest``.
    private static let smallest = 16
    private static let largest = 4096

    /// - Parameter lock: Keeps memory in RAM; false when the system does not allow it.
    package init(lock: @escaping @Sendable (UnsafeRawPointer, Int) -> Bool = { mlock($0, $1) == 0 }) {
        self.lock = lock
        classes = sequence(first: Self.smallest) { $0 < Self.largest ? $0 * 2 : nil }.map { SizeClass(slot: $0) }
    }

    /// Has it told, once, that memory cannot be locked: now, or when that turns out.
    ///
    /// - Parameter tell: Is called while memory is taken, and takes none itself.
    package func whenUnlocked(_ tell: @escaping @Sendable () -> Void) {
        let teller = locking.withLock { state in
            state.tell = tell
            return state.teller()
        }
        teller?()
    }

    /// Takes room for so many bytes.
    func take(_ count: Int) -> Piece {
        func piece(_ start: UnsafeMutableRawPointer, _ origin: Origin) -> Piece {
            Piece(bytes: UnsafeMutableRawBufferPointer(start: start, count: count), origin: origin)
        }
        if count > Self.largest {
            if let start = map(Self.pages(count)) { return piece(start, .pages) }
        } else {
            let units = max(0, count - 1) / Self.smallest
            let number = Int.bitWidth - units.leadingZeroBitCount
            let slot = classes[number].take { slot in
                map(SecretSlab.size).map { SecretSlab($0, classNumber: number, slot: slot) }
            }
            if let (start, slab) = slot { return piece(start, .slab(slab)) }
        }
        noteFailure()
        let start = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1), alignment: Self.smallest)
        start.initializeMemory(as: UInt8.self, repeating: 0, count: count)
        return piece(start, .heap)
    }

    /// Overwrites a piece and gives it back; it is not used any more.
    func giveBack(_ piece: Piece) {
        guard let start = piece.bytes.baseAddress else { return }
        explicit_bzero(start, piece.bytes.count)
        switch piece.origin {
        case .slab(let slab): classes[slab.classNumber].giveBack(start, slab)
        case .pages: munmap(start, Self.pages(piece.bytes.count))
        case .heap: start.deallocate()
        }
    }

    /// Pages of zeroes that are locked, not dumped and not inherited, as far as the system allows; nil when it maps none.
    private func map(_ size: Int) -> UnsafeMutableRawPointer? {
        let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let start, start != MAP_FAILED else { return nil }
        // Both are worth trying and not worth failing for.
        madvise(start, size, Self.doNotDump)
        madvise(start, size, Self.wipeOnFork)
        if !lock(start, size) { noteFailure() }
        return start
    }

    private func noteFailure() {
        let teller = locking.withLock { state in
            state.hasFailed = true
            return state.teller()
        }
        teller?()
    }

    private static func pages(_ count: Int) -> Int {
        let page = Int(getpagesize())
        return (count + page - 1) / page * page
    }

    // `MADV_DONTDUMP` and `MADV_WIPEONFORK` of Linux.
    private static let doNotDump: Int32 = 16
    private static let wipeOnFork: Int32 = 18
}

/// Slabs of one size of slots.
private final class SizeClass: Sendable {
    private let slot: Int
    /// Those that have a free slot.
    private let open = Mutex<[SecretSlab]>([])

    init(slot: Int) { self.slot = slot }

    /// A free slot, from a new slab when all are full; nil when there is no new one.
    func take(_ make: (_ slot: Int) -> SecretSlab?) -> (UnsafeMutableRawPointer, SecretSlab)? {
        open.withLock { open in
            if open.isEmpty {
                guard let slab = make(slot) else { return nil }
                open.append(slab)
            }
            let slab = open[open.count - 1]
            let start = slab.take()
            if slab.isFull { open.removeLast() }
            return (start, slab)
        }
    }

    func giveBack(_ start: UnsafeMutableRawPointer, _ slab: SecretSlab) {
        open.withLock { open in
            if slab.isFull { open.append(slab) }
            slab.giveBack(start)
            // One stays, so that values that come and go do not map and unmap it each time.
            guard slab.isUnused, open.count > 1, let place = open.firstIndex(where: { $0 === slab }) else { return }
            open.remove(at: place)
        }
    }
}

/// Some locked pages, cut into slots of one size; unmapped when neither its class nor a piece needs it any more.
///
/// Unchecked: all but the constants is used under the lock of its class.
private final class SecretSlab: @unchecked Sendable {
    static let size = 1 << 16

    let classNumber: Int
    private let start: UnsafeMutableRawPointer
    private let slot: Int
    private let count: Int
    /// Slots that were taken before and are free; all from `fresh` on are free too.
    private var free: [UInt16] = []
    private var fresh = 0

    init(_ start: UnsafeMutableRawPointer, classNumber: Int, slot: Int) {
        self.start = start
        self.classNumber = classNumber
        self.slot = slot
        count = Self.size / slot
    }

    deinit { munmap(start, Self.size) }

    var isFull: Bool { free.isEmpty && fresh == count }
    var isUnused: Bool { free.count == fresh }

    func take() -> UnsafeMutableRawPointer {
        if let number = free.popLast() { return start + Int(number) * slot }
        fresh += 1
        return start + (fresh - 1) * slot
    }

    func giveBack(_ address: UnsafeMutableRawPointer) { free.append(UInt16((address - start) / slot)) }
}
