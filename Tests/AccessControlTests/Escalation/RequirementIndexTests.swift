// SPDX-License-Identifier: Apache-2.0

import Documents
import Testing

@testable import AccessControl

struct RequirementIndexTests {
    private let requirements = EscalationRegistry.all.flatMap { $0.technique.requirements }

    private func expect(_ rules: [PolicyRule]) {
        let index = RequirementIndex(requirements)
        for rule in rules {
            let bits = index.bits(of: rule)
            for (position, requirement) in requirements.enumerated() {
                #expect(bits.contains(position * 2) == requirement.isMet(by: rule), "\(rule.content)")
                #expect(bits.contains(position * 2 + 1) == requirement.isMetWithoutLimit(by: rule), "\(rule.content)")
            }
        }
    }

    @Test func `the index answers as each requirement does for the roles of a stock cluster`() {
        expect(BuiltInRoles.resources.flatMap { Role($0).rules })
    }

    @Test func `the index answers as each requirement does for wildcards, subresources and names`() {
        let rules = """
            - {apiGroups: ["*"], resources: ["*"], verbs: ["*"]}
            - {apiGroups: [""], resources: ["*/exec", "*/token", "*"], verbs: [create, get]}
            - {apiGroups: [""], resources: ["*/exec"], verbs: ["*"]}
            - {apiGroups: [""], resources: [pods/*, pods/exec/x], verbs: ["*"]}
            - {apiGroups: [""], resources: [secrets, serviceaccounts/token], resourceNames: [a], verbs: [get, create]}
            - {apiGroups: [""], resources: [configmaps], resourceNames: [aws-auth], verbs: [update]}
            - {apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [bind, escalate]}
            - {apiGroups: [""], resources: [users, groups, userextras/scopes], verbs: [impersonate]}
            - {nonResourceURLs: ["*"], verbs: [get]}
            """
        expect(Document.parse(rules).roots.flatMap { $0.elements.map { PolicyRule($0) } })
    }
}
