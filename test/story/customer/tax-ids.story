# Under which numbers tax offices know a company (billing.md 5.2).

clock 2026-01-15T00:00:00Z
POST /v1/customers { name: "Ada", tax_id_data: [{ type: us_ein, value: "12-3456789" }] } -> 200 as ada

story "Tax ids are kept, checked later, and stand on invoices"
POST /v1/customers/$ada.id/tax_ids { type: eu_vat, value: DE000000000 } -> 200 {
  object: tax_id, id: ~ "txi_", country: DE, customer: $ada.id, owner: { type: customer, customer: $ada.id }, type: eu_vat, verification: { status: pending, verified_name: null }
} as vat
expect events of vat [ customer.tax_id.created customer.tax_id.updated { data.object.verification.status: verified } ]
expect GET /v1/customers/$ada.id/tax_ids/$vat.id { verification: { status: verified, verified_name: ? } }
POST /v1/customers/$ada.id/tax_ids { type: gb_vat, value: GB111111111 } -> 200 as unverified
POST /v1/customers/$ada.id/tax_ids { type: eu_vat, value: FR222222222 } -> 200 as pending
expect object $unverified.id { verification.status: unverified, country: GB }
expect object $pending.id { verification.status: pending }
GET /v1/customers/$ada.id?expand[]=tax_ids -> 200 { tax_ids.data: [{ id: $pending.id }, { id: $unverified.id }, { id: $vat.id }, { type: us_ein, verification: null, country: US }] }
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 { customer_tax_ids: [] } as invoice
POST /v1/invoices/$invoice.id/finalize -> 200 { customer_tax_ids: [{ type: eu_vat, value: FR222222222 }, { type: gb_vat }, { type: eu_vat }, { type: us_ein, value: "12-3456789" }] }
DELETE /v1/customers/$ada.id/tax_ids/$vat.id -> 200 { id: $vat.id, object: tax_id, deleted: true } as gone
expect events of gone [ customer.tax_id.deleted ]
GET /v1/customers/$ada.id/tax_ids -> 200 { data.#: 3 }

story "The account has its own"
POST /v1/tax_ids { type: de_stn, value: "1234567890" } -> 200 { customer: null, owner: { type: self } } as own
expect GET /v1/tax_ids { data: [{ id: $own.id }] }
POST /v1/tax_ids { type: ch_vat, value: "CHE-123.456.788 MWST", owner: { type: customer, customer: $ada.id } } -> 200 { customer: $ada.id } as other
expect GET /v1/tax_ids?owner[type]=customer&owner[customer]=$ada.id { data.0.id: $other.id }
expect GET /v1/tax_ids/$own.id { type: de_stn }
DELETE /v1/tax_ids/$own.id -> 200 { deleted: true }
GET /v1/tax_ids/$own.id -> 404

story "Wrong calls change nothing"
POST /v1/customers/$ada.id/tax_ids { type: xx_vat, value: "12345678" } -> 400 { error: { code: tax_id_invalid, param: type } }
POST /v1/customers/$ada.id/tax_ids { type: "us_ein gb_vat", value: "12345678" } -> 400 { error.param: type }
POST /v1/customers/$ada.id/tax_ids { type: eu_vat, value: "12345678" } -> 400 { error: { code: tax_id_invalid, param: value } }
POST /v1/customers/$ada.id/tax_ids { type: us_ein } -> 400 { error: { code: parameter_missing, param: value } }
POST /v1/tax_ids { type: us_ein, value: "12345678", owner: { type: customer } } -> 400 { error.param: "owner[type]" }
POST /v1/customers/$ada.id/tax_ids { type: us_ein, value: "10000002" } -> 200
POST /v1/customers/$ada.id/tax_ids { type: us_ein, value: "10000003" } -> 200
POST /v1/customers/$ada.id/tax_ids { type: us_ein, value: "10000004" } -> 200
POST /v1/customers/$ada.id/tax_ids { type: us_ein, value: "10000005" } -> 200
POST /v1/customers/$ada.id/tax_ids { type: us_ein, value: "10000006" } -> 400 { error.message: ~ "at most 5" }
GET /v1/customers/$ada.id/tax_ids -> 200 { data.#: 5 }
