# The query language of search (billing.md 2.7), its pages and what is wrong with queries.

proves docs/concepts/search.md, API-8

clock 2026-01-01T00:00:00Z
POST /v1/customers { name: "Ada King Lovelace", email: "ada@example.com", metadata: { team: "Blue" } } -> 200 as ada
wait 10s
POST /v1/customers { name: "Bo Derek", email: "bo@example.org", phone: "+49 30 1234" } -> 200 as bo
wait 10s
POST /v1/customers { name: "Ada Byron", email: "byron@example.com", metadata: { team: "red" } } -> 200 as byron

story "Strings by their words, parts of them, tokens and numbers"
expect GET /v1/customers/search?query=email:"ada@example.com" { object: search_result, url: /v1/customers/search, has_more: false, next_page: null, total_count: absent, data: [{ id: $ada.id, object: customer }] }
expect GET /v1/customers/search?query=name:"ada" { data: [{ id: $byron.id }, { id: $ada.id }] }
expect GET /v1/customers/search?query=name:'king%20lovelace' { data: [{ id: $ada.id }] }
expect GET /v1/customers/search?query=name:"ada%20lovelace" { data: [] }
expect GET /v1/customers/search?query=name:"love" { data: [] }
expect GET /v1/customers/search?query=name~"LOVE" { data: [{ id: $ada.id }] }
expect GET /v1/customers/search?query=created>=1767225610 { data.#: 2 }
expect GET /v1/customers/search?query=created<"1767225610" { data: [{ id: $ada.id }] }
expect GET /v1/customers/search?query=metadata["team"]:"BLUE" { data: [{ id: $ada.id }] }
expect GET /v1/customers/search?query=metadata['te%5Cam']:blue { data: [{ id: $ada.id }] }

story "Negation, null, AND and OR"
expect GET /v1/customers/search?query=phone:null { data: [{ id: $byron.id }, { id: $ada.id }] }
expect GET /v1/customers/search?query=-metadata["team"]:null { data: [{ id: $byron.id }, { id: $ada.id }] }
expect GET /v1/customers/search?query=-metadata["team"]:"blue" { data: [{ id: $byron.id }, { id: $bo.id }] }
expect GET /v1/customers/search?query=name:"ada"%20AND%20metadata["team"]:"red" { data: [{ id: $byron.id }] }
expect GET /v1/customers/search?query=name:"ada"%20-metadata["team"]:"red" { data: [{ id: $ada.id }] }
expect GET /v1/customers/search?query=name:"bo"%20OR%20metadata["team"]:"red" { data: [{ id: $byron.id }, { id: $bo.id }] }

story "Pages, a total, expansion"
expect GET /v1/customers/search?query=email~"example"&limit=2&expand[]=total_count { data: [{ id: $byron.id }, { id: $bo.id }], has_more: true, next_page: ?, total_count: 3 }
GET /v1/customers/search?query=email~"example"&limit=2 -> 200 as first
GET /v1/customers/search?query=email~"example"&limit=2&page=$first.next_page -> 200 { data: [{ id: $ada.id }], has_more: false, next_page: null }
GET /v1/customers/search?query=name:"x"&page=elsewhere -> 400 { error.param: page }
GET /v1/customers/search?query=name:"x"&starting_after=$ada.id -> 400 { error.code: parameter_unknown, error.param: starting_after }
GET /v1/customers/search?query=name:"x"&limit=101 -> 400 { error.param: limit }

story "Wrong queries say what is wrong"
GET /v1/customers/search -> 400 { error.code: parameter_missing, error.param: query }
GET /v1/customers/search?query=name -> 400 { error.type: invalid_request_error, error.param: query, error.message: ~ "unable to parse" }
GET /v1/customers/search?query=name:"ada -> 400 { error.param: query, error.message: ~ "unable to parse" }
GET /v1/customers/search?query=name: -> 400 { error.param: query, error.message: ~ "unable to parse" }
GET /v1/customers/search?query=metadata:"x" -> 400 { error.param: query, error.message: ~ "unable to parse" }
GET /v1/customers/search?query=(name:"x") -> 400 { error.param: query, error.message: ~ "unable to parse" }
GET /v1/customers/search?query=balance:5 -> 400 { error.param: query, error.message: ~ "unsupported search field" }
GET /v1/customers/search?query=name>"x" -> 400 { error.param: query, error.message: ~ "not supported" }
GET /v1/customers/search?query=created~"176" -> 400 { error.param: query, error.message: ~ "not supported" }
GET /v1/customers/search?query=created>soon -> 400 { error.param: query, error.message: ~ "integer" }
GET /v1/customers/search?query=name~"ad" -> 400 { error.param: query, error.message: ~ "at least 3" }
GET /v1/customers/search?query=name~null -> 400 { error.param: query, error.message: ~ "null" }
GET /v1/customers/search?query=name:a%20AND%20name:b%20OR%20name:c -> 400 { error.param: query, error.message: ~ "AND and OR" }
GET /v1/customers/search?query=name:a%20name:b%20name:c%20name:d%20name:e%20name:f%20name:g%20name:h%20name:i%20name:j%20name:k -> 400 { error.param: query, error.message: ~ "at most 10" }

story "Every resource by its own fields"
POST /v1/products { id: "seat", name: "Seat", shippable: false, url: "https://example.com/seat" } -> 200 as seat
POST /v1/prices { product: $seat.id, currency: usd, unit_amount: 1000, recurring: { interval: month }, lookup_key: "seat-monthly" } -> 200 as price
POST /v1/payment_methods { type: card, card: { token: tok_visa } } -> 200 as card
POST /v1/payment_methods/$card.id/attach { customer: $ada.id } -> 200
POST /v1/customers/$ada.id { invoice_settings: { default_payment_method: $card.id } } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], metadata: { plan: "pro" } } -> 200 as sub
expect GET /v1/products/search?query=shippable:"false"%20active:"true"%20url~"seat" { data: [{ id: seat }] }
expect GET /v1/products/search?query=description:null { data: [{ id: seat }] }
expect GET /v1/prices/search?query=product:"seat"%20type:"recurring"%20lookup_key:"seat-monthly"%20currency:usd%20active:true { data: [{ id: $price.id }] }
expect GET /v1/subscriptions/search?query=status:"active"%20metadata["plan"]:"pro"&expand[]=data.customer { data: [{ id: $sub.id, customer.id: $ada.id, customer.name: ? }] }
expect GET /v1/invoices/search?query=subscription:"$sub.id"%20customer:"$ada.id"%20total:1000%20status:"paid"%20receipt_number:null { data: [{ id: $sub.latest_invoice }] }
expect GET /v1/invoices/search?query=-total>999 { data: [] }
expect GET /v1/payment_intents/search?query=amount>=1000%20currency:"USD"%20status:"succeeded"%20customer:"$ada.id" { data: [{ amount: 1000 }] }
expect GET /v1/charges/search?query=payment_method_details.card.last4:4242%20payment_method_details.card.brand:"visa"%20refunded:"false"%20disputed:"false" { data: [{ amount: 1000 }] }
expect GET /v1/charges/search?query=billing_details.address.postal_code:"10115" { data: [] }
