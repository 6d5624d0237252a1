// SPDX-License-Identifier: Apache-2.0

/// Containers may not see an unmasked `/proc`, user namespace or not.
///
/// Since v1.35, when the baseline control began to look at `hostUsers`.
enum ProcMountRestrictedControl {
    static let control = Control(
        "procMount_restricted", .restricted, overrides: "procMount", .init(35, ProcMountControl.judge))
}
