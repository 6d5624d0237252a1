// SPDX-License-Identifier: Apache-2.0

/// The verbs of constrained impersonation (KEP-5284).
enum ConstrainedImpersonation {
    static let modes: Set<String> = [
        "impersonate:user-info", "impersonate:serviceaccount", "impersonate:arbitrary-node",
        "impersonate:associated-node",
    ]
}
