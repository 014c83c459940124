import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Account, type Keypair, MuxedAccount } from '@stellar/stellar-sdk';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Indexer, startIndexer } from '#indexer/indexer.ts';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { eventInitFromJson } from '#shared/chain/submit/event-init.ts';
import { signWith } from '#shared/chain/submit/invoke.ts';
import { publish } from '#shared/chain/submit/publish.ts';
import { parseRate } from '#shared/kes-rate.ts';
import { verifyMetadata } from '#shared/metadata.ts';
import { migrateSchema } from '#shared/service/migrate.server.ts';
import { ChainFixture, codeOf, registryArgs } from '#testing/fixtures/chain-fixture.ts';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import { Browser } from '../../test/browser.ts';
import { openStage, type Stage } from '../../test/stage.ts';
import { check, contractFailures, type PublishFacts } from '../check.ts';
import type { DraftContent } from '../draft.ts';
import { factsFrom } from '../facts.ts';
import { initOf } from '../init.ts';
import type { Publishing } from '../write-document.ts';
import { anyDraft, soundDraft } from './sound.ts';

const test = suite('publishing a draft');
let world: ChainFixture;
let cluster: TestPostgres;
let indexer: Indexer;
let stage: Stage;
let folder: string;
let people = 0;

test.before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'passa-publish-'));
	[world, cluster] = await Promise.all([ChainFixture.start(), startTestPostgres()]);
	indexer = await openIndexer();
	await indexer.started;
	const { rpcUrl } = world.chain;
	const { registry } = world.deployment;
	const metadataDir = join(folder, 'metadata');
	stage = await openStage({ rpcUrl, registry, indexerUrl: indexer.url, metadataDir }, cluster);
});
test.after(async () => {
	await stage.close();
	await indexer.stop();
	await Promise.all([world.close(), cluster.stop()]);
	rmSync(folder, { recursive: true, force: true });
});

async function openIndexer(): Promise<Indexer> {
	const { owner, run } = (await cluster.database()).urls('indexer');
	const migrations = fileURLToPath(new URL('../../../indexer/migrations', import.meta.url));
	await migrateSchema(owner, 'chain', migrations);
	const { pino } = await import('pino');
	return startIndexer({
		databaseUrl: run,
		rpcUrl: world.chain.rpcUrl,
		network: world.chain.passphrase,
		registry: world.deployment.registry,
		sinceLedger: world.deployment.sinceLedger,
		metadataBase: new URL(`${pathToFileURL(folder).href}/`),
		host: '127.0.0.1',
		port: 0,
		pollMilliseconds: 20,
		log: pino({ level: 'silent' }),
	});
}

const factsOf = (wallet: string): Promise<PublishFacts> =>
	factsFrom(world.chain.rpcUrl, world.deployment.registry, parseRate('129'))([wallet]);

/** An organizer, signed in by number, with a wallet that can pay for a transaction. */
async function organizer(): Promise<{ browser: Browser; key: Keypair; facts: PublishFacts }> {
	const [browser, key] = [new Browser(stage), await world.fan(0)];
	await browser.signIn(`07140${String(++people).padStart(5, '0')}`);
	await browser.post('/v1/me/organizer', { name: 'Wanjiru Events' });
	assert.is((await browser.linkWallet(key)).status, 200);
	return { browser, key, facts: await factsOf(key.publicKey()) };
}

const draftOf = async (browser: Browser, content: DraftContent) =>
	(await browser.post('/v1/drafts', { content })).body as { id: string; version: number };

const publicationOf = ({ registry, organizer, nonce, init }: Publishing) => ({
	registry,
	organizer,
	nonce: BigInt(nonce),
	// As it came over the wire.
	init: eventInitFromJson(JSON.parse(JSON.stringify(init))),
});
const sign = (key: Keypair) => signWith(key, world.chain.passphrase);

/** The indexer follows; it is asked as a browser does, again and again for a moment. */
async function markedBy(browser: Browser, id: string, event: string) {
	for (let i = 0; ; i++) {
		const answer = await browser.post(`/v1/drafts/${id}/published`, { event });
		if (answer.body.code !== 'EVENT_NOT_INDEXED' || i === 200) return answer;
		await new Promise((done) => setTimeout(done, 25));
	}
}

