import { Currency, type Tier } from '#shared/contract/event.ts';
import type { EventOperation } from '#shared/contract/event-operation.ts';
import { setDetails } from './changed-details.ts';

/** A tier for an event that is published, as its organizer describes it. `kes` in whole shillings. */
export type AddedTier = {
	name: string;
	description: string;
	kes: string;
	capacity: number;
	fiatQuota: number;
	perOrder: number;
	/** The tier whose free seats it takes. */
	replaces: number | null;
};

/** What the platform wrote and priced: hashes in hex, the price in stroops, the face price in cents. */
type Written = { uri: string; sha256: string; placeHash: string; price: string; face: string };

/**
 * The name first, so that nobody sees a tier without one. A second attempt, whose name is the event's already, has only
 * the tier left. It is sold from its ledger on until the event ends.
 */
export function stepsOf(
	event: { endsAt: string; metadata: { hash: string } },
	added: AddedTier,
	written: Written,
): [EventOperation, ...EventOperation[]] {
	const tier: Tier = {
		price: BigInt(written.price),
		face: { currency: Currency.Kes, amount: BigInt(written.face) },
		capacity: added.capacity,
		fiat_quota: added.fiatQuota,
		opens_at: 0n,
		closes_at: BigInt(Date.parse(event.endsAt) / 1000),
		per_order: added.perOrder,
	};
	const add: EventOperation = { do: 'add-tier', tier, replaces: added.replaces };
	if (event.metadata.hash === written.sha256) return [add];
	return [setDetails(written), add];
}
