package import Storage

/// The steps that lead to this release's schema, oldest first; released steps never change.
package enum ProductMigrations {
    package static let all: [Migration] = [
        Migration(1, "foundation") { try SchemaDescription(text: FoundationSchema.text).statements($0) }
    ]
}
