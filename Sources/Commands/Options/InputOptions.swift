// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Cluster
internal import Findings
internal import Glibc

/// What is read, and for which cluster.
struct InputOptions: ParsableArguments {
    @Option(name: [.customShort("n"), .long], help: "Tell only findings of this namespace.")
    var namespace: String?

    @Flag(name: [.customShort("A"), .long], help: "Tell findings of all namespaces (the default).")
    var allNamespaces = false

    @Option(help: "The version of the cluster that the manifests are for, for example v1.34 (default: the newest).")
    var kubernetesVersion: String?

    @Flag(help: "Render Helm charts and kustomizations with helm, kustomize or kubectl where they are installed.")
    var render = false

    var wantedNamespace: String? { allNamespaces ? nil : namespace }

    var loader: FileLoader { FileLoader(renders: render) }

    /// The paths as given; standard input when something is piped in.
    func paths(_ paths: [String], for command: String) throws -> [String] {
        if !paths.isEmpty { return paths }
        guard isatty(0) == 0 else {
            throw ValidationError(
                "no path given: name files or folders (\(Program.name) \(command) .), or pipe manifests in")
        }
        return ["-"]
    }

    func settings(_ configuration: Configuration) throws -> Settings {
        var settings = Settings()
        settings.now = Int64(time(nil))
        settings.allowedRegistries = configuration.allowedRegistries
        settings.blockedRegistries = configuration.blockedRegistries
        settings.kubernetesVersion = configuration.kubernetesVersion ?? .latest
        if let kubernetesVersion {
            guard let version = KubernetesVersion(kubernetesVersion) else {
                throw ValidationError("unknown Kubernetes version \"\(kubernetesVersion)\", expected v1.NN or latest")
            }
            settings.kubernetesVersion = version
        }
        return settings
    }
}
