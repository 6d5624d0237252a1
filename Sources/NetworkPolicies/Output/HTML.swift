// SPDX-License-Identifier: Apache-2.0

/// Text in HTML and SVG.
enum HTML {
    /// Text that is nothing but text, in content and in quoted attributes; what XML cannot hold becomes a mark.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
            default:
                let isAllowed = scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
                result.unicodeScalars.append(isAllowed ? scalar : "\u{FFFD}")
            }
        }
        return result
    }

    /// A page that asks nobody for anything: no script or style but its own, no requests.
    static func page(title: String, style: String, body: String, script: String? = nil) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
        script-src \(script == nil ? "'none'" : "'unsafe-inline'"); img-src data:; base-uri 'none'; form-action 'none'">
        <title>\(escaped(title))</title>
        <style>
        \(style)</style>
        </head>
        <body>
        \(body)\(script.map { "<script>\n\($0)</script>\n" } ?? "")</body>
        </html>

        """
    }
}
