# SPDX-License-Identifier: Apache-2.0
"""Which tests of test262 speak of the language that scripts have.

    exclude.py CHECKOUT

prints how many tests each rule drops, in the order of the rules; the first
that applies to a test counts. What is left:

  A    strict scripts without eval, with, generators, async, Proxy, Reflect,
       RegExp, accessors, descriptors, Symbol and class
  B    of A: also without this, prototypes, call/apply/bind, overrides of valueOf
       and toString, boxed values, == and !=, delete and in, freezing
  NEG  what must not compile, or must throw
"""

import collections
import os
import re
import sys

from tokens import MARK, NAME, NUMBER, REGEXP, STRING, TEMPLATE, tokenize

# ---- rule 1: flags ---------------------------------------------------------

FLAGS = {"noStrict", "module", "async", "raw"}

# ---- rule 2: directories, whole parts of a path ----------------------------

DIRECTORIES = """
language/arguments-object language/eval-code language/export language/import language/module-code
language/expressions/arguments language/statements/with
language/expressions/async-arrow-function language/expressions/async-function
language/expressions/async-generator language/expressions/await language/expressions/class
language/expressions/dynamic-import language/expressions/generators
language/expressions/import.meta language/expressions/super language/expressions/tagged-template
language/expressions/yield
language/statements/async-function language/statements/async-generator
language/statements/await-using language/statements/class language/statements/for-await-of
language/statements/generators language/statements/using
language/literals/bigint
built-ins/AbstractModuleSource built-ins/AggregateError built-ins/ArrayBuffer
built-ins/ArrayIteratorPrototype built-ins/AsyncDisposableStack
built-ins/AsyncFromSyncIteratorPrototype built-ins/AsyncFunction built-ins/AsyncGeneratorFunction
built-ins/AsyncGeneratorPrototype built-ins/AsyncIteratorPrototype built-ins/Atomics
built-ins/BigInt built-ins/DataView built-ins/DisposableStack built-ins/FinalizationRegistry
built-ins/Function built-ins/GeneratorFunction built-ins/GeneratorPrototype built-ins/Iterator
built-ins/MapIteratorPrototype built-ins/Promise built-ins/Proxy built-ins/Reflect
built-ins/RegExp built-ins/RegExpStringIteratorPrototype built-ins/SetIteratorPrototype
built-ins/ShadowRealm built-ins/SharedArrayBuffer built-ins/StringIteratorPrototype
built-ins/SuppressedError built-ins/Symbol built-ins/Temporal built-ins/ThrowTypeError
built-ins/TypedArray built-ins/TypedArrayConstructors built-ins/Uint8Array built-ins/WeakMap
built-ins/WeakRef built-ins/WeakSet built-ins/decodeURI built-ins/decodeURIComponent
built-ins/encodeURI built-ins/encodeURIComponent built-ins/eval
""".split()

# ---- rule 3: features of the front matter ----------------------------------

FEATURES = re.compile(r"""
    Symbol(\..*)? | generators | async-.* | top-level-await | Proxy | Reflect(\..*)? | BigInt |
    class(-.*)? | new\.target | super | dynamic-import | import-.* | import\.meta | source-phase-.* |
    regexp-.* | RegExp\..* | String\.prototype\.matchAll | TypedArray.* | ArrayBuffer | arraybuffer-.* |
    resizable-arraybuffer | immutable-arraybuffer | SharedArrayBuffer | Atomics(\..*)? | DataView.* |
    (Big)?(Int|Uint|Float)\d+(Clamped)?Array | Float16Array | uint8array-base64 |
    align-detached-.* | stable-typedarray-sort | WeakMap | WeakSet | WeakRef | FinalizationRegistry |
    symbols-as-weakmap-keys | cross-realm | ShadowRealm | iterator-.* | Iterator\..* | joint-iteration |
    explicit-resource-management | Promise.* | promise-.* | AggregateError | await-dictionary |
    Array\.fromAsync | Temporal | Intl.* | decorators | hashbang | tail-call-optimization |
    __getter__ | __setter__ | __proto__ | json-parse-with-source | error-stack-accessor |
    Math\.sumPrecise | upsert | Error\.isError | template
""", re.X)

# ---- rule 4: what the text uses --------------------------------------------

