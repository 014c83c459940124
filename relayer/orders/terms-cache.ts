import type { Reader } from '../models/schema.ts';
import type { EventRow, TierRow } from '../models/tiers.ts';
import { findEvent, findTiers } from './find-event.ts';

/**
 * An event's terms as they stood a moment ago: its tiers' prices, limits and windows. Counts are read where they are
 * needed.
 */
export type Terms = { event: EventRow; tiers: Omit<TierRow, 'allocated' | 'sold' | 'held'>[] };

const most = 10_000;
/** Terms change rarely, and a sale may be closed at any time. */
const freshMs = 1000;

/**
 * Caches terms for a second, so that a crowd at one event does not read them again and again. Unknown events are not
 * cached.
 */
export class TermsCache {
	#known = new Map<string, { terms: Terms; until: number }>();

	/** By the event's number or its contract's address. Throws FindEventError. */
	async of(db: Reader, wanted: string): Promise<Terms> {
		const known = this.#known.get(wanted);
		const now = performance.now();
		if (known && now < known.until) return known.terms;
		const event = await findEvent(db, wanted);
		const found = { event, tiers: await findTiers(db, event.event) };
		if (this.#known.size >= most) this.#known.clear();
		this.#known.set(wanted, { terms: found, until: now + freshMs });
		return found;
	}
}
