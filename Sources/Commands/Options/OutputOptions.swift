// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Documents
internal import Glibc
internal import Reports

extension ReportFormat: ExpressibleByArgument {
    /// By the ending of a file's name, else the page for people.
    init(fileName: String) {
        guard let dot = fileName.lastIndex(of: ".") else {
            self = .table
            return
        }
        switch fileName[fileName.index(after: dot)...] {
        case "json": self = .json
        case "ndjson", "jsonl": self = .ndjson
        case "sarif": self = .sarif
        case "xml": self = .junit
        case "md": self = .markdown
        default: self = .table
        }
    }
}

/// When the report has colours.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

/// How the report looks and where it goes.
struct OutputOptions: ParsableArguments {
    @Option(name: [.customShort("o"), .long], help: "The report's format.")
    var format: ReportFormat?

    @Option(help: ArgumentHelp("Write the report to a file.", valueName: "file"))
    var output: String?

    @Option(help: "Colour the report.")
    var color: ColorChoice = .auto

    @Flag(help: "Show the source lines of each finding and the proposed change.")
    var excerpt = false

    @Flag(help: "Keep quiet about warnings and notes.")
    var quiet = false

    @Flag(help: "Tell every note.")
    var verbose = false

    @Flag(help: "No progress bar.")
    var noProgress = false

    /// As asked for, else by the name of the output file, else the page for people.
    var effectiveFormat: ReportFormat { format ?? ReportFormat(fileName: output ?? "") }

    /// Standard output is a terminal whose user wants colour.
    static var terminalHasColor: Bool {
        if let value = getenv("NO_COLOR"), value.pointee != 0 { return false }
        if let value = getenv("TERM"), String(cString: value) == "dumb" { return false }
        return isatty(1) == 1
    }

    /// How the report is to look.
    var rendering: RenderingOptions {
        var options = Self.rendering(color, toFile: output != nil)
        options.showsExcerpt = excerpt
        options.isVerbose = verbose
        return options
    }

    /// What the terminal can show; a file is plain text of a fixed width.
    static func rendering(_ color: ColorChoice, toFile: Bool) -> RenderingOptions {
        var options = RenderingOptions()
        let isTerminal = !toFile && isatty(1) == 1
        options.width = isTerminal ? terminalWidth : nil
        options.usesUnicode = isTerminal && terminalHasUnicode
        options.usesColor =
            switch color {
            case .always: true
            case .never: false
            // https://no-color.org: set and not empty means no colour.
            case .auto: !toFile && terminalHasColor
            }
        options.program = Program.name
        options.offersFix = true
        return options
    }

    private static var terminalWidth: Int? {
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// The locale is one of UTF-8.
    private static var terminalHasUnicode: Bool {
        for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
            guard let value = getenv(name), value.pointee != 0 else { continue }
            let text = String(cString: value).lowercased()
            return text.hasSuffix("utf-8") || text.hasSuffix("utf8")
        }
        return false
    }

    /// The page and what goes to standard error appear on the same terminal.
    var isPageOnTerminal: Bool {
        output == nil && effectiveFormat == .table && isatty(1) == 1 && StandardError.isTerminal
    }

    /// Tells the problems, one line each: errors always, warnings unless quiet, notes as long as they are few.
    /// - Parameter shown: how many errors the page has told already on the same terminal.
    func tell(_ problems: [Problem], shown: Int = 0) {
        var notes = 0
        var errors = 0
        for problem in problems {
            switch problem.gravity {
            case .error:
                errors += 1
                if errors > shown { StandardError.write(problem.description) }
            case .warning where !quiet: StandardError.write("\(problem.description)")
            case .note where !quiet:
                notes += 1
                if verbose || notes <= 5 { StandardError.write(problem.description) }
            case .warning, .note: break
            }
        }
        if notes > 5, !verbose, !quiet { StandardError.write("\(notes - 5) more notes (--verbose tells them)") }
    }
}
