import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import { lifeTerms, liveThrough } from './life.ts';

/** Publishes an event whose document is in the folder, and lives through it: it has rows in every table. */
export async function liveWithDocument(fixture: ChainFixture, folder: string): Promise<string> {
	const terms = lifeTerms(fixture);
	const document = {
		name: terms.name,
		description: 'With a document.',
		venue: { name: 'Alchemist', city: 'Nairobi' },
		starts_at: new Date(Number(terms.starts_at) * 1000).toISOString(),
		ends_at: new Date(Number(terms.ends_at) * 1000).toISOString(),
		tiers: [{ name: 'Regular' }],
		payees: terms.payees.map((_, i) => ({ name: `Payee ${i}`, role: 'artist' })),
	};
	const bytes = Buffer.from(JSON.stringify(document));
	const digest = createHash('sha256').update(bytes).digest();
	mkdirSync(join(folder, 'metadata'), { recursive: true });
	writeFileSync(join(folder, `metadata/${digest.toString('hex')}.json`), bytes);
	const event = await fixture.publish({ ...terms, metadata_hash: new Uint8Array(digest) });
	await liveThrough(fixture, event);
	return event;
}
