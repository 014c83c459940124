import type { Reader } from '../models/schema.ts';
import type { EventRow, TierRow } from '../models/tiers.ts';
import { findEvent, findTiers } from './find-event.ts';

/**
 * The terms that an event's contract fixed: its tiers' prices, limits and windows. Counts are read where they are
 * needed.
 */
export type Terms = { event: EventRow; tiers: Omit<TierRow, 'allocated' | 'sold' | 'held'>[] };

const most = 10_000;

/** Caches terms, so that a crowd at one event does not read them again and again. Unknown events are not cached. */
export class TermsCache {
	#known = new Map<string, Terms>();

	/** By the event's number or its contract's address. Throws FindEventError. */
	async of(db: Reader, wanted: string): Promise<Terms> {
		const known = this.#known.get(wanted);
		if (known) return known;
		const event = await findEvent(db, wanted);
		const found = { event, tiers: await findTiers(db, event.event) };
		if (this.#known.size >= most) this.#known.clear();
		this.#known.set(wanted, found);
		return found;
	}
}
