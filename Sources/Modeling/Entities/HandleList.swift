@_spi(Reflection) import Swift

/// The handles of a model with the names of their properties, in the order of declaration.
///
/// Read from the runtime's list of stored properties. A `Mirror` tells the same, but first asks whether the type describes
/// itself, and each such question goes through all conformances of the program: of all models together, a sixth of the
/// work of starting.
enum HandleList {
    /// The handles of a struct; properties that are none are left out.
    static func read<M>(_ handles: M) -> [(label: String, field: AnyField)] {
        var places: [(label: String, offset: Int)] = []
        _ = _forEachField(of: M.self) { label, offset, type, _ in
            if type is AnyField.Type { places.append((String(cString: label), offset)) }
            return true
        }
        return withUnsafeBytes(of: handles) { bytes in
            places.map { place in
                let pointer = bytes.loadUnaligned(fromByteOffset: place.offset, as: UnsafeRawPointer.self)
                return (place.label, Unmanaged<AnyField>.fromOpaque(pointer).takeUnretainedValue())
            }
        }
    }
}
