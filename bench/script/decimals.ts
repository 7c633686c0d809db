// W4: a thousand operations with twelve places: multiply, round, divide.
import { Decimal } from '@stripe/extensibility-sdk/stdlib';

const places = { mode: 'decimal-places', value: 12 };

export default {
  calculate(request: any) {
    let amount = request.start;
    const { rate, back, turns } = request;
    for (let i = 0; i < turns; i++) {
      amount = amount.mul(rate).round('half-even', places).div(back, 12, 'half-even');
    }
    return { amount };
  },
};
