import { inArray } from 'drizzle-orm';
import type { Terms } from '#shared/contract/event.ts';
import type { Transaction } from './schema.ts';
import { tiers } from './tiers.ts';

/** What tickets cost, in stroops: a tier's price never changes. */
export class TierPrices {
	readonly #prices = new Map<number, bigint[]>();

	static async load(tx: Transaction, nos: number[]): Promise<TierPrices> {
		const prices = new TierPrices();
		if (nos.length === 0) return prices;
		const rows = await tx
			.select({ no: tiers.eventNo, price: tiers.price })
			.from(tiers)
			.where(inArray(tiers.eventNo, nos))
			.orderBy(tiers.eventNo, tiers.index);
		for (const [no, list] of Map.groupBy(rows, (t) => t.no))
			prices.#prices.set(
				no,
				list.map((t) => t.price),
			);
		return prices;
	}

	/** The prices of an event's tiers under these terms. */
	set(no: number, { tiers: list }: Pick<Terms, 'tiers'>): void {
		this.#prices.set(
			no,
			list.map((t) => t.price),
		);
	}

	of(no: number, tier: number): bigint {
		return this.#prices.get(no)![tier]!;
	}
}
