#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""mutants.py BUILD [LIVES [NAME...]]: every rule of the lives bites.

The sources that BUILD builds are broken in one place at a time; then lives must
fail, and say so in the words of the rule that is meant. Each source is put back
as it was. Takes a build for each; not among the tests that always run.
"""

import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
# The rule, its words (one of them), the file, what stands there, what stands there instead.
MUTANTS = [
    ('adjacent', ['its two ends to', 'there and back leaves'], 'src/invoice/prorate.c',
     'part->amount = rating_part(net, start, end, at, part->end);',
     'part->amount = rating_part(net, start, end, at - (at - start) % 86400, part->end);'),
    ('there_and_back', ['there and back leaves', 'its two ends to'], 'src/invoice/prorate.c',
     'rating_share(debit->amount, debit->start, debit->end, at);',
     'rating_share(debit->amount, debit->start - 86400, debit->end, at);'),
    ('credits', ['go back', 'goes back'], 'src/invoice/prorate.c',
     'debit.end = at;', '(void)at;'),
    ('preview_now', ['the preview of a change'], 'src/workflow/preview.c',
     'TRY(change_apply(task, subscription, change, effect));',
     'change->at = task->now;\n    TRY(change_apply(task, subscription, change, effect));'),
    ('preview_next', ['the preview of a renewal', 'the preview of a change that waits'],
     'src/workflow/renewal.c', 'TRY(invoice_add_pending(task, invoice, &taken));\n    for (size_t i = subscription->items_count',
     'TRY(task->is_preview ? OK : invoice_add_pending(task, invoice, &taken));\n    for (size_t i = subscription->items_count'),
    ('stops', ['at once:', 'with stops'], 'src/workflow/renewal.c',
     'invoice->automatically_finalizes_at = task->now + LIMIT_INVOICE_DRAFT_SECONDS;\n        invoice->next_payment_attempt',
     'invoice->automatically_finalizes_at = task->now + task->wall_ms % 60000 + 60;\n        invoice->next_payment_attempt'),
    ('totals', ['invoices: '], 'src/invoice/total.c',
     'invoice->subtotal = sum - bill->line_discount;',
     'invoice->subtotal = sum - bill->line_discount + (invoice->lines_count > 2);'),
    ('books', ['books: '], 'src/invoice/settle.c',
     'TRY(post_paid(task, invoice, payment->payment.payment_intent, amount - too_much));',
     'TRY(post_paid(task, invoice, payment->payment.payment_intent, amount - too_much + (amount > 5000)));'),
    ('nothing', ['is charged'], 'src/subscription/item.c',
     'if (wish->has_quantity != GIVEN_NO && wish->quantity != item->quantity) {',
     'if (wish->has_quantity != GIVEN_NO) {'),
    ('boundary', ['which is no boundary', 'comes one from'], 'src/subscription/subscription.c',
     'assert(start <= at && at < end);', 'end += 3600;'),
]


def lives(build, count, words):
    """Whether a life broke the rule, and otherwise what was said first."""
    said = 'nothing'
    with subprocess.Popen([os.path.join(build, 'test/story/lives'), str(count)], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True) as running:
        for line in running.stdout:
            if any(word in line for word in words):
                running.kill()
                return True, line
            said = line.strip() if said == 'nothing' else said
    return False, said


def bites(build, count, mutant):
    name, words, file, old, new = mutant
    path = os.path.join(ROOT, file)
    with open(path) as stream:
        text = stream.read()
    if text.count(old) != 1:
        return 'stands %d times in %s' % (text.count(old), file)
    try:
        with open(path, 'w') as stream:
            stream.write(text.replace(old, new))
        made = subprocess.run(['ninja', '-C', build, 'test/story/lives'], capture_output=True, text=True)
        if made.returncode != 0:
            return 'does not build:\n' + made.stdout[-600:]
        bitten, said = lives(build, count, words)
    finally:
        with open(path, 'w') as stream:
            stream.write(text)
    return None if bitten else 'the lives say: ' + said


def main():
    build = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    failed = 0
    meant = [mutant for mutant in MUTANTS if len(sys.argv) < 4 or mutant[0] in sys.argv[3:]]
    for mutant in meant:
        problem = bites(build, count, mutant)
        print('%s %s%s' % ('ok  ' if problem is None else 'FAIL', mutant[0], '' if problem is None else ': ' + problem), flush=True)
        failed += problem is not None
    subprocess.run(['ninja', '-C', build, 'test/story/lives'], capture_output=True)
    print('%d passed, %d failed' % (len(meant) - failed, failed))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
