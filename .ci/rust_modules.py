"""Which file of a crate names which. Read from the text, along the module tree that `mod` declares; no compiler.

A file names another when a path of its own leads there: in a `use` (each branch of its braces, and whatever name it
brings in) or in the code, by `crate::`, `self::`, `super::`, by the name of a child, or by a name that was brought in.
A name that is handed on (`pub use`) is followed to where it is made, so nothing hides behind a file that hands it on.
`mod` names nothing, and neither does a `pub use` of what lies below oneself, as long as the name is not used there.
What is compiled for tests only is left out.

What this cannot see: a method that is called on a value, and what a macro makes of its arguments.
"""

import functools
import pathlib
import re

TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*)|(?P<block>/\*)|(?P<raw>[bc]?r(?P<hashes>\#*)".*?"(?P=hashes))|(?P<text>[bc]?"(?:[^"\\]|\\.)*")"""
    r"""|(?P<char>b?'(?:[^'\\\n]|\\(?:u\{[^}]*\}|x..|.))')|(?P<life>'\w+)|(?P<word>(?:r\#)?[^\W\d]\w*)|(?P<number>\d\w*)|(?P<colons>::)|(?P<mark>.)""",
    re.S | re.X,
)
ITEMS = {"struct", "enum", "union", "trait", "type", "fn", "const", "static", "macro_rules"}
WORD = re.compile(r"[^\W\d]\w*$")
BLOCK = re.compile(r"/\*|\*/")
OPEN, CLOSE = {"(": ")", "[": "]", "{": "}"}, {")", "]", "}"}
TEST = re.compile(r"cfg (\( test \)|\( all \( test ,.*)")


PATH = re.compile(r'#\[path = "([^"]+)"\](?:\s*#\[[^\]]*\])*\s*(?:pub(?:\([^)]*\))?\s+)?mod (\w+);')


class Unreadable(Exception):
    pass


def tokens(text):
    """Words and marks; comments and blanks are left out, and what is a text, a number or the like is no more than that."""
    at, found = 0, []
    while at < len(text):
        match = TOKEN.match(text, at)
        at = match.end()
        kind = match.lastgroup
        if kind == "block":
            depth = 1
            while depth:
                edge = BLOCK.search(text, at)
                if edge is None:
                    raise Unreadable("a comment that does not end")
                depth += 1 if edge[0] == "/*" else -1
                at = edge.end()
        elif kind != "skip":
            found.append("\0" if kind in ("raw", "hashes", "text", "char", "life", "number") else match[0].removeprefix("r#"))
    return found


def closing(all_tokens, at):
    """Behind the bracket that closes the one at `at`."""
    depth = 0
    for place in range(at, len(all_tokens)):
        if all_tokens[place] in OPEN:
            depth += 1
        elif all_tokens[place] in CLOSE:
            depth -= 1
            if depth == 0:
                return place + 1
    raise Unreadable("a bracket that does not close")


def end_of_item(all_tokens, at):
    """Behind the item, statement, field or arm that begins at `at`."""
    in_use = False
    while at < len(all_tokens):
        token = all_tokens[at]
        if token == "use":
            in_use = True
        if token == ";" or (token == "," and not in_use):
            return at + 1
        if token in CLOSE:
            return at
        if token in OPEN:
            at = closing(all_tokens, at)
            if token == "{" and not in_use:
                return at
            continue
        at += 1
    return at


def use_paths(all_tokens, at, prefix):
    """What a `use` names from `at`, as pairs of path and name, up to its end or to the comma or brace behind its branch."""
    path, name = list(prefix), None
    while True:
        token = all_tokens[at]
        if token == "{":
            found, at = [], at + 1
            while all_tokens[at] != "}":
                branch, at = use_paths(all_tokens, at, path)
                found += branch
                if all_tokens[at] == ";":
                    raise Unreadable("a `use` whose brace does not close")
                at += all_tokens[at] == ","
            return found, at + 1
        if token in (";", ",", "}"):
            # `a::{self}` is `a`
            path = path[:-1] if len(path) > 1 and path[-1] == "self" else path
            return ([(tuple(path), name or path[-1])] if path else []), at
        if token == "as":
            name, at = all_tokens[at + 1], at + 1
        elif token != "::":
            path.append(token)
        at += 1


def children(all_tokens):
    return {all_tokens[at + 1] for at in range(len(all_tokens) - 2) if all_tokens[at] == "mod" and all_tokens[at + 2] in (";", "{")}


class File:
    """One file: the modules that it declares, and the paths that it names, each with the inline module it stands in."""

    def __init__(self, text):
        self.declared = []  # (inline modules, name, for tests only)
        self.named = []  # (inline modules, path)
        self.handed_on = []  # the same, of each `pub use` whose name is not used in the file itself
        self.outside = set()  # the first words of paths that are none of ours: other crates, and types
        self.brought = {}  # inline modules -> name -> path, of what `use` brings in
        self.globs = {}  # inline modules -> paths whose names are all brought in
        self.defined = {}  # inline modules -> names of items, at whatever depth
        self.places = {name: place for place, name in PATH.findall(text)}
        self._read(tokens(text), ())

    def _read(self, all_tokens, inner):
        """First what is brought in, so that a path that begins with such a name is known; then everything else."""
        rest, brought, handed_on = self._declarations(all_tokens, inner)
        known = children(all_tokens)
        used = set(rest)
        for path, name in handed_on:
            (self.named if name in used else self.handed_on).append((inner, path))
        self.brought[inner] = {name: path for name, path in brought.items() if name != "*"}
        self.defined[inner] = {name for word, name in zip(rest, rest[1:]) if word in ITEMS}
        for at, token in enumerate(rest[:-1]):
            if rest[at + 1] != "::" or (at and rest[at - 1] in ("::", ".")):
                continue
            if token in ("crate", "self", "super") or token in known:
                path = (token,)
            elif token in brought:
                path = brought[token]
            else:
                self.outside.add(token)
                continue
            end = at + 1
            while end + 1 < len(rest) and rest[end] == "::" and WORD.match(rest[end + 1]):
                path = (*path, rest[end + 1])
                end += 2
            self.named.append((inner, path))

    def _declarations(self, all_tokens, inner):
        """Takes out `mod`, `use` and what is compiled for tests only. Gives what is left, name -> path of each `use`, and
        what is handed on by a `pub use`."""
        at, tests, public, rest, brought, handed_on = 0, False, False, [], {}, []
        while at < len(all_tokens):
            token, following = all_tokens[at], all_tokens[at + 1] if at + 1 < len(all_tokens) else ""
            if token == "#" and following == "[":
                end = closing(all_tokens, at + 1)
                tests = tests or bool(TEST.match(" ".join(all_tokens[at + 2 : end - 1])))
                at = end
            elif token == "pub":
                public, at = True, closing(all_tokens, at + 1) if following == "(" else at + 1
                continue
            elif token == "mod" and all_tokens[at + 2 : at + 3] in ([";"], ["{"]):
                at = self._module(all_tokens, at, inner, tests)
                tests = False
            elif tests:
                at, tests = end_of_item(all_tokens, at), False
            elif token == "use" and (not rest or rest[-1] in (";", "{", "}")):
                found, at = use_paths(all_tokens, at + 1, [])
                if public:
                    handed_on += found
                else:
                    self.named += [(inner, path) for path, _ in found]
                self.outside |= {path[0] for path, _ in found}
                self.globs.setdefault(inner, []).extend(path[:-1] for path, name in found if name == "*")
                brought |= {name: path for path, name in found}
                rest.append(";")
                at += 1
            else:
                rest.append(token)
                at += 1
            public = False
        return rest, brought, handed_on

    def _module(self, all_tokens, at, inner, tests):
        name = all_tokens[at + 1]
        if all_tokens[at + 2] == ";":
            self.declared.append((inner, name, tests))
            return at + 3
        end = closing(all_tokens, at + 2)
        if not tests:
            self._read(all_tokens[at + 3 : end - 1], (*inner, name))
        return end


@functools.cache
def read(text):
    return File(text)


class Crate:
    """The product's files of one crate, by module, and the edges between them."""

    def __init__(self, root, instead=None):
        """`instead`: file -> text that stands in it for a trial."""
        self.root, self.instead = pathlib.Path(root), instead or {}
        self.inside = {}  # module -> its file, and which inline modules of it
        self.files = {}  # file -> File
        self.module_of = {}  # file -> module
        self.tests = set()  # files that are compiled for tests only
        self._add((), self.root, self.root.parent)

    def _add(self, module, path, folder, tests=False):
        text = self.instead[path] if path in self.instead else path.read_text(encoding="utf-8")
        try:
            file = read(text)
        except (Unreadable, IndexError) as error:
            raise Unreadable(f"{path} cannot be read: {error}") from error
        if tests:
            self.tests.add(path)
        else:
            self.module_of[path], self.files[path] = module, file
            self.inside |= {(*module, *inner): (path, inner) for inner in file.brought}
        places = file.places
        for inner, name, only_tests in file.declared:
            below = folder.joinpath(*inner)
            # `#[path]` goes from the folder of the file that says it, or from that of its inline modules
            given = (below if inner else path.parent) / places[name] if name in places else None
            choices = [given] if given else [below / f"{name}.rs", below / name / "mod.rs"]
            found = next((choice for choice in choices if choice.is_file()), None)
            if found is None:
                raise Unreadable(f"{path} declares {name}, and there is no file of it")
            inside = found.parent if found.name == "mod.rs" or given else found.parent / name
            self._add((*module, *inner, name), found, inside, tests or only_tests)

    def start(self, module, path):
        """Where a path begins, and what is left of it; `None` for another crate's."""
        first, rest = path[0], path[1:]
        if first == "crate":
            return (), rest
        if first == "self":
            return module, rest
        if first == "super":
            at = module[:-1]
            while rest and rest[0] == "super":
                at, rest = at[:-1], rest[1:]
            return at, rest
        if (*module, first) in self.inside:
            return (*module, first), rest
        brought = self.brought(module).get(first)
        # `use serde::{self, …}`: a crate is brought in by its own name
        return None if brought is None or brought[0] == first else self.start(module, (*brought, *rest))

    def brought(self, module):
        file, inner = self.inside[module]
        return self.files[file].brought.get(inner, {})

    def target(self, module, path, seen=frozenset()):
        """The file that a path leads into, seen from a module, through whatever hands it on; `None` for another crate's."""
        started = self.start(module, path)
        if started is None or (module, path) in seen:
            return None
        at, rest = started
        seen = seen | {(module, path)}
        while rest and (*at, rest[0]) in self.inside:
            at, rest = (*at, rest[0]), rest[1:]
        file, inner = self.inside[at]
        if not rest or rest[0] == "*" or rest[0] in self.files[file].defined.get(inner, ()):
            return file
        handed = self.brought(at).get(rest[0])
        if handed is not None:
            # another crate's name counts as that of the file that hands it on
            return self.target(at, (*handed, *rest[1:]), seen) or file
        for glob in self.files[file].globs.get(inner, ()):
            found = self.target(at, (*glob, *rest), seen)
            if found is not None and found != file:
                return found
        return file

    def named_by(self, path):
        """The files that one names."""
        file, own = self.files[path], self.module_of[path]
        targets = {self.target((*own, *inner), named) for inner, named in file.named}
        for inner, named in file.handed_on:
            target = self.target((*own, *inner), named)
            if target is not None and self.module_of[target][: len(own)] != own:
                targets.add(target)
        return targets - {None, path}

    def edges(self):
        """file -> the files that it names."""
        return {path: self.named_by(path) for path in self.files}

    def meeting(self, one, other):
        """The folder in which two files part, and the part of it that each lies in; `.` is the folder's own file."""
        one, other = self.module_of[one], self.module_of[other]
        depth = next((n for n, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
        return one[:depth], *(module[depth] if len(module) > depth else "." for module in (one, other))

    def folders(self, edges):
        """For each folder: which of its parts name which."""
        found = {}
        for path, targets in edges.items():
            for target in targets:
                folder, one, other = self.meeting(path, target)
                found.setdefault(folder, {}).setdefault(one, set()).add(other)
        return found


def circles(edges):
    """The strongly connected parts that have more than one member, each sorted (Tarjan)."""
    index, low, stack, on, found, count = {}, {}, [], set(), [], [0]

    def visit(start):
        work = [(start, iter(sorted(edges.get(start, ()))))]
        index[start] = low[start] = count[0]
        count[0] += 1
        stack.append(start)
        on.add(start)
        while work:
            node, others = work[-1]
            for other in others:
                if other not in index:
                    index[other] = low[other] = count[0]
                    count[0] += 1
                    stack.append(other)
                    on.add(other)
                    work.append((other, iter(sorted(edges.get(other, ())))))
                    break
                if other in on:
                    low[node] = min(low[node], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    part = []
                    while True:
                        other = stack.pop()
                        on.discard(other)
                        part.append(other)
                        if other == node:
                            break
                    if len(part) > 1:
                        found.append(sorted(part))

    for node in sorted(edges):
        if node not in index:
            visit(node)
    return sorted(found)
