import Basics
import Domain
import Modeling

/// Filters of devices by days that follow from what belongs to them: the lists behind the numbers of
/// ``ContractExpiryReport`` and ``HardwareAgeReport``.
enum DayFilters {
    static let device: [FilterDeclaration] = [
        .custom("cover_end__gte") { texts, _ in
            .any(
                try texts.map { text in
                    .related(contracts, .compare(["end"], .greaterOrEqual, [.day(try day(text))])) && .not(endless)
                })
        },
        .custom("cover_end__lte") { texts, _ in
            .any(
                try texts.map { text in
                    let later = Predicate.compare(["end"], .greater, [.day(try day(text))])
                    return .not(.isNull(contracts)) && .not(.related(contracts, .isNull(["end"]) || later))
                })
        },
        .boolean("cover_without_end") { isWanted, _ in isWanted ? endless : .not(endless) },
        // A device type without a notice has no such date either; the path alone would pass over it.
        .boolean("hardware_release_date__isnull") { isUnknown, _ in
            let known = Predicate.related(["device_type", "hardwarelcm"], .not(.isNull(["release_date"])))
            return isUnknown ? .not(known) : known
        },
        .path("hardware_release_date", ["device_type", "hardwarelcm", "release_date"]),
    ]

    private static let contracts = ["device_contracts"]
    private static let endless = Predicate.related(contracts, .isNull(["end"]))

    private static func day(_ text: String) throws -> CalendarDay {
        guard let day = CalendarDay(text) else { throw ValueError("Enter a valid date.") }
        return day
    }
}
