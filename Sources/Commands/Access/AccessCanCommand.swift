// SPDX-License-Identifier: Apache-2.0

internal import AccessControl
internal import ArgumentParser
internal import Cluster
internal import Documents

/// Answers one question about permissions.
struct AccessCanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "can", abstract: "Answer whether somebody may do something, and what allows it.",
        discussion: """
            RESOURCE is a resource (pods, deployments.apps), a subresource (pods/exec) or a path of the API server \
            (/metrics). Without -n the question is about the whole cluster. Exit status 0 means yes, 1 no.
            """)

    @Argument(help: "The verb, for example get, list, create or impersonate.")
    var verb: String

    @Argument(help: "The resource, resource/subresource or /path.")
    var resource: String

    @Argument(help: "Files and folders, or - for standard input.")
    var paths: [String] = []

    @OptionGroup var identity: IdentityOptions

    @Option(name: [.customShort("n"), .long], help: "The namespace of the request.")
    var namespace: String?

    @Option(help: "The name of the object that the request is about.")
    var name: String?

    @Option(help: "The subresource, when RESOURCE does not name it.")
    var subresource: String?

    @OptionGroup(title: "Input and output") var options: AccessOptions

    func run() throws {
        let identity = try identity.required()
        let input = try options.load(paths)
        let answer = Answer(identity: identity, question: question(input), authorizer: input.authorizer)
        switch options.format {
        case .json: try options.write(json(answer, input))
        case .table: try options.write(answer.sentence)
        case .markdown:
            try options.write(answer.verdict + "\n" + (answer.grants.isEmpty ? "" : "\n" + answer.table.markdown))
        case .html:
            let title = "Can \(identity.title) \(verb) \(resource)" + (namespace.map { " in \($0)" } ?? "") + "?"
            let table = answer.grants.isEmpty ? "" : answer.table.html
            let body = "<p>\(AccessPage.escaped(answer.verdict))</p>\n" + table
            try options.write(AccessPage.page(title: title, body: body))
        }
        options.tell(input.problems)
        if !answer.isAllowed { throw ExitStatus.findings }
        throw options.status(input.problems)
    }

    private func question(_ input: AccessInput) -> AccessAssertion.Question {
        if resource.hasPrefix("/") {
            options.tell(unknownIn: verb, nil, input)
            return .url(verb: verb, url: resource)
        }
        let found = ResourceNaming(input.inventory).resolve(resource)
        options.tell(unknownIn: verb, found, input)
        if namespace != nil, found.isNamespaced == false, !options.quiet {
            StandardError.write("\(found.title) belongs to no namespace: only cluster-wide bindings really grant it")
        }
        var request = ResourceRequest(
            verb, group: found.group, found.resource, name: name ?? "", namespace: namespace ?? "")
        request.subresource = subresource ?? found.subresource
        return .resource(request)
    }

    private func json(_ answer: Answer, _ input: AccessInput) -> [UInt8] {
        var writer = JSONWriter(pretty: true)
        writer.object { writer in
            writer.member("allowed", answer.isAllowed)
            writer.member("as", answer.identity.user)
            writer.member("groups", answer.identity.groups)
            writer.member("verb", verb)
            switch answer.question {
            case .url(_, let url): writer.member("url", url)
            case .resource(let request):
                writer.member("group", request.group)
                writer.member("resource", request.resource)
                writer.member("subresource", request.subresource)
                writer.member("name", request.name)
                writer.member("namespace", request.namespace)
            }
            if answer.identity.bypassesAuthorization { writer.member("bypass", "system:masters") }
            if answer.isForNodeAuthorizer { writer.member("notEvaluated", ["Node authorizer"]) }
            writer.member(grants: answer.grants)
            writer.member(problems: input.problems)
        }
        writer.newline()
        return writer.bytes
    }
}

/// The answer to one question.
private struct Answer {
    let identity: Identity
    let question: AccessAssertion.Question
    let isAllowed: Bool
    let grants: [Authorizer.Grant]

    init(identity: Identity, question: AccessAssertion.Question, authorizer: Authorizer) {
        self.identity = identity
        self.question = question
        switch question {
        case .resource(let request):
            isAllowed = authorizer.allows(request, by: identity)
            grants = authorizer.grants(identity, namespace: request.namespace) { $0.allows(request) }
        case .url(let verb, let url):
            isAllowed = authorizer.allows(verb: verb, url: url, by: identity)
            grants = authorizer.grants(identity, namespace: "") { $0.allows(verb: verb, url: url) }
        }
    }

    /// The Node authorizer might say yes.
    var isForNodeAuthorizer: Bool { !isAllowed && identity.isNode }

    /// Yes or no, in a sentence.
    var verdict: String {
        if isForNodeAuthorizer {
            return "no: no binding allows it; not evaluated: the Node authorizer, which a node's requests reach first"
        }
        guard isAllowed else { return "no: no binding allows it" }
        return identity.bypassesAuthorization ? "yes: members of system:masters are not asked for permissions" : "yes"
    }

    /// What allows it.
    var table: TextTable {
        var table = TextTable("BINDING", "AT", "ROLE", "AT")
        for grant in grants {
            table.add(
                grant.binding.title, grant.binding.resource.location.short,
                "\(grant.role.resource.kind) \"\(grant.role.path)\"", grant.rule.node.location.short)
        }
        return table
    }

    var sentence: String {
        guard isAllowed else { return verdict + "\n" }
        var text = ""
        if identity.bypassesAuthorization { text += "yes: members of system:masters are not asked for permissions\n" }
        for grant in grants { text += (text.isEmpty ? "yes: " : "     ") + grant.sentence + "\n" }
        return text
    }
}
