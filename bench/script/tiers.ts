// W3: a thousand quantities by fifty graduated tiers.
export default {
  price(request: any) {
    let total = 0;
    const tiers = request.tiers;
    for (const quantity of request.quantities) {
      let below = 0;
      for (let i = 0; i < tiers.length; i++) {
        const tier = tiers[i];
        if (tier.upTo === null || quantity <= tier.upTo) {
          total += (quantity - below) * tier.unitAmount + tier.flatAmount;
          break;
        }
        total += (tier.upTo - below) * tier.unitAmount + tier.flatAmount;
        below = tier.upTo;
      }
    }
    return { total };
  },
};
