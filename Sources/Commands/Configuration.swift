// SPDX-License-Identifier: Apache-2.0

/// What `.bulwark.yaml` says.
struct Configuration {
    var only: [String] = []
    var skip: [String] = []
    var layers: [String] = []
}
