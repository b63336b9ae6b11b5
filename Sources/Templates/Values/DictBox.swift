/// What two equal keys of a mapping share; `1`, `1.0` and `True` are one key.
indirect enum HashKey: Hashable {
    case none
    case int(Int128)
    case double(Double)
    case string(String)
    case tuple([HashKey])
    case undefined
    case object(String, String)
    case identity(ObjectIdentifier)
}

/// A mapping in the order of insertion.
final class DictBox: Container {
    private(set) var keys: [Value] = []
    private(set) var values: [Value] = []
    private var places: [HashKey: Int] = [:]

    var count: Int { keys.count }

    func value(_ key: HashKey) -> Value? { places[key].map { values[$0] } }

    func contains(_ key: HashKey) -> Bool { places[key] != nil }

    /// Sets the value of a key; a new key comes last.
    func set(_ hash: HashKey, _ key: Value, _ value: Value) {
        if let place = places[hash] {
            values[place] = value
            return
        }
        places[hash] = keys.count
        keys.append(key)
        values.append(value)
    }

    func set(_ name: String, _ value: Value) { set(.string(name), .string(name), value) }

    func value(named name: String) -> Value? { value(.string(name)) }

    /// Takes a key out; the work is in the number of keys.
    func remove(_ hash: HashKey) -> Value? {
        guard let place = places.removeValue(forKey: hash) else { return nil }
        keys.remove(at: place)
        for (key, other) in places where other > place { places[key] = other - 1 }
        return values.remove(at: place)
    }

    override func empty() {
        keys = []
        values = []
        places = [:]
    }
}
