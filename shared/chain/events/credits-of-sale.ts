import type { Credit } from '#shared/contract/event.ts';
import type { PassaEvent } from '#shared/contract/passa-event.ts';
import { settledOrderId } from '../state/ids.ts';

/** The credits that an order's sale published, with amounts for one ticket; null if none of these events is its sale. */
export function creditsOfSale(events: PassaEvent[], id: bigint): Credit[] | null {
	for (const { name, payload } of events) {
		if (name === 'sold') {
			const sold = payload.orders.find(([order]) => order === id);
			if (!sold) continue;
			return payload.credits.map(([creator, weight], i) => ({ creator, weight, amount: sold[3][i]! }));
		}
		if (name !== 'settled') continue;
		const item = payload.items.find((_, i) => settledOrderId(payload.lane, payload.seq, i) === id);
		if (item) return item[4].map(([creator, weight, amount]) => ({ creator, weight, amount }));
	}
	return null;
}
