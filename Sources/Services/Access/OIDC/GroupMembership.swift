import Basics
package import Domain
package import Modeling
import Storage

/// Gives users those groups of a provider that exist here too.
package struct GroupMembership: GroupAssignment {
    package init() {}

    package func assign(_ names: [String], to user: ID<User>, in pipeline: RecordPipeline) throws {
        let session = pipeline.session
        let known = try session.ids(Group.schema, where: .compare(["name"], .equals, names.map(Value.text)))
        try pipeline.update(try session.get(user), many: ["groups": known])
    }
}
