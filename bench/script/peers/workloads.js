// SPDX-License-Identifier: Apache-2.0
// The measured scripts for the JavaScript peers, in the ES5 that all of them run. `decimal` is the host's; times
// are milliseconds. W2 and W3 are word for word what bench/script/proration.ts and tiers.ts do.
var DAY = 86400;
var HALF_UP = 4;
var HALF_EVEN = 6;

function percentOff(request, config) {
  var percent = decimal.parse(config.percent);
  var max = decimal.parse(config.max);
  var hundred = decimal.parse('100');
  var off = decimal.parse('0');
  for (var i = 0; i < request.lineItems.length; i++) {
    var amount = decimal.take(request.lineItems[i].subtotal.amount);
    var part = decimal.div(decimal.mul(amount, percent, HALF_UP), hundred, HALF_UP);
    off = decimal.add(off, decimal.round(part, 0, HALF_UP));
  }
  var given = decimal.compare(off, max) > 0 ? max : off;
  return { discount: { amount: { amount: decimal.give(given), currency: request.grossAmount.currency } } };
}

function daysFromCivil(year, month, day) {
  var y = month <= 2 ? year - 1 : year;
  var era = Math.floor(y / 400);
  var yearOfEra = y - era * 400;
  var dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  var dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

function civilFromDays(days) {
  var z = days + 719468;
  var era = Math.floor(z / 146097);
  var dayOfEra = z - era * 146097;
  var yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365
  );
  var dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  var shifted = Math.floor((5 * dayOfYear + 2) / 153);
  var month = shifted + (shifted < 10 ? 3 : -9);
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month: month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1
  };
}

function daysInMonth(year, month) {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function addMonths(anchor, months) {
  var days = Math.floor(anchor / DAY);
  var start = civilFromDays(days);
  var index = start.year * 12 + start.month - 1 + months;
  var year = Math.floor(index / 12);
  var month = index - year * 12 + 1;
  var length = daysInMonth(year, month);
  return daysFromCivil(year, month, start.day < length ? start.day : length) * DAY + (anchor - days * DAY);
}

function twoDigits(n) {
  return n < 10 ? '0' + n : '' + n;
}

function prorate(request) {
  var now = request.now / 1000;
  var total = 0;
  var lines = [];
  for (var i = 0; i < request.items.length; i++) {
    var item = request.items[i];
    var anchor = item.anchor / 1000;
    var turn = 0;
    var start = anchor;
    var end = addMonths(anchor, item.months);
    while (end <= now) {
      turn += item.months;
      start = end;
      end = addMonths(anchor, turn + item.months);
    }
    var begin = Math.max(start, item.from / 1000);
    var stop = Math.min(now, item.until === undefined ? end : item.until / 1000);
    if (stop <= begin) continue;
    var amount = Math.round((item.amount * item.quantity * (stop - begin)) / (end - start));
    var civil = civilFromDays(Math.floor(stop / DAY));
    total += amount;
    lines.push({
      id: item.id,
      amount: amount,
      days: Math.ceil((stop - begin) / DAY),
      label: civil.year + '-' + twoDigits(civil.month) + '-' + twoDigits(civil.day)
    });
  }
  return { total: total, lines: lines };
}

function price(request) {
  var total = 0;
  var tiers = request.tiers;
  var quantities = request.quantities;
  for (var q = 0; q < quantities.length; q++) {
    var quantity = quantities[q];
    var below = 0;
    for (var i = 0; i < tiers.length; i++) {
      var tier = tiers[i];
      if (tier.upTo === null || quantity <= tier.upTo) {
        total += (quantity - below) * tier.unitAmount + tier.flatAmount;
        break;
      }
      total += (tier.upTo - below) * tier.unitAmount + tier.flatAmount;
      below = tier.upTo;
    }
  }
  return { total: total };
}

function calculate(request) {
  var amount = decimal.take(request.start);
  var rate = decimal.take(request.rate);
  var back = decimal.take(request.back);
  for (var i = 0; i < request.turns; i++) {
    amount = decimal.mul(amount, rate, HALF_EVEN);
    amount = decimal.round(amount, 12, HALF_EVEN);
    amount = decimal.div(amount, back, HALF_EVEN);
  }
  return { amount: decimal.give(amount) };
}
