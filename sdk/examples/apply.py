import shutil,os
os.chdir('/work/wt/invoices')
def edit(p, *pairs):
    s=open(p).read()
    for o,n in pairs:
        assert o in s,(p,o)
        s=s.replace(o,n,1)
    open(p,'w').write(s)
for f in ['explain.h','explain.c','explain_amount.c']:
    shutil.copy('/tmp/ex/'+f,'src/invoice/'+f)
edit('src/invoice/meson.build',("'finalize.c',","'explain.c', 'explain_amount.c', 'finalize.c',"))
edit('model/invoice.model',('''type invoice_line il as line_item
''','''type line_share
  | Of what, and of which time, an amount is a share.
  at         time           -- Begin of the share; the period's end: nothing of it.
  end        time           -- End of the period.
  factor     decimal?       -- The share, when user logic decided it.
  is_credit  bool           -- It is given back.
  start      time           -- Begin of the period.
  whole      int            -- The amount of the whole period.

type invoice_line il as line_item
'''),('''  tax_given             [line_tax] hidden ''','''  share                 line_share? hidden                 -- Of what the amount is a share.
  tax_given             [line_tax] hidden '''),
('''  is_pending          bool hidden                    -- Whether it still waits.
''','''  is_pending          bool hidden                    -- Whether it still waits.
  share               line_share? hidden             -- Of what the amount is a share.
'''),
('''params invoice_create
''','''enum explanation_step_kind
  | What a step of an explanation does.
  amount    -- An amount that was given.
  units     -- Units at the price of one.
  package   -- How many packages a quantity makes.
  tier      -- Units of one tier at its price.
  flat_fee  -- The fee of a tier.
  base      -- The amount of a whole period, when it is not the price's.
  share     -- The share of a period.
  factor    -- The share that user logic decided.
  rounding  -- To the smallest unit of the currency.

type explanation_step
  | A step to the amount of a line.
  amount_decimal  decimal?               -- What the step comes to; of units, tiers and fees to be added up.
  denominator     int??                  -- Of a share: seconds of the whole period.
  kind            explanation_step_kind  -- What it does.
  numerator       int??                  -- Of a share: seconds that count.
  text            text                   -- For people.

type explanation_discount
  | What a discount took off a line.
  amount       int          -- Off this line.
  amount_off   int?         -- Of its coupon.
  base         int          -- What it worked on: what discounts before it left of all lines that it reached.
  coupon       ->coupon     -- The rule.
  discount     ->discount   -- The discount.
  percent_off  decimal? as_number -- Of its coupon.
  reason       text?        -- What user logic said about it.
  run          ->run?       -- The decision of user logic.

type explanation_tax
  | What a rate makes of a line.
  amount      int                -- The tax.
  base        int                -- What it is computed from.
  inclusive   bool               -- Whether it lies in the amount.
  is_given    bool               -- A client computed it.
  percentage  decimal as_number  -- Of the rate.
  reason      taxability_reason  -- Why it is as high as it is.
  tax_rate    ->tax_rate         -- The rate.
  unrounded   decimal?           -- The share before it was rounded.

type explanation_line
  | How a line came about.
  amount       int                     -- Before discounts.
  description  text?                   -- As on the line.
  discounts    [explanation_discount]  -- In the order in which they worked.
  line         ->invoice_line          -- The line.
  matches      bool                    -- Whether all of it comes out the same, computed anew.
  steps        [explanation_step]      -- How the amount came about.
  taxes        [explanation_tax]       -- Of what discounts left.
  total        int                     -- Less discounts, with exclusive taxes.

type explanation_balance
  | What the customer's balance did to the total.
  amount_due        int   -- What was to be paid.
  ending_balance    int   -- Afterwards.
  starting_balance  int   -- Before.
  text              text  -- For people.

type explanation_credit
  | A credit note.
  credit_note          ->credit_note       -- The note.
  number               text                -- Its number.
  post_payment_amount  int                 -- Given back of what was paid.
  pre_payment_amount   int                 -- Taken off what remained.
  status               credit_note_status  -- Whether it holds.

type invoice_explanation inexp as extend.invoice_explanation
  | How an invoice's amounts came about, computed anew from what is stored.
  balance       explanation_balance   -- What the customer's balance did.
  credit_notes  [explanation_credit]  -- Corrections.
  currency      currency              -- Of the amounts.
  invoice       ->invoice             -- The invoice.
  lines         [explanation_line]    -- Line by line.
  livemode      bool                  -- Whether real money moves.
  matches       bool                  -- Whether all of it comes out the same.
  runs          [->run]               -- Decisions of user logic behind it.
  subtotal      int                   -- As on the invoice.
  tax_rounding  tax_rounding?         -- Where taxes were rounded.
  total         int                   -- As on the invoice.

params invoice_create
'''),('''route POST /v1/invoices/{id}/lines/{line} ''','''route GET /v1/invoices/{id}/explanation api_invoice_explain - invoice_explanation
  | How its amounts came about, step by step.
route POST /v1/invoices/create_preview/explanation api_invoice_explain_preview invoice_preview invoice_explanation
  | The same for what the next invoice would be; nothing is changed.
route POST /v1/invoices/{id}/lines/{line} '''))
# shares
edit('src/invoice/draft.c',('''static err_t
period_amount(struct task *task, const struct subscription *subscription,
              const struct subscription_item *item, const struct price *price, int64_t *out)
{''','''static err_t
period_amount(struct task *task, const struct subscription *subscription,
              const struct subscription_item *item, const struct price *price,
              struct invoice_line *line)
{''') if 'const struct price *price, int64_t *out)\n{' in open('src/invoice/draft.c').read() else ('',''))
s=open('src/invoice/draft.c').read()
open('src/invoice/draft.c','w').write(s)
edit('src/invoice/total.h',('enum tax_exemption tax_exemption_of','''/** The rates of the line, or else those of the invoice (billing.md 8). */
must_use err_t line_rates_read(struct task *task, const struct invoice *invoice,
                               const struct invoice_line *line, struct rating_line *out);
enum tax_exemption tax_exemption_of'''))
s=open('src/invoice/total.c').read()
a=s.index('/** The rates of the line, or else'); b=s.index('read_rates(',a)
s=s[:a]+'err_t\n'+s[b:]
s=s.replace('read_rates(','line_rates_read(')
open('src/invoice/total.c','w').write(s)
edit('src/rating/rating.h',('''/**
 * Taxes of every line''','''/** The standard logic of a coupon without a script: what it takes off a base, never above it. */
must_use err_t rating_coupon_take(const struct coupon *coupon, struct currency currency,
                                  int64_t base, int64_t *out);

/**
 * Taxes of every line'''))
