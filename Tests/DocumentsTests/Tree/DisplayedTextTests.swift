// SPDX-License-Identifier: Apache-2.0

import Documents
import Testing

struct DisplayedTextTests {
    @Test(arguments: [
        ("a\u{1B}[31mb", "a\u{FFFD}[31mb"), ("a\u{7F}\u{0}\r", "a\u{FFFD}\u{FFFD}\u{FFFD}"),
        ("\u{85}x\u{9B}31m", "\u{FFFD}x\u{FFFD}31m"), ("é\u{A0}ü – 日\n\tb", "é\u{A0}ü – 日\n\tb"),
    ])
    func `control characters are shown, letters stay`(text: String, displayed: String) {
        #expect(text.displayed == displayed)
    }
}