test('from the form to the chain and back: document, signature, event, mark', async () => {
	const { browser, key, facts } = await organizer();
	const content = soundDraft(facts);
	const muxed = new MuxedAccount(new Account(world.artist.publicKey(), '0'), '7').accountId();
	content.payees[1]!.address = muxed;
	const { id } = await draftOf(browser, content);
	const { body: preview } = await browser.post(`/v1/drafts/${id}/preview`);
	assert.equal(preview.problems, []);
	const { status, body } = await browser.post(`/v1/drafts/${id}/document`);
	assert.is(status, 200, JSON.stringify(body));
	const bytes = readFileSync(join(folder, body.uri));
	assert.is(createHash('sha256').update(bytes).digest('hex'), body.sha256);
	assert.is(body.organizer, key.publicKey());

	const published = await publish(world.chain, publicationOf(body), sign(key));
	assert.is(published.event, body.event, 'where it was foretold');
	const { terms, config } = await readEventState(world.chain.rpcUrl, body.event);
	assert.is(config.organizer, key.publicKey());
	assert.equal(
		terms.tiers.map((t) => String(t.price)),
		preview.tiers.map((t: { price: string }) => t.price),
	);
	assert.equal(
		terms.payees.map((p) => p.bps),
		preview.payees.map((p: { bps: number }) => p.bps),
	);
	assert.is(terms.payees[1]!.address, muxed);
	const metadata = await verifyMetadata(bytes, terms.metadata_hash);
	assert.equal(metadata.payees.at(-1), { name: 'Passa', role: 'platform' });
	assert.is(metadata.starts_at, preview.startsAt);

	const marked = await markedBy(browser, id, body.event);
	assert.is(marked.status, 200, JSON.stringify(marked.body));
	assert.is(marked.body.published.event, body.event);
	const again = await markedBy(browser, id, String(marked.body.published.no));
	assert.equal(again.body.published, marked.body.published, 'by its number, and once more, it is the same');

	const { version } = (await browser.get(`/v1/drafts/${id}`)).body;
	for (const answer of [
		await browser.put(`/v1/drafts/${id}`, { version, content }),
		await browser.delete(`/v1/drafts/${id}`),
		await browser.post(`/v1/drafts/${id}/document`),
	])
		assert.equal([answer.status, answer.body.code], [409, 'DRAFT_PUBLISHED']);
	const [listed] = (await browser.get('/v1/drafts')).body.items;
	assert.is(listed.published.event, body.event);
});

test('a draft is published once, whatever its document says by then', async () => {
	const { browser, key, facts } = await organizer();
	const { id, version } = await draftOf(browser, soundDraft(facts));
	const first = (await browser.post(`/v1/drafts/${id}/document`)).body;
	const content = soundDraft(facts);
	content.basics.name = 'Another name';
	await browser.put(`/v1/drafts/${id}`, { version, content });
	const second = (await browser.post(`/v1/drafts/${id}/document`)).body;
	assert.is.not(second.sha256, first.sha256);
	assert.is(second.event, first.event);
	await publish(world.chain, publicationOf(first), sign(key));
	const { organizer: by, nonce, init, registry } = publicationOf(second);
	const twice = world.call(key, registry, 'create_event', { organizer: by, nonce, init }, registryArgs);
	assert.is(await codeOf(twice), 'EVENT_EXISTS');
	const marked = await markedBy(browser, id, first.event);
	assert.is(marked.status, 200, 'the first document was signed: it is this draft all the same');
});

test('an event that is not of this draft does not mark it', async () => {
	const [mine, hers] = [await organizer(), await organizer()];
	const draft = await draftOf(mine.browser, soundDraft(mine.facts));
	await mine.browser.post(`/v1/drafts/${draft.id}/document`);
	const twin = await draftOf(mine.browser, soundDraft(mine.facts));
	const other = await draftOf(hers.browser, soundDraft(hers.facts));
	const publishing: Publishing[] = [
		(await mine.browser.post(`/v1/drafts/${twin.id}/document`)).body,
		(await hers.browser.post(`/v1/drafts/${other.id}/document`)).body,
	];
	await publish(world.chain, publicationOf(publishing[0]!), sign(mine.key));
	await publish(world.chain, publicationOf(publishing[1]!), sign(hers.key));
	for (const { event } of publishing) {
		const answer = await markedBy(mine.browser, draft.id, event);
		assert.equal([answer.status, answer.body.code], [409, 'EVENT_NOT_OF_DRAFT']);
	}
	assert.is((await markedBy(mine.browser, twin.id, publishing[0]!.event)).status, 200);
	const nowhere = await mine.browser.post(`/v1/drafts/${draft.id}/published`, { event: '4711' });
	assert.equal([nowhere.status, nowhere.body.code], [404, 'EVENT_NOT_INDEXED']);
});

test('a draft with a problem writes no document; nor does one whose wallet is another account’s', async () => {
	const [mine, hers] = [await organizer(), await organizer()];
	const before = readdirSync(join(folder, 'metadata')).length;
	const wrong = soundDraft(mine.facts);
	wrong.payees[1]!.bps--;
	const foreign = soundDraft(hers.facts);
	for (const content of [wrong, foreign]) {
		const { id } = await draftOf(mine.browser, content);
		const answer = await mine.browser.post(`/v1/drafts/${id}/document`);
		assert.equal([answer.status, answer.body.code], [409, 'DRAFT_INCOMPLETE']);
	}
	assert.is(readdirSync(join(folder, 'metadata')).length, before);
	assert.ok(readdirSync(join(folder, 'metadata')).every((name) => /^[0-9a-f]{64}\.json$/.test(name)));
});

