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
        key.removeAll(keepingCapacity: true)
        append(event, event.user)
        append(event, event.impersonatedUser)
        for group in event.groups { append(event, group) }
        guard impersonations.insert(key).inserted else { return }
        let (user, target) = (event.text(event.user), event.text(event.impersonatedUser))
        let account = Identity.serviceAccount(target)
        note(
            impersonation: account == nil ? "users" : "serviceaccounts", by: user, of: account?.name ?? target,
            namespace: account?.namespace ?? "")
        // Groups that the name brings along are not asked for.
        let implied = Set(Identity(user: target).groups)
        for group in event.groups.map({ event.text($0) }) where !implied.contains(group) {
            note(impersonation: "groups", by: user, of: group, namespace: "")
        }
    }

    private mutating func note(impersonation resource: String, by user: String, of name: String, namespace: String) {
        let request = Request(
            user: user, verb: "impersonate", group: "", resource: resource, subresource: "", namespace: namespace,
            url: "", isAllowed: true)
        let position = positionsOfImpersonations[request] ?? requests.count
        if position == requests.count {
            positionsOfImpersonations[request] = position
            requests.append(request)
            counts.append(Count())
        }
        counts[position].note(name: name)
    }

    private mutating func count(_ event: borrowing AuditEvent, at position: Int) {
        counts[position].events += 1
        // A create request for a top-level object and a deletion of many carry no name for the authorizer.
        let isCreate = event.subresource.isEmpty && event.equals(event.verb, "create")
        if event.name.isEmpty || isCreate || event.equals(event.verb, "deletecollection") {
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
