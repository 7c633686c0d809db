#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write src/script/unicode_data.h: the character tables of scripts.

Reads the character database through the system's libicuuc, once, when the
language version moves to a new Unicode version; the result is committed and
building needs neither this program nor the library.

    tools/unicode_tables.py > src/script/unicode_data.h
"""
import ctypes
import ctypes.util
import re

path = ctypes.util.find_library("icuuc")
icu = ctypes.CDLL(path)
suffix = "_" + re.search(r"\.so\.(\d+)", path).group(1)


def function(name, result, *arguments):
    found = getattr(icu, name + suffix)
    found.restype = result
    found.argtypes = arguments
    return found


C = ctypes
char_type = function("u_charType", C.c_int8, C.c_int32)
has_binary = function("u_hasBinaryProperty", C.c_int8, C.c_int32, C.c_int)
property_enum = function("u_getPropertyEnum", C.c_int, C.c_char_p)
value_name = function("u_getPropertyValueName", C.c_char_p, C.c_int, C.c_int32, C.c_int)
int_value = function("u_getIntPropertyValue", C.c_int32, C.c_int32, C.c_int)
max_value = function("u_getIntPropertyMaxValue", C.c_int32, C.c_int)
simple_upper = function("u_toupper", C.c_int32, C.c_int32)
simple_lower = function("u_tolower", C.c_int32, C.c_int32)
simple_fold = function("u_foldCase", C.c_int32, C.c_int32, C.c_uint32)
combining_class = function("u_getCombiningClass", C.c_uint8, C.c_int32)
version = function("u_getUnicodeVersion", None, C.c_char_p)
U16 = C.POINTER(C.c_uint16)
upper_text = function("u_strToUpper", C.c_int32, U16, C.c_int32, U16, C.c_int32, C.c_char_p,
                      C.POINTER(C.c_int))
lower_text = function("u_strToLower", C.c_int32, U16, C.c_int32, U16, C.c_int32, C.c_char_p,
                      C.POINTER(C.c_int))
nfc = function("unorm2_getNFCInstance", C.c_void_p, C.POINTER(C.c_int))(C.byref(C.c_int(0)))
nfkc = function("unorm2_getNFKCInstance", C.c_void_p, C.POINTER(C.c_int))(C.byref(C.c_int(0)))
raw_decomposition = function("unorm2_getRawDecomposition", C.c_int32, C.c_void_p, C.c_int32, U16,
                             C.c_int32, C.POINTER(C.c_int))
compose_pair = function("unorm2_composePair", C.c_int32, C.c_void_p, C.c_int32, C.c_int32)

LAST = 0x110000
SURROGATES = range(0xD800, 0xE000)


def full(mapping, code):
    text = chr(code).encode("utf-16-le")
    source = (C.c_uint16 * (len(text) // 2)).from_buffer_copy(text)
    out = (C.c_uint16 * 16)()
    error = C.c_int(0)
    length = mapping(out, 16, source, len(text) // 2, b"", C.byref(error))
    return [ord(c) for c in bytes(out)[: 2 * length].decode("utf-16-le")]


def boundaries(test):
    found, inside = [], False
    for code in range(LAST):
        now = bool(test(code))
        if now != inside:
            found.append(code)
            inside = now
    return found


def emit(name, type_name, rows, width=8):
    print(f"static const {type_name} {name}[] = {{")
    for i in range(0, len(rows), width):
        print("    " + " ".join(f"{row}," for row in rows[i : i + width]))
    print("};\n")


def case_ranges(mapping):
    """(first, last, stride, delta) rows; stride 2 covers the alternating blocks."""
    pairs = [(c, mapping(c) - c) for c in range(LAST) if mapping(c) != c]
    rows, i = [], 0
    while i < len(pairs):
        best = 1
        stride = 1
        for step in (1, 2):
            j = i + 1
            while j < len(pairs) and pairs[j] == (pairs[j - 1][0] + step, pairs[i][1]):
                j += 1
            if j - i > best:
                best, stride = j - i, step
        rows.append((pairs[i][0], pairs[i + best - 1][0], stride, pairs[i][1]))
        i += best
    return rows


buffer = C.create_string_buffer(4)
version(buffer)
print("/* SPDX-License-Identifier: Apache-2.0 */")
print("/** unicode_data.h: tables written by tools/unicode_tables.py; for unicode.c alone. */")
print("#pragma once\n")
print('#include "base/base.h"\n')
print(f"/* Unicode {buffer.raw[0]}.{buffer.raw[1]} */\n")
print("struct case_range {\n    uint32_t first;\n    uint32_t last;\n    int32_t delta;\n"
      "    uint32_t stride;\n};\n")
for name, mapping in (("upper_ranges", simple_upper), ("lower_ranges", simple_lower),
                      ("fold_ranges", lambda c: simple_fold(c, 0))):
    emit(name, "struct case_range",
         [f"{{0x{a:x}, 0x{b:x}, {d}, {s}}}" for a, b, s, d in case_ranges(mapping)], 3)

print("struct case_special {\n    uint32_t code;\n    uint32_t text[3];\n};\n")
for name, mapping, simple in (("upper_special", upper_text, simple_upper),
                              ("lower_special", lower_text, simple_lower)):
    rows = []
    for code in range(LAST):
        if code in SURROGATES:
            continue
        text = full(mapping, code)
        if text != [simple(code)]:
            text = (text + [0, 0])[:3]
            rows.append(f"{{0x{code:x}, {{0x{text[0]:x}, 0x{text[1]:x}, 0x{text[2]:x}}}}}")
    emit(name, "struct case_special", rows, 2)

# General categories: first code << 5 | category, in order.
CATEGORIES = ["Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Me", "Mc", "Nd", "Nl", "No", "Zs", "Zl",
              "Zp", "Cc", "Cf", "Co", "Cs", "Pd", "Ps", "Pe", "Pc", "Po", "Sm", "Sc", "Sk", "So",
              "Pi", "Pf"]
emit("category_names", "char *const", [f'"{c}"' for c in CATEGORIES], 12)
rows, before = [], None
for code in range(LAST):
    if char_type(code) != before:
        before = char_type(code)
        rows.append(f"0x{code << 5 | before:x}")
emit("categories", "uint32_t", rows)

script = property_enum(b"Script")
used, rows, before = {}, [], None
for code in range(LAST):
    value = int_value(code, script)
    if value != before:
        before = value
        rows.append(f"0x{code << 8 | used.setdefault(value, len(used)):x}")
emit("scripts", "uint32_t", rows)
emit("script_names", "char *const",
     [f'"{value_name(script, v, 1).decode()}", "{value_name(script, v, 0).decode()}"'
      for v in used], 2)

BINARY = ["Alphabetic", "ASCII_Hex_Digit", "Case_Ignorable", "Cased", "Dash", "Emoji",
          "Emoji_Presentation", "Extended_Pictographic", "Hex_Digit", "ID_Continue", "ID_Start",
          "Ideographic", "Lowercase", "Math", "Uppercase", "White_Space"]
SHORT = {"Alphabetic": "Alpha", "ASCII_Hex_Digit": "AHex", "Case_Ignorable": "CI", "Dash": "Dash",
         "Emoji_Presentation": "EPres", "Extended_Pictographic": "ExtPict", "Hex_Digit": "Hex",
         "ID_Continue": "IDC", "ID_Start": "IDS", "Ideographic": "Ideo", "Lowercase": "Lower",
         "Uppercase": "Upper", "White_Space": "space"}
for name in BINARY:
    number = property_enum(name.encode())
    emit(name.lower(), "uint32_t",
         [f"0x{c:x}" for c in boundaries(lambda code: has_binary(code, number))])
print("struct binary_property {\n    const char *name;\n    const char *short_name;\n"
      "    const uint32_t *bounds;\n    size_t count;\n};\n")
emit("binary_properties", "struct binary_property",
     [f'{{"{n}", "{SHORT.get(n, n)}", {n.lower()}, {len(boundaries(lambda c, p=property_enum(n.encode()): has_binary(c, p)))}}}'
      for n in BINARY], 1)

# Combining classes: first code << 8 | class.
rows, before = [], None
for code in range(LAST):
    if combining_class(code) != before:
        before = combining_class(code)
        rows.append(f"0x{code << 8 | before:x}")
emit("combining_classes", "uint32_t", rows)

# Canonical decompositions, one level, without Hangul; pairs that compose, sorted by both.
print("struct decomposition {\n    uint32_t code;\n    uint32_t first;\n    uint32_t second;\n"
      "};\n")
rows = []
pairs = []
out = (C.c_uint16 * 32)()
compatible = []
for code in range(LAST):
    if 0xAC00 <= code < 0xAC00 + 11172 or code in SURROGATES:
        continue
    error = C.c_int(0)
    length = raw_decomposition(nfc, code, out, 32, C.byref(error))
    if length >= 0:
        text = [ord(c) for c in bytes(out)[: 2 * length].decode("utf-16-le")]
        second = text[1] if len(text) > 1 else 0
        if second != 0 and compose_pair(nfc, text[0], second) == code:
            pairs.append((text[0], second, code))
        rows.append(f"{{0x{code:x}, 0x{text[0]:x}, 0x{second:x}}}")
        continue
    length = raw_decomposition(nfkc, code, out, 32, C.byref(error))
    if length >= 0:
        compatible.append((code, [ord(c) for c in bytes(out)[: 2 * length].decode("utf-16-le")]))
emit("decompositions", "struct decomposition", rows, 3)
emit("compositions", "struct decomposition",
     [f"{{0x{c:x}, 0x{a:x}, 0x{b:x}}}" for a, b, c in sorted(pairs)], 3)

# Compatibility decompositions: code, place in the texts, length.
print("struct compatible {\n    uint32_t code;\n    uint16_t place;\n    uint16_t length;\n};\n")
texts, rows = [], []
for code, text in compatible:
    place = next((i for i in range(len(texts) - len(text) + 1)
                  if texts[i : i + len(text)] == text), None) if len(text) < 3 else None
    if place is None:
        place = len(texts)
        texts += text
    rows.append(f"{{0x{code:x}, {place}, {len(text)}}}")
emit("compatibles", "struct compatible", rows, 4)
emit("compatible_texts", "uint32_t", [f"0x{c:x}" for c in texts])
