import ArgumentParser
import Commands
import Processes

@main
enum Main {
    static func main() async {
        MemoryArenas.share(CommandLine.arguments)
        await AlmanacCommand.main()
    }
}
