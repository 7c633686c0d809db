# Pages, cursors and filters of lists (billing.md 2.6).

clock 2026-01-01T00:00:00Z
POST /v1/customers { name: "1", email: "odd@example.com" } -> 200 as c1
wait 10s
POST /v1/customers { name: "2", email: "even@example.com" } -> 200 as c2
wait 10s
POST /v1/customers { name: "3", email: "odd@example.com" } -> 200 as c3
wait 10s
POST /v1/customers { name: "4", email: "even@example.com" } -> 200 as c4
wait 10s
POST /v1/customers { name: "5", email: "odd@example.com" } -> 200 as c5

story "Newest first, page by page, forth and back"
expect GET /v1/customers { object: list, url: /v1/customers, has_more: false, data.#: 5, data.0.id: $c5.id, data.4.id: $c1.id }
expect GET /v1/customers?limit=2 { has_more: true, data: [{ id: $c5.id }, { id: $c4.id }] }
expect GET /v1/customers?limit=2&starting_after=$c4.id { has_more: true, data: [{ id: $c3.id }, { id: $c2.id }] }
expect GET /v1/customers?limit=2&starting_after=$c2.id { has_more: false, data: [{ id: $c1.id }] }
expect GET /v1/customers?limit=2&starting_after=$c1.id { has_more: false, data: [] }
expect GET /v1/customers?limit=2&ending_before=$c1.id { has_more: true, data: [{ id: $c3.id }, { id: $c2.id }] }
expect GET /v1/customers?limit=2&ending_before=$c3.id { has_more: false, data: [{ id: $c5.id }, { id: $c4.id }] }
expect GET /v1/customers?limit=2&ending_before=$c5.id { has_more: false, data: [] }

story "What was deleted is in no list, but still tells that it was"
DELETE /v1/customers/$c3.id -> 200 { id: $c3.id, object: customer, deleted: true }
expect GET /v1/customers { data: [{ id: $c5.id }, { id: $c4.id }, { id: $c2.id }, { id: $c1.id }] }
expect GET /v1/customers/$c3.id { deleted: true }

story "Filters hold together, and times have bounds"
expect GET /v1/customers?email=odd@example.com { data.#: 3 }
expect GET /v1/customers?email=odd%40example.com&limit=1&starting_after=$c5.id { has_more: true, data: [{ id: $c3.id }] }
expect GET /v1/customers?created=$c2.created { data: [{ id: $c2.id }] }
expect GET /v1/customers?created[gt]=$c2.created { data.#: 3 }
expect GET /v1/customers?created[gte]=$c2.created&created[lt]=$c4.created { data: [{ id: $c3.id }, { id: $c2.id }] }
expect GET /v1/customers?created[lte]=$c2.created&email=odd@example.com { data: [{ id: $c1.id }] }

story "What makes no sense is said"
GET /v1/customers?limit=0 -> 400 { error.param: limit }
GET /v1/customers?limit=101 -> 400 { error.param: limit }
GET /v1/customers?limit=many -> 400 { error: { code: parameter_invalid_integer, param: limit } }
GET /v1/customers?starting_after=cus_nobody -> 400 { error: { code: resource_missing, param: starting_after } }
GET /v1/customers?starting_after=$c1.id&ending_before=$c2.id -> 400
GET /v1/customers?page=2 -> 400 { error: { code: parameter_unknown, param: page } }

story "Customers on test clocks are seen only by those who ask for their clock"
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-01 } -> 200 as clock
POST /v1/customers { name: "6", test_clock: $clock.id } -> 200 as c6
expect GET /v1/customers { data.#: 5 }
expect GET /v1/customers?test_clock=$clock.id { data: [{ id: $c6.id }] }

story "Invoices by when they are due"
POST /v1/invoices { customer: $c1.id, collection_method: send_invoice, due_date: 1769904000 } -> 200 as due
POST /v1/invoices { customer: $c1.id } -> 200
expect GET /v1/invoices?due_date=1769904000 { data: [{ id: $due.id }] }
expect GET /v1/invoices?due_date[gte]=1769904000&due_date[lt]=1769904001 { data: [{ id: $due.id }] }
expect GET /v1/invoices?due_date[gt]=1769904000 { data: [] }
expect GET /v1/invoices?due_date[lte]=1769903999 { data: [] }
GET /v1/invoices?due_date[near]=1769904000 -> 400 { error.param: ~ "near", error.code: parameter_unknown }
