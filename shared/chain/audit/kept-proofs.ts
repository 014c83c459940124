import type { KeptProof } from './fetch-proofs.ts';
import { foundProof } from './readings.ts';

/** Asks an indexer of Passa for proofs, which it keeps for good. Null for what it does not have, or does not say plainly. */
export const keptBy =
	(indexer: string, get: typeof fetch = fetch): KeptProof =>
	async (id) => {
		const answer = await get(`${indexer}/v1/proof/events/${encodeURIComponent(id)}`);
		if (!answer.ok) return null;
		const found = foundProof(await answer.json(), 'the proof');
		return found.id === id ? found.proof : null;
	};
