import type { RawEvent } from '#shared/contract/raw-event.ts';
import type { KeptProof } from './fetch-proofs.ts';
import { eventsOf, foundProof, readingsIn } from './readings.ts';

/**
 * A proof is a row of a table; a list is read from a node first. After this time an audit goes on without the answer.
 */
const withinMs = { proof: 5_000, list: 60_000 };

/**
 * Asks an indexer of Passa for proofs, which it keeps for good. Null for what it does not have, or does not say
 * plainly.
 */
export const keptBy =
	(indexer: string, get: typeof fetch = fetch, ms = withinMs.proof): KeptProof =>
	async (id) => {
		const signal = AbortSignal.timeout(ms);
		const answer = await get(`${indexer}/v1/proof/events/${encodeURIComponent(id)}`, { signal });
		if (!answer.ok) return null;
		const found = foundProof(await answer.json(), 'the proof');
		return found.id === id ? found.proof : null;
	};

/** An event's whole list of events, from who keeps it for good; null where it is not to be had. */
export type KeptEvents = (wanted: string) => Promise<RawEvent[] | null>;

/**
 * Asks an indexer of Passa for an event's list: its announcement, its contract's events, and the asset's movements.
 * Nobody has to trust it: the contract's own log shows an event that is missing or changed, and the balance a
 * movement.
 */
export const keptEventsBy =
	(indexer: string, get: typeof fetch = fetch, ms = withinMs.list): KeptEvents =>
	async (wanted) => {
		const signal = AbortSignal.timeout(ms);
		const answer = await get(`${indexer}/v1/events/${encodeURIComponent(wanted)}/evidence`, { signal });
		return answer.ok ? eventsOf(readingsIn(await answer.text())) : null;
	};
