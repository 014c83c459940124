import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { eq } from 'drizzle-orm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import { fetchDocuments } from '../ingest/fetch-documents.ts';
import { messagesOfDocument } from '../live/deltas.ts';
import { checkpoint, lockCheckpoint, readCheckpoint } from '../models/checkpoint.ts';
import { publish } from '../models/outbox.ts';
import { tiers } from '../models/tiers.ts';
import { followNow, type Store, startStore } from './store.ts';
import { liveWithDocument } from './with-document.ts';

const test = suite('the live message of a document');
let fixture: ChainFixture;
let store: Store;
let folder: string;
let event: string;

test.before(async () => {
	[fixture, store] = await Promise.all([ChainFixture.start(), startStore()]);
	folder = mkdtempSync(join(tmpdir(), 'passa-documents-'));
	event = await liveWithDocument(fixture, folder);
	await followNow(store, fixture);
});
test.after(async () => {
	await Promise.all([store.close(), fixture.close()]);
	rmSync(folder, { recursive: true, force: true });
});

test('comes after a ledger that is written at the same time, with what that ledger leaves', async () => {
	const base = new URL(`${pathToFileURL(folder).href}/`);
	const channel = `event:${event}`;
	let fetched: Promise<number> | null = null;
	const { epoch, ledger } = await readCheckpoint(store.db);
	await store.db.transaction(async (tx) => {
		await lockCheckpoint(tx, epoch);
		await tx.update(checkpoint).set({ ledger: ledger + 1 });
		await tx.update(tiers).set({ sold: 77 }).where(eq(tiers.index, 0));
		await publish(tx, [{ channel, ledger: ledger + 1, payload: {} }]);
		fetched = fetchDocuments({ db: store.db, base, messagesOf: messagesOfDocument }, new Date());
		await pause(500);
	});
	assert.is(await fetched, 1);
	const sent = await store.rows(
		'select ledger, payload::text as payload from chain.outbox where channel = $1 order by id desc limit 2',
		[channel],
	);
	assert.equal(
		sent.map((each) => each.ledger),
		[ledger + 1, ledger + 1],
	);
	assert.match(sent[0].payload, '"sold": 77');
});

test.run();
