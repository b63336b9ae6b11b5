/// Sizes as texts of drawings, without locale and without floating digits.
enum ChartScale {
    /// A share in percent with one decimal.
    static func percent(_ count: Int, of total: Int) -> String {
        guard total > 0, count > 0 else { return "0%" }
        let tenths = Int((Double(count) * 1000 / Double(total)).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)%" : "\(tenths / 10).\(tenths % 10)%"
    }

    /// A share as a part of a length, rounded down; nothing of nothing is 0.
    static func part(_ count: Int, of total: Int, length: Int) -> Int {
        total > 0 ? Int(Double(count) * Double(length) / Double(total)) : 0
    }

    /// The next round number at or above, for an axis: 1, 2 or 5 with noughts.
    static func roundedUp(_ count: Int) -> Int {
        var step = 1
        while step < count, step <= Int.max / 10 {
            for factor in [1, 2, 5] where step * factor >= count { return step * factor }
            step *= 10
        }
        return max(step, 1)
    }
}
