// SPDX-License-Identifier: Apache-2.0

internal import Cluster

/// Which permissions a window of an audit log shows in use: requests of one kind counted together, so that memory
/// grows with the kinds and not with the log.
package struct AuditUsage: Sendable {
    /// Requests that differ in nothing but the object's name.
    package struct Request: Sendable, Hashable {
        package let user: String
        package let verb: String
        /// Empty for the core group and for paths that are no resources.
        package let group: String
        package let resource: String
        package let subresource: String
        package let namespace: String
        /// The path without its query; empty for resources.
        package let url: String
        package let isAllowed: Bool
    }

    package struct Count: Sendable {
        package internal(set) var events = 0
        /// Names of objects, up to a limit.
        package internal(set) var names: Set<String> = []
        /// Requests that named no object.
        package internal(set) var unnamed = 0
        package internal(set) var hasMoreNames = false
        /// The authorizer's reasons as the log has them, up to a limit.
        fileprivate(set) var rawReasons: [[UInt8]] = []

        /// The authorizer's reasons: which binding and role.
        package var reasons: [String] { rawReasons.map { JSONText.decoded($0) } }

        mutating func note(name: String) {
            if names.count < AuditUsage.nameLimit {
                names.insert(name)
            } else if !names.contains(name) {
                hasMoreNames = true
            }
        }
    }

    private static let nameLimit = 64
    private static let reasonLimit = 16

    /// Events of the stages that tell a decision.
    package private(set) var events = 0
    package private(set) var firstTime = ""
    package private(set) var lastTime = ""
    /// The hours with events, as `2026-11-23T08`.
    private(set) var hours: Set<String> = []
    private var lastHour: [UInt8] = []
    package private(set) var requests: [Request] = []
    package private(set) var counts: [Count] = []
    /// Groups of users, as the events tell them.
    package private(set) var groups: [String: Set<String>] = [:]
    private var positions: [[UInt8]: Int] = [:]
    private var key: [UInt8] = []
    /// Who acted as whom: known pairs, and the requests that they needed.
    private var impersonations: Set<[UInt8]> = []
    private var positionsOfImpersonations: [Request: Int] = [:]

    package init() {}

    /// Counts one event. `RequestReceived` has no decision yet; `ResponseStarted` counts for watches that still run.
    package mutating func add(_ event: borrowing AuditEvent) {
        guard event.equals(event.stage, "ResponseComplete") || event.equals(event.stage, "ResponseStarted") else {
            return
        }
        if event.decision.isEmpty { return }
        events += 1
        note(time: event)
        key.removeAll(keepingCapacity: true)
        append(event, event.actor)
        append(event, event.verb)
        append(event, event.decision)
        if event.resource.isEmpty {
            append(event, Self.path(event))
        } else {
            append(event, event.apiGroup)
            append(event, event.resource)
            append(event, event.subresource)
            append(event, event.namespace)
        }
        let position: Int
        if let known = positions[key] { position = known } else { position = insert(event) }
        count(event, at: position)
        if !event.impersonatedUser.isEmpty { noteImpersonation(event) }
    }

    private mutating func append(_ event: borrowing AuditEvent, _ range: Range<Int>) {
        key.append(contentsOf: event.raw(range))
        key.append(0)
    }

    /// The request's path without the query.
    private static func path(_ event: borrowing AuditEvent) -> Range<Int> {
        let raw = event.raw(event.requestURI)
        guard let query = raw.firstIndex(of: 0x3F) else { return event.requestURI }
        return event.requestURI.lowerBound..<event.requestURI.lowerBound + query
    }

    private mutating func insert(_ event: borrowing AuditEvent) -> Int {
        let position = requests.count
        positions[key] = position
        let user = event.text(event.actor)
        let isResource = !event.resource.isEmpty
        requests.append(
            Request(
                user: user, verb: event.text(event.verb), group: event.text(event.apiGroup),
                resource: event.text(event.resource), subresource: event.text(event.subresource),
                namespace: event.text(event.namespace), url: isResource ? "" : event.text(Self.path(event)),
                isAllowed: event.equals(event.decision, "allow")))
        counts.append(Count())
        for group in event.groups { groups[user, default: []].insert(event.text(group)) }
        return position
    }

    /// An impersonated request needed the right to impersonate, of which there is no event.
    private mutating func noteImpersonation(_ event: borrowing AuditEvent) {
        // `impersonate:MODE` needs `impersonate-on:MODE:VERB` besides.
        let isConstrained = event.raw(event.constraint).starts(with: "impersonate:".utf8)
        if isConstrained { noteAction(event) }
        key.removeAll(keepingCapacity: true)
        append(event, event.user)
        append(event, event.impersonatedUser)
        append(event, event.constraint)
        for group in event.groups { append(event, group) }
        guard impersonations.insert(key).inserted else { return }
        let target = event.text(event.impersonatedUser)
        let asked = Impersonation(
            user: event.text(event.user), verb: isConstrained ? event.text(event.constraint) : "impersonate",
            group: isConstrained ? "authentication.k8s.io" : "")
        if asked.isOfNode {
            // Any node is asked for by its name, the one on which an account runs by a star.
            let name = asked.verb.utf8.elementsEqual("impersonate:associated-node".utf8) ? "*" : nil
            return note(asked, "nodes", name: name ?? String(target.dropFirst("system:node:".count)))
        }
        let account = Identity.serviceAccount(target)
        note(
            asked, account == nil ? "users" : "serviceaccounts", name: account?.name ?? target,
            namespace: account?.namespace ?? "")
        // Groups that the name brings along are not asked for.
        let implied = Set(Identity(user: target).groups)
        for group in event.groups.map({ event.text($0) }) where !implied.contains(group) {
            note(asked, "groups", name: group)
        }
    }

    /// Who impersonates, and how.
    private struct Impersonation {
        let user: String
        let verb: String
        let group: String

        var isOfNode: Bool { verb.hasSuffix("-node") }
    }

    private mutating func note(_ asked: Impersonation, _ resource: String, name: String, namespace: String = "") {
        let request = Request(
            user: asked.user, verb: asked.verb, group: asked.group, resource: resource, subresource: "",
            namespace: namespace, url: "", isAllowed: true)
        counts[positionOfImpersonation(request)].note(name: name)
    }

    /// What is done as somebody else in a mode is asked for on behalf of who does it.
    private mutating func noteAction(_ event: borrowing AuditEvent) {
        let mode = event.text(event.constraint).dropFirst("impersonate:".count)
        let isResource = !event.resource.isEmpty
        let request = Request(
            user: event.text(event.user), verb: "impersonate-on:\(mode):\(event.text(event.verb))",
            group: event.text(event.apiGroup), resource: event.text(event.resource),
            subresource: event.text(event.subresource), namespace: event.text(event.namespace),
            url: isResource ? "" : event.text(Self.path(event)), isAllowed: true)
        let position = positionOfImpersonation(request)
        if Self.isNamed(event) {
            counts[position].note(name: event.text(event.name))
        } else {
            counts[position].unnamed += 1
        }
    }

    private mutating func positionOfImpersonation(_ request: Request) -> Int {
        if let known = positionsOfImpersonations[request] { return known }
        positionsOfImpersonations[request] = requests.count
        requests.append(request)
        counts.append(Count())
        return requests.count - 1
    }

    /// Whether the authorizer is asked for an object by its name. A create request for a top-level object and a
    /// deletion of many carry none.
    private static func isNamed(_ event: borrowing AuditEvent) -> Bool {
        if event.name.isEmpty || event.equals(event.verb, "deletecollection") { return false }
        return !(event.subresource.isEmpty && event.equals(event.verb, "create"))
    }

    private mutating func count(_ event: borrowing AuditEvent, at position: Int) {
        counts[position].events += 1
        if !Self.isNamed(event) {
            counts[position].unnamed += 1
        } else if !counts[position].hasMoreNames {
            counts[position].note(name: event.text(event.name))
        }
        if event.reason.isEmpty || counts[position].rawReasons.count >= Self.reasonLimit { return }
        let reason = event.raw(event.reason)
        if !counts[position].rawReasons.contains(where: { ByteSearch.areEqual($0, reason) }) {
            counts[position].rawReasons.append(Array(reason))
        }
    }

    private mutating func note(time event: borrowing AuditEvent) {
        guard !event.time.isEmpty else { return }
        if !lastTime.isEmpty, event.raw(event.time).elementsEqual(lastTime.utf8) { return }
        let time = event.text(event.time)
        if firstTime.isEmpty || time < firstTime { firstTime = time }
        if time > lastTime { lastTime = time }
        let hour = event.raw(event.time).prefix(13)
        if hour.elementsEqual(lastHour) { return }
        lastHour = Array(hour)
        hours.insert(String(decoding: hour, as: UTF8.self))
    }

    /// Who sent a request, with all groups that the log shows.
    package func identity(of request: Request) -> Identity {
        Identity(user: request.user, addedGroups: Array(groups[request.user] ?? []))
    }

    /// The single requests behind a counted one, as the authorizer would be asked.
    package func questions(_ position: Int) -> [AccessAssertion.Question] {
        let request = requests[position]
        if !request.url.isEmpty { return [.url(verb: request.verb, url: request.url)] }
        let count = counts[position]
        var names = count.names.sorted()
        if count.unnamed > 0 || names.isEmpty || count.hasMoreNames { names.append("") }
        return names.map { name in
            .resource(
                ResourceRequest(
                    request.verb, group: request.group, request.resource + "/" + request.subresource, name: name,
                    namespace: request.namespace))
        }
    }
}

