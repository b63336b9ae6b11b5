import Basics
package import Domain
package import JobEngine
package import Modeling

/// A job that an executable provides.
package enum OutsideJob {
    /// Where executables come from.
    package enum Source: Hashable, Sendable {
        /// The jobs folder.
        case folder
        /// A Git repository.
        case git(ID<GitRepository>)

        /// Where the executable of a record came from; nil for jobs of the product.
        init?(of record: Record<JobRecord>) { self.init(record.outside) }

        init?(_ document: JSONDocument?) {
            guard let document, let json = try? JSONValue(parsing: document.text) else { return nil }
            guard let repository = json["repository"]?.stringValue.flatMap({ Identifier($0) }) else {
                self = .folder
                return
            }
            self = .git(ID(repository))
        }
    }

    /// What was found out about a job: its declaration and the file that provides it.
    package struct Found: Sendable {
        package let declaration: JobDeclaration
        /// Name of the file in its folder.
        package let file: String
        /// What the executable said of it.
        let description: JSONValue

        init(declaration: JobDeclaration, file: String, description: JSONValue) {
            self.declaration = declaration
            self.file = file
            self.description = description
        }

        /// What a record keeps; nil for jobs of the product.
        package init?(of record: Record<JobRecord>) {
            guard let document = record.outside, let json = try? JSONValue(parsing: document.text),
                let file = json["file"]?.stringValue, let description = json["job"],
                // Only what was read before is kept.
                let declaration = try? OutsideDescription.declaration(
                    description, module: record.moduleName, name: record.jobClassName)
            else { return nil }
            self.init(declaration: declaration, file: file, description: description)
        }

        /// The form in which a record keeps it.
        func document(from source: Source) -> JSONDocument {
            var members: [(String, JSONValue)] = [("file", .string(file)), ("job", description)]
            if case .git(let repository) = source { members.append(("repository", .string(repository.description))) }
            return JSONDocument(text: JSONValue.object(JSONObject(members)).text)
        }
    }
}