s=open('src/rating/discount.c').read()
s=s.replace('/** The standard logic: a share or an amount of the base, never more than the base. */\nstatic err_t\ncoupon_take(','err_t\nrating_coupon_take(')
s=s.replace('coupon_take(','rating_coupon_take(').replace('rating_rating_','rating_')
open('src/rating/discount.c','w').write(s)
edit('src/invoice/invoice.h',('''/* ---- credit notes ---''','''/**
 * How the amounts of an invoice, or of a preview, came about, computed anew
 * from what is stored and held against it (EXPLAIN-1).
 */
must_use err_t invoice_explain(struct task *task, const struct invoice *invoice,
                               struct invoice_explanation **out);

/* ---- credit notes ---'''))
edit('src/api/invoice_api.c',('''err_t
api_invoice_line_list(struct call *call)''','''err_t
api_invoice_explain(struct call *call)
{
    void *invoice;
    struct invoice_explanation *explanation;
    TRY(call_path_object(call, 0, &invoice_records, &invoice));
    TRY(invoice_explain(call->task, invoice, &explanation));
    return call_answer_object(call, &invoice_explanation_kind, explanation);
}

err_t
api_invoice_explain_preview(struct call *call)
{
    struct invoice *invoice;
    struct invoice_explanation *explanation;
    TRY(workflow_preview(call->task, call->params, &invoice));
    TRY(invoice_explain(call->task, invoice, &explanation));
    TRY(call_answer_object(call, &invoice_explanation_kind, explanation));
    session_drop_changes(call->task);
    return OK;
}

err_t
api_invoice_line_list(struct call *call)'''))
s=open('src/invoice/draft.c').read()
s=s.replace('''    line->credited_invoice = item->credited_invoice;
''','''    line->share = item->share;
    line->credited_invoice = item->credited_invoice;
''',1)
open('src/invoice/draft.c','w').write(s)
edit('src/invoice/prorate.h',('''    int64_t amount;                   /**< below 0 for credits */
''','''    int64_t amount;                   /**< below 0 for credits */
    bool has_factor;                  /**< user logic decided the share */
    struct decimal factor;
'''))
edit('src/invoice/prorate_ask.c',('''        TRY(rating_times(part->whole, answer->proration_factor, &part->amount));
''','''        TRY(rating_times(part->whole, answer->proration_factor, &part->amount));
        part->has_factor = true;
        part->factor = answer->proration_factor;
'''))
edit('src/invoice/prorate.c',('''    item->share''','''    item->share''') if 'item->share' in open('src/invoice/prorate.c').read() else ('''    TRY(record_insert(task, &invoiceitem_records, item));
    return event_append(task, EVENT_INVOICEITEM_CREATED, &invoiceitem_records, item);
''','''    item->share = arena_new(task->arena, struct line_share);
    if (item->share == NULL) {
        return fail_memory(task);
    }
    *item->share = (struct line_share){
        .at = at,
        .end = part->whole_end,
        .start = part->whole_start,
        .whole = part->whole,
        .is_credit = part->is_credit,
        .has_factor = part->has_factor ? GIVEN_VALUE : GIVEN_NO,
        .factor = part->factor,
    };
    TRY(record_insert(task, &invoiceitem_records, item));
    return event_append(task, EVENT_INVOICEITEM_CREATED, &invoiceitem_records, item);
'''))
