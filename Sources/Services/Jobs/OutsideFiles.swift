import Basics
import Foundation
import JobEngine
import Processes

#if canImport(Glibc)
    import Glibc
#endif

/// Asks the executables of a folder which jobs they are.
struct OutsideFiles: Sendable {
    let access: OutsideAccess

    /// What a folder has: jobs, and files that are none although they could be run.
    struct Contents: Sendable {
        var jobs: [OutsideJob.Found] = []
        var faults: [(file: String, message: String)] = []
    }

    /// The jobs of a folder; executables directly in it count, but for names that begin with `.` or `_`.
    ///
    /// - Parameters:
    ///   - modulePrefix: Comes before the name of the file, without its ending, in names of modules.
    ///   - isOurs: Whether the product itself wrote the files, so that nobody else can have.
    func jobs(in folder: String, modulePrefix: String, isOurs: Bool) async throws -> Contents {
        var contents = Contents()
        let names: [String]
        do {
            names = try await OwnThread.run { try Self.programs(in: folder, isOurs: isOurs) }
        } catch let fault as ProgramFile.Fault {
            contents.faults.append((folder, Self.message(fault, isFolder: true)))
            return contents
        }
        for file in names {
            do {
                let module = modulePrefix + (try Self.moduleName(file))
                if contents.jobs.contains(where: { $0.declaration.module == module }) {
                    throw OutsideDescription.Fault("Another file has the same name but for its ending.")
                }
                if !isOurs { try ProgramFile.check("\(folder)/\(file)") }
                contents.jobs += try OutsideDescription.jobs(
                    try await describe("\(folder)/\(file)"), module: module, file: file)
            } catch let fault as OutsideDescription.Fault {
                contents.faults.append((file, "\(file) is no job: \(fault.message)"))
            } catch let fault as ProgramFile.Fault {
                contents.faults.append((file, "\(file) is no job: \(Self.message(fault, isFolder: false))"))
            }
        }
        return contents
    }

    private static func programs(in folder: String, isOurs: Bool) throws -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            guard isOurs else { throw ProgramFile.Fault.isNoProgram }
            return []
        }
        if !isOurs { try ProgramFile.checkFolder(folder) }
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().filter { name in
            var status = stat()
            return !name.hasPrefix(".") && !name.hasPrefix("_") && stat("\(folder)/\(name)", &status) == 0
                && status.st_mode & S_IFMT == S_IFREG && status.st_mode & S_IXUSR != 0
        }
    }

    /// The name of a file as part of the name of a module: without its ending, dashes as underscores.
    private static func moduleName(_ file: String) throws(OutsideDescription.Fault) -> String {
        let stem = String(file.prefix { $0 != "." }).replacing("-", with: "_")
        guard OutsideDescription.isName(stem), stem.utf8.count <= 60 else {
            throw OutsideDescription.Fault(
                "The name of the file has letters, digits, - and _ only, and no digit first.")
        }
        return stem
    }

    private func describe(_ path: String) async throws -> [UInt8] {
        let start = ProgramStart(
            path: path, arguments: ["describe"], environment: Self.environment(home: "/nonexistent"))
        let limit = 1 << 20
        let patience = access.patience
        return try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
            group.addTask {
                let outcome: ProgramOutcome
                do throws(ProgramStart.Fault) {
                    outcome = try await start.run(
                        limits: ProgramSession.Limits(line: limit, output: limit, complaints: 4096))
                } catch {
                    throw OutsideDescription.Fault(
                        "It cannot be started; it needs a first line such as #!/usr/bin/python3.")
                }
                try Task.checkCancellation()
                guard !outcome.wroteTooMuch else { throw OutsideDescription.Fault("It says more than \(limit) bytes.") }
                guard outcome.status == 0 else {
                    let complaint = Words.trimmed(String(decoding: outcome.complaints.suffix(500), as: UTF8.self))
                    throw OutsideDescription.Fault("It ended with status \(outcome.status) when asked: \(complaint)")
                }
                return outcome.output
            }
            group.addTask {
                try await Task.sleep(for: patience)
                return nil
            }
            defer { group.cancelAll() }
            guard let output = try await group.next() ?? nil else {
                throw OutsideDescription.Fault("It did not say what it is within \(patience).")
            }
            return output
        }
    }

    /// All variables of an executable: nothing of ours.
    static func environment(home: String) -> [String: String] {
        [
            "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": home, "TMPDIR": home,
            "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1",
        ]
    }

    private static func message(_ fault: ProgramFile.Fault, isFolder: Bool) -> String {
        switch fault {
        case .isNoProgram: isFolder ? "The jobs folder is not there." : "It cannot be run."
        case .isWritableByOthers:
            "Others may change it. Let it belong to root or to the user that Almanac runs as, and take the right to write"
                + " from group and others."
        }
    }
}
