-- SPDX-License-Identifier: Apache-2.0
-- The measured scripts for Lua 5.4 and LuaJIT. `decimal` is the host's; times are milliseconds.
local floor, ceil, max, min = math.floor, math.ceil, math.max, math.min
local DAY = 86400
local HALF_UP, HALF_EVEN = 4, 6

function percentOff(request, config)
  local percent = decimal.parse(config.percent)
  local most = decimal.parse(config.max)
  local hundred = decimal.parse('100')
  local off = decimal.parse('0')
  for _, line in ipairs(request.lineItems) do
    local part = decimal.div(decimal.mul(line.subtotal.amount, percent, HALF_UP), hundred, HALF_UP)
    off = decimal.add(off, decimal.round(part, 0, HALF_UP))
  end
  local given = decimal.compare(off, most) > 0 and most or off
  return { discount = { amount = { amount = given, currency = request.grossAmount.currency } } }
end

local function daysFromCivil(year, month, day)
  local y = month <= 2 and year - 1 or year
  local era = floor(y / 400)
  local yearOfEra = y - era * 400
  local dayOfYear = floor((153 * (month + (month > 2 and -3 or 9)) + 2) / 5) + day - 1
  local dayOfEra = yearOfEra * 365 + floor(yearOfEra / 4) - floor(yearOfEra / 100) + dayOfYear
  return era * 146097 + dayOfEra - 719468
end

local function civilFromDays(days)
  local z = days + 719468
  local era = floor(z / 146097)
  local dayOfEra = z - era * 146097
  local yearOfEra = floor((dayOfEra - floor(dayOfEra / 1460) + floor(dayOfEra / 36524) - floor(dayOfEra / 146096)) / 365)
  local dayOfYear = dayOfEra - (365 * yearOfEra + floor(yearOfEra / 4) - floor(yearOfEra / 100))
  local shifted = floor((5 * dayOfYear + 2) / 153)
  local month = shifted + (shifted < 10 and 3 or -9)
  return {
    year = yearOfEra + era * 400 + (month <= 2 and 1 or 0),
    month = month,
    day = dayOfYear - floor((153 * shifted + 2) / 5) + 1,
  }
end

local function daysInMonth(year, month)
  if month == 2 then return ((year % 4 == 0 and year % 100 ~= 0) or year % 400 == 0) and 29 or 28 end
  return (month == 4 or month == 6 or month == 9 or month == 11) and 30 or 31
end

local function addMonths(anchor, months)
  local days = floor(anchor / DAY)
  local start = civilFromDays(days)
  local index = start.year * 12 + start.month - 1 + months
  local year = floor(index / 12)
  local month = index - year * 12 + 1
  local length = daysInMonth(year, month)
  return daysFromCivil(year, month, start.day < length and start.day or length) * DAY + (anchor - days * DAY)
end

local function twoDigits(n)
  return n < 10 and '0' .. n or '' .. n
end

function prorate(request)
  local now = request.now / 1000
  local total = 0
  local lines = {}
  for _, item in ipairs(request.items) do
    local anchor = item.anchor / 1000
    local turn = 0
    local start = anchor
    local stop = addMonths(anchor, item.months)
    while stop <= now do
      turn = turn + item.months
      start = stop
      stop = addMonths(anchor, turn + item.months)
    end
    local begin = max(start, item.from / 1000)
    local till = min(now, item['until'] == nil and stop or item['until'] / 1000)
    if till > begin then
      local amount = floor((item.amount * item.quantity * (till - begin)) / (stop - start) + 0.5)
      local civil = civilFromDays(floor(till / DAY))
      total = total + amount
      lines[#lines + 1] = {
        id = item.id,
        amount = amount,
        days = ceil((till - begin) / DAY),
        label = civil.year .. '-' .. twoDigits(civil.month) .. '-' .. twoDigits(civil.day),
      }
    end
  end
  return { total = total, lines = lines }
end

function price(request)
  local total = 0
  local tiers = request.tiers
  for _, quantity in ipairs(request.quantities) do
    local below = 0
    for i = 1, #tiers do
      local tier = tiers[i]
      if tier.upTo == nil or quantity <= tier.upTo then
        total = total + (quantity - below) * tier.unitAmount + tier.flatAmount
        break
      end
      total = total + (tier.upTo - below) * tier.unitAmount + tier.flatAmount
      below = tier.upTo
    end
  end
  return { total = total }
end

function calculate(request)
  local amount, rate, back = request.start, request.rate, request.back
  for _ = 1, request.turns do
    amount = decimal.mul(amount, rate, HALF_EVEN)
    amount = decimal.round(amount, 12, HALF_EVEN)
    amount = decimal.div(amount, back, HALF_EVEN)
  end
  return { amount = amount }
end
