# SPDX-License-Identifier: Apache-2.0
"""model_public.py: the committed outputs of model/: reference pages, TypeScript types, JSON Schema."""

import os


def pages(words, root):
    """{path from the root: text}"""
    return {}


def is_fresh(root, path, text):
    full = os.path.join(root, path)
    if not os.path.exists(full):
        return False
    with open(full, encoding='utf-8') as stream:
        return stream.read() == text
