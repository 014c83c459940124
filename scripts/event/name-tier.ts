import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventState } from '#shared/chain/state/event-state.ts';
import type { EventOperation } from '#shared/contract/event-operation.ts';
import { type Metadata, withTier } from '#shared/metadata.ts';

/**
 * Writes the event's document with the new tier's name into a data folder's public documents, and returns the operation
 * that makes it the event's. It comes before the tier, so nobody sees a tier without a name.
 */
export function nameTier(
	dataDir: string,
	document: Metadata,
	{ terms }: EventState,
	tier: { name: string; description?: string | undefined },
): EventOperation {
	const bytes = Buffer.from(JSON.stringify(withTier(document, terms.tiers.length, tier)));
	const digest = createHash('sha256').update(bytes).digest();
	const file = `${digest.toString('hex')}.json`;
	mkdirSync(join(dataDir, 'metadata'), { recursive: true });
	writeFileSync(join(dataDir, 'metadata', file), bytes);
	return {
		do: 'set-details',
		uri: `metadata/${file}`,
		metadataHash: new Uint8Array(digest),
		placeHash: terms.place_hash!,
	};
}