NAMES = {"eval": "eval", "Function": "Function", "arguments": "arguments", "Symbol": "Symbol",
         "RegExp": "RegExp", "Proxy": "Proxy", "Reflect": "Reflect", "Promise": "Promise",
         "WeakMap": "Weak*", "WeakSet": "Weak*", "WeakRef": "Weak*", "BigInt": "BigInt",
         "ArrayBuffer": "TypedArray", "DataView": "TypedArray", "Int8Array": "TypedArray",
         "Uint8Array": "TypedArray", "Int16Array": "TypedArray", "Uint16Array": "TypedArray",
         "Int32Array": "TypedArray", "Uint32Array": "TypedArray", "Float32Array": "TypedArray",
         "BigInt64Array": "TypedArray", "BigUint64Array": "TypedArray",
         "Float64Array": "TypedArray", "Uint8ClampedArray": "TypedArray", "$262": "$262",
         "class": "class", "super": "class", "yield": "generators", "async": "async",
         "await": "async", "with": "with", "import": "modules", "export": "modules",
         "__proto__": "__proto__", "defineProperty": "descriptors",
         "defineProperties": "descriptors", "getOwnPropertyDescriptor": "descriptors",
         "getOwnPropertyDescriptors": "descriptors", "__defineGetter__": "descriptors",
         "__defineSetter__": "descriptors", "__lookupGetter__": "descriptors",
         "__lookupSetter__": "descriptors", "encodeURI": "encodeURI",
         "encodeURIComponent": "encodeURI", "decodeURI": "encodeURI",
         "decodeURIComponent": "encodeURI"}


def accessor_at(tokens, i):
    """get x() or set x(v) in a literal."""
    if tokens[i].text not in ("get", "set") or i + 2 >= len(tokens) or i == 0:
        return False
    before, after = tokens[i - 1].text, tokens[i + 1]
    if before not in ("{", ",", "static"):
        return False
    return after.text == "[" or (after.kind in (NAME, STRING, NUMBER) and tokens[i + 2].text == "(")


def syntax_reason(tokens):
    """The first thing in the text that rule 4 drops, or None."""
    for i, token in enumerate(tokens):
        text = token.text
        if token.kind == REGEXP:
            return "RegExp literal"
        if token.kind == NUMBER and text.endswith("n") and not text.startswith(("0x", "0X")):
            return "BigInt"
        if token.kind == STRING and text[1:-1] in ("__proto__",):
            return "__proto__"
        if token.kind == TEMPLATE and i > 0 and not is_template_continued(tokens, i):
            before = tokens[i - 1]
            if (before.kind == NAME and before.text not in ("return", "typeof", "case", "in", "of")) \
                    or before.text in (")", "]"):
                return "tagged template"
        if text == "*" and i > 0 and tokens[i - 1].text in ("{", ",", "static"):
            return "generators"  # a method
        if token.kind != NAME:
            continue
        if text in NAMES:
            return NAMES[text]
        if text == "function" and i + 1 < len(tokens) and tokens[i + 1].text == "*":
            return "generators"
        if accessor_at(tokens, i):
            return "accessors"
        if text == "target" and i >= 2 and tokens[i - 2].text == "new":
            return "new.target"
    return None


def is_template_continued(tokens, i):
    return tokens[i - 1].text == "}" or tokens[i - 1].kind == TEMPLATE


# ---- rule 5: harness files about descriptors -------------------------------

PLAIN_INCLUDES = {"compareArray.js", "decimalToHexString.js", "nans.js", "dateConstants.js",
                  "assertRelativeDateMs.js", "sta.js", "assert.js"}

# ---- Tier B ----------------------------------------------------------------

TIER_B_NAMES = {"this", "prototype", "call", "apply", "bind", "valueOf", "toString", "delete",
                "freeze", "seal", "preventExtensions", "isFrozen", "isSealed", "isExtensible",
                "getPrototypeOf", "setPrototypeOf", "isPrototypeOf", "constructor"}
BOXES = {"Number", "String", "Boolean", "Object"}


def tier_b_reason(tokens):
    for i, token in enumerate(tokens):
        if token.kind == MARK and token.text in ("==", "!="):
            return "==, !="
        if token.kind != NAME:
            continue
        text = token.text
        if text in TIER_B_NAMES and not (text in ("valueOf", "toString") and is_call(tokens, i)):
            return text
        if text == "new" and i + 1 < len(tokens) and tokens[i + 1].text in BOXES:
            return "boxing"
        if text == "in" and not is_for_in(tokens, i):
            return "in"
    return None


def is_call(tokens, i):
    """Is it called as a method, rather than given as one?"""
    return i > 0 and tokens[i - 1].text in (".", "?.") and tokens[i + 1:i + 2] and \
        tokens[i + 1].text == "("