test('autosave over a version that somebody else saved over is refused, and of ten at once one is kept', async () => {
	const { browser, facts } = await organizer();
	const { id, version } = await draftOf(browser, soundDraft(facts));
	const saves = await Promise.all(
		Array.from({ length: 10 }, (_, i) => {
			const content = soundDraft(facts);
			content.basics.name = `Version ${i}`;
			return browser.put(`/v1/drafts/${id}`, { version, content });
		}),
	);
	assert.is(saves.filter((s) => s.status === 200).length, 1);
	assert.ok(saves.every((s) => s.status === 200 || s.body.code === 'DRAFT_CHANGED'));
	const { body } = await browser.get(`/v1/drafts/${id}`);
	assert.is(body.version, version + 1);
	assert.is((await browser.delete(`/v1/drafts/${id}`)).status, 204);
	assert.is((await browser.get(`/v1/drafts/${id}`)).status, 404);
});

test('while the network or the indexer does not answer, a draft is still saved', async () => {
	const { startPlatform } = await import('../../platform.ts');
	const { browser, facts } = await organizer();
	const nobody = 'http://127.0.0.1:1';
	const away = await startPlatform({ ...stage.options, port: 0, rpcUrl: nobody, indexerUrl: nobody });
	const there = new Browser({ platform: away });
	for (const [name, value] of browser.cookies) there.cookies.set(name, value);
	const { id, version } = await draftOf(there, soundDraft(facts));
	assert.is((await there.put(`/v1/drafts/${id}`, { version, content: soundDraft(facts) })).status, 200);
	const preview = await there.post(`/v1/drafts/${id}/preview`);
	assert.equal([preview.status, preview.body.code], [503, 'NETWORK_UNREACHABLE']);
	const marked = await there.post(`/v1/drafts/${id}/published`, { event: '1' });
	assert.equal([marked.status, marked.body.code], [503, 'INDEXER_UNREACHABLE']);
	await away.stop();
});

test('whatever a draft says, once nothing is held against it the contract takes it', async () => {
	const key = await world.fan(0);
	const facts = await factsOf(key.publicKey());
	const sound = anyDraft(facts).filter((draft) => check(draft, facts).length === 0);
	const drafts = fc.sample(sound, { numRuns: 10, seed: 7 });
	for (const [i, draft] of drafts.entries()) {
		const init = initOf(draft, facts, { uri: 'metadata/x.json', sha256: new Uint8Array(32).fill(i) });
		const publication = {
			registry: world.deployment.registry,
			organizer: key.publicKey(),
			nonce: BigInt(i),
			init,
		};
		const { event } = await publish(world.chain, publication, sign(key));
		const { terms } = await readEventState(world.chain.rpcUrl, event);
		assert.equal(terms.payees, init.payees);
		assert.equal(terms.tiers, init.tiers);
	}
});

test('and what is held against one in the contract’s words, the contract refuses in the same', async () => {
	const key = await world.fan(0);
	const facts = await factsOf(key.publicKey());
	const contract = new Set(Object.values(contractFailures).map((e) => e.code));
	// One problem, and one that leaves terms to publish.
	const wrong = anyDraft(facts).filter((draft) => {
		const [problem, ...more] = check(draft, facts);
		return problem !== undefined && more.length === 0 && contract.has(problem.code) && complete(draft);
	});
	const seen = new Set<string>();
	for (const [i, draft] of fc.sample(wrong, { numRuns: 20, seed: 11 }).entries()) {
		const { code } = check(draft, facts)[0]!;
		// The contract lets a sale end before it begins by the clock: nobody could buy, but nothing is wrong.
		if (code === 'SALE_OVER') continue;
		const init = initOf(draft, facts, { uri: 'metadata/x.json', sha256: new Uint8Array(32) });
		const nonce = 1000n + BigInt(i);
		const publication = { registry: world.deployment.registry, organizer: key.publicKey(), nonce, init };
		assert.is(await codeOf(publish(world.chain, publication, sign(key))), code);
		seen.add(code);
	}
	assert.ok(seen.size >= 5, [...seen].join());
});

/** Nothing is left out that terms cannot be made without. */
const complete = (draft: DraftContent): boolean =>
	draft.tiers.every(
		(t) => t.price !== '' && t.capacity !== null && t.fiatQuota !== null && t.perOrder !== null,
	);

test.run();
