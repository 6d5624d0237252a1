# SPDX-License-Identifier: Apache-2.0
"""Makes hostile manifests from good ones."""
import re

PAIR = re.compile(rb"^(\s*(?:- +)*)([\w./\"-]+):(?: +(.*?))?(\r?\n?)$")

VALUES = [
    b"", b"null", b"~", b"true", b"yes", b"'true'", b"[]", b"{}", b"[null]", b"{null: null}", b"[[[]]]", b"{a: {b: [c]}}",
    b"0", b"-1", b"-0", b"1.5", b"1e400", b"-.inf", b".nan", b"0x7fffffffffffffff", b"0o17", b"017", b"1_000", b"1:30",
    b"9223372036854775807", b"-9223372036854775808", b"9223372036854775808", b"99999999999999999999999", b"65535",
    b"65536", b"2147483648", b'""', b"''", b"' '", b"\"\\0\"", b'"a\\nb"', b'"\\e[31mred"', b'"\\u202eabc"',
    b"\"\\x85\"", b'"]]>&lt;<"', b"'|`$(x);\"'", b"\xf0\x9f\xa7\xa8", b"\xc3\x9cber", b"e\xcc\x81", b"\xff", b"*", b'"*"',
    b'"!"', b"!!binary aGk=", b"!!str 12", b"!!map {}", b"!!null x", b"2026-99-99", b"0.0.0.0/0", b"::/0", b"10.0.0.0/99",
    b"300.1.1.1", b"All", b"ALL", b"SYS_ADMIN", b"RuntimeDefault", b"Unconfined", b"Always", b"/", b"//", b"../..",
    b"/var/run/docker.sock", b"a@sha256:zz", b":", b"a:b:c", b"nginx:latest", b"|", b">-", b"|2", b"- x", b"? x", b"&a x",
    b"*a", b"&a [*a]", b"<<", b"{<<: *a}", b"{{ .Values.x }}", b"{%", b"@", b"`", b"%x", b"#", b"x #y", b"100m", b"1Ei",
    b"-5Gi", b"1e3Mi", b"1n", b"99999999999999Ei", b"128974848000m", b"kube-system", b"default", b"v1", b"List", b"Pod",
    b"Deployment", b"Namespace", b"NetworkPolicy", b"ClusterRoleBinding", b"CronJob", b"windows", b"{valueFrom: 1}",
]
LINES = [
    b"---\n", b"...\n", b"%YAML 1.1\n", b"<<: *a\n", b"<<: [*a, *b]\n", b"x: &a\n", b"- *a\n", b"\t\n", b"  \t- x\n", b"?\n",
    b"? [a]\n: b\n", b"# bulwark:ignore privileged-container\n", b"# bulwark:ignore\n", b"# checkov:skip=CKV_K8S_1:x\n",
    b"#trivy:ignore:KSV017\n", b"securityContext: {privileged: true}\n", b"hostNetwork: true\n", b"]\n", b"}\n", b"'\n", b'"\n',
    b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\x00", b"\x07", b"\r", b"{\"kind\": \"Pod\"}\n", b"- - - - -\n", b"metadata:\n",
    b"  annotations: {bulwark.dev/ignore: \"all\"}\n", b"initContainers: [{}]\n", b"containers: [null, 1, {name: a}]\n",
]


class Mutator:
    """Draws files from seeds; the same random source and seeds make the same files."""

    def __init__(self, source, seeds):
        self.source = source
        self.seeds = seeds
        self.steps = [
            (self.flip, 2), (self.delete_lines, 2), (self.repeat_lines, 2), (self.swap_lines, 2), (self.replace_value, 10),
            (self.replace_keyword, 4), (self.rename_key, 3), (self.insert_line, 4), (self.indent, 2), (self.cross, 3),
            (self.share, 2), (self.nest, 1), (self.join, 2), (self.cut, 1), (self.lengthen, 1), (self.flow, 2),
        ]

    def files(self, count):
        return {self.name(index): self.text() for index in range(count)}

    def name(self, index):
        ending = self.source.choice([".yaml", ".yaml", ".yaml", ".yml", ".json"])
        odd = self.source.choice(["", "", "", "", " a", "'", "-$x", "\u00e9", "[1]"])
        return f"f{index:04}{odd}{ending}"

    def text(self):
        text = self.source.choice(self.seeds)
        if len(text) > 20_000:
            text = self.part(text)
        steps, weights = zip(*self.steps)
        for step in self.source.choices(steps, weights, k=self.source.choice([1, 1, 2, 3, 5, 8, 20])):
            text = step(text)
        return self.encoded(text[:400_000])

    def part(self, text):
        documents = re.split(rb"(?m)^---\s*$", text)
        start = self.source.randrange(len(documents))
        return b"---\n".join(documents[start:start + 4])[:40_000]

    def encoded(self, text):
        choice = self.source.randrange(40)
        if choice == 0:
            return text.replace(b"\n", b"\r\n")
        if choice == 1:
            return b"\xef\xbb\xbf" + text
        if choice == 2:
            return text.decode("utf-8", "replace").encode(self.source.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-32"]))
        if choice == 3:
            return text.rstrip(b"\n")
        if choice == 4:
            return text.replace(b"\n", b"\r")
        return text

    def lines(self, text):
        return text.splitlines(keepends=True) or [b"\n"]

    def at(self, parts):
        return self.source.randrange(len(parts))

    def flip(self, text):
        changed = bytearray(text or b"a")
        for _ in range(self.source.choice([1, 1, 4, 16])):
            changed[self.at(changed)] = self.source.choice([self.source.randrange(256), *b"\n\t :-#&*!|>'\"%@`{}[],?"])
        return bytes(changed)

    def delete_lines(self, text):
        lines = self.lines(text)
        start = self.at(lines)
        del lines[start:start + self.source.choice([1, 1, 2, 5])]
        return b"".join(lines)

    def repeat_lines(self, text):
        lines = self.lines(text)
        start = self.at(lines)
        part = lines[start:start + self.source.choice([1, 2, 5, 20])]
        return b"".join(lines[:start] + part * self.source.choice([2, 2, 3, 50]) + lines[start + len(part):])

    def swap_lines(self, text):
        lines = self.lines(text)
        first, second = self.at(lines), self.at(lines)
        lines[first], lines[second] = lines[second], lines[first]
        return b"".join(lines)

    def pairs(self, lines):
        return [index for index, line in enumerate(lines) if PAIR.match(line)]

    def change_pair(self, text, change):
        lines = self.lines(text)
        pairs = self.pairs(lines)
        if not pairs:
            return self.flip(text)
        index = self.source.choice(pairs)
        lines[index] = change(*PAIR.match(lines[index]).groups(b""))
        return b"".join(lines)

    def replace_value(self, text):
        value = self.source.choice(VALUES)
        return self.change_pair(text, lambda indent, key, _, end: indent + key + b": " + value + end)

    def replace_keyword(self, text):
        """Puts a value from another place of the seeds under the same key."""
        def change(indent, key, value, end):
            found = re.findall(rb"(?m)^[ -]*" + re.escape(key) + rb":[ \t]+(\S.*)$", self.source.choice(self.seeds))
            return indent + key + b": " + (self.source.choice(found) if found else value.swapcase()) + end
        return self.change_pair(text, change)

    def rename_key(self, text):
        other = self.source.choice([b"", b"<<", b"name", b"spec", b"\xf0\x9f\xa7\xa8", b"'a/b~c'", b'"\\n"', b"? x", b"null"])
        def change(indent, key, value, end):
            return indent + self.source.choice([other, key.swapcase(), key + b"s", key[:-1]]) + b": " + value + end
        return self.change_pair(text, change)

    def insert_line(self, text):
        lines = self.lines(text)
        index = self.at(lines)
        indent = re.match(rb" *", lines[index]).group()
        lines.insert(index, indent + self.source.choice(LINES))
        return b"".join(lines)

    def indent(self, text):
        lines = self.lines(text)
        start = self.at(lines)
        for index in range(start, min(start + self.source.choice([1, 1, 4, 30]), len(lines))):
            lines[index] = self.source.choice([b" ", b"  ", b"\t"]) + lines[index]
        return b"".join(lines)

    def cross(self, text):
        """Puts some lines of another seed in."""
        lines, others = self.lines(text), self.lines(self.source.choice(self.seeds))
        start, index = self.at(others), self.at(lines)
        return b"".join(lines[:index] + others[start:start + self.source.choice([1, 3, 10, 40])] + lines[index:])

    def share(self, text):
        """Anchors one value and repeats it elsewhere."""
        name = self.source.choice([b"a", b"b"])
        text = self.change_pair(text, lambda indent, key, value, end: indent + key + b": &" + name + b" " + value + end)
        reference = self.source.choice([b"*" + name, b"{<<: *" + name + b"}", b"[*" + name + b", *" + name + b"]"])
        return self.change_pair(text, lambda indent, key, value, end: indent + key + b": " + reference + end)

    def nest(self, text):
        depth = self.source.choice([10, 100, 1000, 10_000])
        opening, closing = self.source.choice([(b"[", b"]"), (b"{a: ", b"}"), (b"- ", b""), (b"? ", b""), (b"[{a: ", b"}]")])
        value = opening * depth + closing * self.source.choice([depth, depth, 0])
        return self.change_pair(text, lambda indent, key, _, end: indent + key + b": " + value + end)

    def join(self, text):
        return text + self.source.choice([b"---\n", b"\n---\n", b"...\n", b"", b"--- \n# x\n"]) + self.source.choice(self.seeds)[:20_000]

    def cut(self, text):
        return text[:self.source.randrange(len(text) + 1)]

    def lengthen(self, text):
        size = self.source.choice([64, 254, 1000, 70_000])
        letter = self.source.choice([b"a", b"1", b"-", b" ", b"\xc3\xa9", b"a.", b"/x", b"*"])
        return self.change_pair(text, lambda indent, key, value, end: indent + key + b": " + value + letter * size + end)

    def flow(self, text):
        """Writes a pair's value into a flow collection, so that edits meet that style."""
        open_, close = self.source.choice([(b"[", b"]"), (b"{x: ", b"}"), (b"{", b"}"), (b"[{name: a, ", b"}]")])
        return self.change_pair(text, lambda indent, key, value, end: indent + key + b": " + open_ + value + close + end)
