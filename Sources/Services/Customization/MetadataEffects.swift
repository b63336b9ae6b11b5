import Basics
import Domain
import Modeling
import Storage

/// A choice of metadata does not go while it is used.
enum MetadataEffects {
    static let all = [
        RecordEffects.Effect(
            of: "extras.metadatachoice",
            beforeDelete: { rows, pipeline in
                for row in rows {
                    let uses = MetadataChoice.uses(of: Record<MetadataChoice>(values: row))
                    guard try pipeline.session.exists(ObjectMetadata.schema, where: uses) else { continue }
                    throw Problem(.conflict, "Cannot delete this choice because it is in active use.")
                }
            }, run: { _, _, _, _ in })
    ]
}