def is_for_in(tokens, i):
    """Does this `in` belong to the head of a for?"""
    depth = 0
    for j in range(i - 1, -1, -1):
        text = tokens[j].text
        if text in (")", "]", "}"):
            depth += 1
        elif text in ("(", "[", "{"):
            if depth == 0:
                return text == "(" and tokens[j - 1].text == "for"
            depth -= 1
        elif text == ";" and depth == 0:
            return False
    return False


# ---- a test ----------------------------------------------------------------


def front_list(front, key):
    found = re.search(rf"^{key}:[ \t]*\[(.*?)\]", front, re.M | re.S)
    if found:
        return [item.strip().strip("\"'") for item in found.group(1).split(",") if item.strip()]
    found = re.search(rf"^{key}:[ \t]*\n((?:[ \t]*-[ \t]*.*\n?)+)", front, re.M)
    if found:
        return [line.strip()[1:].strip().strip("\"'") for line in found.group(1).strip().split("\n")]
    return []


class Test:
    def __init__(self, root, path):
        self.path = path  # below CHECKOUT/test
        with open(os.path.join(root, "test", path), encoding="utf-8", newline="") as file:
            self.text = file.read()
        front = re.search(r"/\*---(.*?)---\*/", self.text, re.S).group(1)
        front = front.replace("\r\n", "\n").replace("\r", "\n")
        self.flags = front_list(front, "flags")
        self.features = front_list(front, "features")
        self.includes = front_list(front, "includes")
        self.phase = self.error = None
        negative = re.search(r"^negative:\s*\n((?:[ \t]+.*\n?)+)", front, re.M)
        if negative:
            self.phase = re.search(r"phase:\s*(\w+)", negative.group(1)).group(1)
            self.error = re.search(r"type:\s*(\w+)", negative.group(1)).group(1)
        self.dropped = None  # (rule, reason)
        self.is_tier_b = False
        self.classify()

    def classify(self):
        flags = FLAGS & set(self.flags)
        if flags:
            self.dropped = ("flags", sorted(flags)[0])
            return
        for directory in DIRECTORIES:
            if self.path.startswith(directory + "/"):
                self.dropped = ("directories", directory)
                return
        for feature in self.features:
            if FEATURES.fullmatch(feature):
                self.dropped = ("features", feature)
                return
        if self.phase is not None and self.phase != "runtime":
            return
        tokens = tokenize(self.text)
        reason = syntax_reason(tokens)
        if reason:
            self.dropped = ("syntax", reason)
            return
        for include in self.includes:
            if include not in PLAIN_INCLUDES:
                self.dropped = ("includes", include)
                return
        self.is_tier_b = self.phase is None and tier_b_reason(tokens) is None

    @property
    def tier(self):
        if self.dropped:
            return None
        return "NEG" if self.phase else "B" if self.is_tier_b else "A"


def tests(root):
    for top in ("language", "built-ins"):
        for folder, folders, files in os.walk(os.path.join(root, "test", top)):
            folders.sort()
            for name in sorted(files):
                if name.endswith(".js") and "_FIXTURE" not in name:
                    yield Test(root, os.path.relpath(os.path.join(folder, name),
                                                     os.path.join(root, "test")))


# ---- the counts ------------------------------------------------------------

PUBLISHED = {"all": 47533, "flags": 7852, "directories": 21326, "features": 3026, "syntax": 4634,
             "includes": 864, "A": 8199, "B": 4859, "NEG": 1632}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    rules, reasons, tiers, places = (collections.Counter() for _ in range(4))
    for test in tests(sys.argv[1]):
        rules["all"] += 1
        if test.dropped:
            rules[test.dropped[0]] += 1
            reasons[test.dropped] += 1
            continue
        parts = test.path.split("/")
        place = parts[1]
        tiers[test.tier] += 1
        places[(place, test.tier)] += 1
    tiers["A"] += tiers["B"]
    print(f"{'rule':14}{'here':>8}{'published':>11}")
    for name in ("all", "flags", "directories", "features", "syntax", "includes"):
        print(f"{name:14}{rules[name]:8}{PUBLISHED[name]:11}")
        for (rule, reason), count in sorted(reasons.items(), key=lambda item: -item[1]):
            if rule == name and rule != "directories":
                print(f"    {reason:34}{count:6}")
    for name in ("A", "B", "NEG"):
        print(f"{name:14}{tiers[name]:8}{PUBLISHED[name]:11}")
    print("by place: A (with B), B, NEG")
    for place in sorted({place for place, _ in places}):
        a, b, negative = (places[(place, tier)] for tier in ("A", "B", "NEG"))
        print(f"    {place:34}{a + b:6}{b:6}{negative:6}")


if __name__ == "__main__":
    main()
