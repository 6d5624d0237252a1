// SPDX-License-Identifier: Apache-2.0

import Documents
import Testing

struct ScalarResolverTests {
    @Test(arguments: ["", "~", "null", "Null", "NULL"]) func `nulls`(text: String) {
        #expect(ScalarResolver.type(of: text.utf8).type == .null)
    }

    @Test(arguments: ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"])
    func `words that mean true`(text: String) { #expect(ScalarResolver.type(of: text.utf8) == (.bool, true)) }

    @Test(arguments: ["n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"])
    func `words that mean false`(text: String) { #expect(ScalarResolver.type(of: text.utf8) == (.bool, false)) }

    @Test(
        arguments: [
            ("0", 0), ("12", 12), ("-7", -7), ("+7", 7), ("0x1F", 31), ("0o17", 15), ("017", 15), ("0b101", 5),
            ("1_000", 1000),
            ("-0x10", -16), ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min), ("0b-1", -1),
            ("0644", 420), ("0_7", 7),
        ] as [(String, Int64)]) func `integers in every notation`(text: String, value: Int64)
    {
        #expect(ScalarResolver.type(of: text.utf8).type == .integer)
        #expect(ScalarResolver.integer(text) == value)
    }

    @Test(arguments: [
        ("1.5", 1.5), (".5", 0.5), ("1.", 1), ("1e3", 1000), ("-1.5E-2", -0.015), ("+.inf", .infinity),
        ("-.INF", -.infinity),
        ("08", 8), ("0e5", 0), ("0E1", 0), ("18446744073709551616", 18_446_744_073_709_551_616), ("1_0.5", 10.5),
    ]) func `floats`(text: String, value: Double) {
        #expect(ScalarResolver.type(of: text.utf8).type == .float)
        #expect(ScalarResolver.double(text) == value)
    }

    @Test(arguments: [
        "1:30", "2020-01-01", "1.2.3", "10.0.0.1", "1Gi", "100m", "yEs", "nan", "inf", "1e", "0x", "0o8", "-", "+", ".",
        "_1", "1e400", "--1", "<<", "0xFFFFFFFFFFFFFFFFF", ".1_0", "e5", "a", "0f6", "0a1", "0_f", "0c0de",
    ]) func `strings that look like something else`(text: String) {
        #expect(ScalarResolver.type(of: text.utf8).type == .string)
    }

    @Test func `an unsigned number beyond Int64 is an integer without a value`() {
        #expect(ScalarResolver.type(of: "18446744073709551615".utf8).type == .integer)
        #expect(ScalarResolver.integer("18446744073709551615") == nil)
        #expect(ScalarResolver.double("18446744073709551615") == 0x1p64)
    }
}
