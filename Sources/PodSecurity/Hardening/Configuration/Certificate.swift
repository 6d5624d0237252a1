// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// What is needed of an X.509 certificate (RFC 5280 section 4.1): until when it is valid.
struct Certificate {
    /// Seconds since 1970 UTC.
    let notAfter: Int64

    /// The first certificate of a PEM text (RFC 7468); nil when there is none or it cannot be read.
    init?(pem: [UInt8]) {
        let text = String(decoding: pem, as: UTF8.self)
        guard let start = text.firstRange(of: "-----BEGIN CERTIFICATE-----") else { return nil }
        let rest = text[start.upperBound...]
        guard let end = rest.firstRange(of: "-----END CERTIFICATE-----"),
            let der = Base64.decode(rest[..<end.lowerBound].utf8)
        else { return nil }
        self.init(der: der)
    }

    /// Certificate, TBSCertificate, past version, serial number, algorithm and issuer to the validity's second time.
    init?(der: [UInt8]) {
        var certificate = DER(der[...])
        guard var outer = certificate.next(0x30), var body = outer.next(0x30) else { return nil }
        if body.tag == 0xA0 { body.skip() }
        guard body.next(0x02) != nil, body.next(0x30) != nil, body.next(0x30) != nil, var validity = body.next(0x30)
        else {
            return nil
        }
        validity.skip()
        guard let time = Self.time(validity) else { return nil }
        notAfter = time
    }

    /// UTCTime (two digits of the year: 50 and more are of the last century) or GeneralizedTime, both in UTC.
    private static func time(_ field: DER) -> Int64? {
        var field = field
        let isLong = field.tag == 0x18
        guard isLong || field.tag == 0x17, let content = field.next(isLong ? 0x18 : 0x17)?.rest else { return nil }
        let digits = content.prefix { (0x30...0x39).contains($0) }.map { Int64($0) - 0x30 }
        guard digits.count >= (isLong ? 14 : 12) else { return nil }
        func number(_ range: Range<Int>) -> Int64 { digits[range].reduce(0) { $0 * 10 + $1 } }
        let offset = isLong ? 4 : 2
        var year = number(0..<offset)
        if !isLong { year += year >= 50 ? 1900 : 2000 }
        let days = days(year, number(offset..<offset + 2), number(offset + 2..<offset + 4))
        let hours = days * 24 + number(offset + 4..<offset + 6)
        return (hours * 60 + number(offset + 6..<offset + 8)) * 60 + number(offset + 8..<offset + 10)
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

/// A walk over the elements of one level of a DER encoding (X.690).
private struct DER {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// The tag of the next element.
    var tag: UInt8? { rest.first }

    mutating func skip() { _ = element() }

    /// The content of the next element, when it has a tag.
    mutating func next(_ tag: UInt8) -> DER? {
        guard self.tag == tag else { return nil }
        return element()
    }

    private mutating func element() -> DER? {
        guard rest.count >= 2 else { return nil }
        rest = rest.dropFirst()
        var length = Int(rest.removeFirst())
        if length >= 0x80 {
            let count = length & 0x7F
            guard count <= 4, rest.count >= count else { return nil }
            length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(count)
        }
        guard length <= rest.count else { return nil }
        defer { rest = rest.dropFirst(length) }
        return DER(rest.prefix(length))
    }
}
