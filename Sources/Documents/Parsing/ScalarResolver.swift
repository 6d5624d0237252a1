// SPDX-License-Identifier: Apache-2.0

/// How a plain scalar resolves under YAML 1.1 as Kubernetes' reader (sigs.k8s.io/yaml) sees it.
package enum ScalarResolver {
    package static func type(of text: some Collection<UInt8>) -> (type: Node.ScalarType, isTrue: Bool) {
        let text = String(decoding: text, as: UTF8.self)
        switch text {
        case "", "~", "null", "Null", "NULL": return (.null, false)
        case "true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON": return (.bool, true)
        case "false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off", "OFF": return (.bool, false)
        default: break
        }
        if integer(text) != nil { return (.integer, false) }
        if let first = text.utf8.first, first < 0x3A, double(text) != nil { return (.float, false) }
        return (.string, false)
    }

    package static func integer(_ text: String) -> Int64? { Int64(text) }

    package static func double(_ text: String) -> Double? { Double(text) }
}