extension Authorizer {
    /// Whether a question is answered with yes.
    package func allows(_ question: AccessAssertion.Question, by identity: Identity) -> Bool {
        switch question {
        case .resource(let request): allows(request, by: identity)
        case .url(let verb, let url): allows(verb: verb, url: url, by: identity)
        }
    }

    /// How many of the requests that the log shows as allowed these roles and bindings would deny. Rights that
    /// everybody has by the stock bindings count, membership of `system:masters` does not.
    package func denials(
        replaying usage: AuditUsage, known: Authorizer, where isWanted: (AuditUsage.Request) -> Bool
    ) -> Int {
        var denials = 0
        var identities: [String: Identity] = [:]
        for (position, request) in usage.requests.enumerated() where request.isAllowed && isWanted(request) {
            let identity = identities[request.user] ?? usage.identity(of: request).withoutBypass
            identities[request.user] = identity
            denials += usage.questions(position).count { question in
                !allows(question, by: identity) && !known.allows(question, by: identity.everybody)
            }
        }
        return denials
    }
}

extension Identity {
    /// The same without membership of `system:masters`.
    package var withoutBypass: Identity {
        Identity(user: user, addedGroups: groups.filter { $0 != "system:masters" })
    }

    /// Of whom nothing is known but the groups that the name implies.
    package var everybody: Identity { Identity(groups: Identity(user: user).groups) }
}
