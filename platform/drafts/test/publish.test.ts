import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Account, Keypair, MuxedAccount, Operation } from '@stellar/stellar-sdk';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sendClassic } from '#scripts/deploy/send-classic.ts';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { publish } from '#shared/chain/submit/publish.ts';
import { verifyMetadata } from '#shared/metadata.ts';
import { codeOf, registryArgs } from '#testing/fixtures/chain-fixture.ts';
import type { DraftContent } from '../../models/draft-content.ts';
import { Browser } from '../../test/browser.ts';
import { check, contractFailures } from '../check.ts';
import { initOf } from '../event-init.ts';
import type { Publishing } from '../write-document.ts';
import { anyDraft, completeDraft } from './arbitraries.ts';
import { draftOf, markedBy, PublishFixture, publicationOf } from './publish-fixture.ts';

const test = suite('publishing a draft');
let publishing: PublishFixture;
let chainFixture: PublishFixture['chainFixture'];
let fixture: PublishFixture['fixture'];
let folder: string;
let organizer: PublishFixture['organizer'];
let factsOf: PublishFixture['factsOf'];
let sign: PublishFixture['sign'];

test.before(async () => {
	publishing = await PublishFixture.open();
	({ chainFixture, fixture, folder, organizer, factsOf, sign } = publishing);
});
test.after(() => publishing.close());

test('the registry is there, so the platform starts', async () => {
	await fixture.platform.started;
});

test('from the form to the chain and back: document, signature, event, mark', async () => {
	const { browser, key, facts } = await organizer();
	const content = completeDraft(facts);
	const muxed = new MuxedAccount(new Account(chainFixture.artist.publicKey(), '0'), '7').accountId();
	content.payees[1]!.address = muxed;
	const { id } = await draftOf(browser, content);
	const { body: preview } = await browser.post(`/v1/drafts/${id}/preview`);
	assert.equal(preview.problems, []);
	const { status, body } = await browser.post(`/v1/drafts/${id}/document`);
	assert.is(status, 200, JSON.stringify(body));
	const bytes = readFileSync(join(folder, body.uri));
	assert.is(createHash('sha256').update(bytes).digest('hex'), body.sha256);
	assert.is(body.organizer, key.publicKey());

	const published = await publish(chainFixture.chain, publicationOf(body), sign(key));
	assert.is(published.event, body.event, 'at the predicted address');
	const { terms, config } = await readEventState(chainFixture.chain.rpcUrl, body.event);
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

test('a draft is published once, even if its document has changed by then', async () => {
	const { browser, key, facts } = await organizer();
	const { id, version } = await draftOf(browser, completeDraft(facts));
	const first = (await browser.post(`/v1/drafts/${id}/document`)).body;
	const content = completeDraft(facts);
	content.basics.name = 'Another name';
	await browser.put(`/v1/drafts/${id}`, { version, content });
	const second = (await browser.post(`/v1/drafts/${id}/document`)).body;
	assert.is.not(second.sha256, first.sha256);
	assert.is(second.event, first.event);
	await publish(chainFixture.chain, publicationOf(first), sign(key));
	const { organizer: by, nonce, init, registry } = publicationOf(second);
	const twice = chainFixture.call(
		key,
		registry,
		'create_event',
		{ organizer: by, nonce, init },
		registryArgs,
	);
	assert.is(await codeOf(twice), 'EVENT_EXISTS');
	const marked = await markedBy(browser, id, first.event);
	assert.is(marked.status, 200, 'the first document was signed: it is this draft all the same');
});

test('an event that is not of this draft does not mark it', async () => {
	const [mine, hers] = [await organizer(), await organizer()];
	const draft = await draftOf(mine.browser, completeDraft(mine.facts));
	await mine.browser.post(`/v1/drafts/${draft.id}/document`);
	const twin = await draftOf(mine.browser, completeDraft(mine.facts));
	const other = await draftOf(hers.browser, completeDraft(hers.facts));
	const prepared: Publishing[] = [
		(await mine.browser.post(`/v1/drafts/${twin.id}/document`)).body,
		(await hers.browser.post(`/v1/drafts/${other.id}/document`)).body,
	];
	await publish(chainFixture.chain, publicationOf(prepared[0]!), sign(mine.key));
	await publish(chainFixture.chain, publicationOf(prepared[1]!), sign(hers.key));
	for (const { event } of prepared) {
		const answer = await markedBy(mine.browser, draft.id, event);
		assert.equal([answer.status, answer.body.code], [409, 'EVENT_NOT_OF_DRAFT']);
	}
	assert.is((await markedBy(mine.browser, twin.id, prepared[0]!.event)).status, 200);
	const nowhere = await mine.browser.post(`/v1/drafts/${draft.id}/published`, { event: '4711' });
	assert.equal([nowhere.status, nowhere.body.code], [404, 'EVENT_NOT_INDEXED']);
});

test('a draft with a problem writes no document; nor does one whose wallet is another account’s', async () => {
	const [mine, hers] = [await organizer(), await organizer()];
	const before = readdirSync(join(folder, 'metadata')).length;
	const wrong = completeDraft(mine.facts);
	wrong.payees[1]!.bps--;
	const foreign = completeDraft(hers.facts);
	for (const content of [wrong, foreign]) {
		const { id } = await draftOf(mine.browser, content);
		const answer = await mine.browser.post(`/v1/drafts/${id}/document`);
		assert.equal([answer.status, answer.body.code], [409, 'DRAFT_INCOMPLETE']);
	}
	assert.is(readdirSync(join(folder, 'metadata')).length, before);
	assert.ok(readdirSync(join(folder, 'metadata')).every((name) => /^[0-9a-f]{64}\.json$/.test(name)));
});

test('a payee who could never use its money is named in the preview, and no document is written', async () => {
	const { browser, facts } = await organizer();
	const { registry, usdc, usdcAsset } = chainFixture.deployment;
	const content = completeDraft(facts);
	for (const [address, code] of [
		[usdcAsset.issuer, 'PAYEE_IS_ISSUER'],
		[usdc, 'PAYEE_IS_CONTRACT'],
		[registry, 'PAYEE_IS_CONTRACT'],
		[Keypair.random().publicKey(), 'PAYEE_ACCOUNT_MISSING'],
	]) {
		content.payees[1]!.address = address!;
		const { id } = await draftOf(browser, content);
		const { problems } = (await browser.post(`/v1/drafts/${id}/preview`)).body;
		assert.equal(
			problems.map((p: { path: string; code: string }) => [p.path, p.code]),
			[['payees.1.address', code]],
		);
		assert.is((await browser.post(`/v1/drafts/${id}/document`)).body.code, 'DRAFT_INCOMPLETE');
	}
});

test('the address of a draft’s own event is refused, and an organizer’s own wallet warned of', async () => {
	const { browser, facts, key } = await organizer();
	const content = completeDraft(facts);
	const { id, version } = await draftOf(browser, content);
	const { event } = (await browser.post(`/v1/drafts/${id}/document`)).body;
	content.payees[1]!.address = event;
	await browser.put(`/v1/drafts/${id}`, { version, content });
	const { problems } = (await browser.post(`/v1/drafts/${id}/preview`)).body;
	assert.is(problems[0].code, 'PAYEE_IS_CONTRACT');

	const { asset, chain } = chainFixture;
	await sendClassic(chain, [key], [Operation.changeTrust({ asset, limit: '0' })]);
	const own = await draftOf(browser, completeDraft(facts));
	const preview = (await browser.post(`/v1/drafts/${own.id}/preview`)).body;
	assert.equal([preview.problems, preview.warnings[0].code], [[], 'PAYEE_NO_TRUST_LINE']);
	const refused = await browser.post(`/v1/drafts/${own.id}/document`);
	assert.equal([refused.status, refused.body.code], [409, 'PAYEE_NO_TRUST_LINE']);
	await sendClassic(chain, [key], [Operation.changeTrust({ asset })]);
	assert.is((await browser.post(`/v1/drafts/${own.id}/document`)).status, 200, 'the control');
});

test('autosave over an outdated version is refused, and of ten concurrent saves one is kept', async () => {
	const { browser, facts } = await organizer();
	const { id, version } = await draftOf(browser, completeDraft(facts));
	const saves = await Promise.all(
		Array.from({ length: 10 }, (_, i) => {
			const content = completeDraft(facts);
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
	const away = await startPlatform({ ...fixture.options, port: 0, rpcUrl: nobody, indexerUrl: nobody });
	const there = new Browser({ platform: away });
	for (const [name, value] of browser.cookies) there.cookies.set(name, value);
	const { id, version } = await draftOf(there, completeDraft(facts));
	assert.is((await there.put(`/v1/drafts/${id}`, { version, content: completeDraft(facts) })).status, 200);
	const preview = await there.post(`/v1/drafts/${id}/preview`);
	assert.equal([preview.status, preview.body.code], [503, 'NETWORK_UNREACHABLE']);
	const marked = await there.post(`/v1/drafts/${id}/published`, { event: '1' });
	assert.equal([marked.status, marked.body.code], [503, 'INDEXER_UNREACHABLE']);
	await away.stop();
});

test('the contract accepts every draft that has no problems', async () => {
	const key = await chainFixture.fan(0);
	const facts = await factsOf(key.publicKey());
	const ready = anyDraft(facts).filter((draft) => check(draft, facts).length === 0);
	const drafts = fc.sample(ready, { numRuns: 10, seed: 7 });
	for (const [i, draft] of drafts.entries()) {
		const init = initOf(draft, facts, { uri: 'metadata/x.json', sha256: new Uint8Array(32).fill(i) });
		const publication = {
			registry: chainFixture.deployment.registry,
			organizer: key.publicKey(),
			nonce: BigInt(i),
			init,
		};
		const { event } = await publish(chainFixture.chain, publication, sign(key));
		const { terms } = await readEventState(chainFixture.chain.rpcUrl, event);
		assert.equal(terms.payees, init.payees);
		assert.equal(terms.tiers, init.tiers);
	}
});

test('a problem with a code of the contract is refused by the contract with the same code', async () => {
	const key = await chainFixture.fan(0);
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
		const publication = {
			registry: chainFixture.deployment.registry,
			organizer: key.publicKey(),
			nonce,
			init,
		};
		assert.is(await codeOf(publish(chainFixture.chain, publication, sign(key))), code);
		seen.add(code);
	}
	assert.ok(seen.size >= 5, [...seen].join());
});

/** Nothing is left out that terms cannot be made without. */
const complete = (draft: DraftContent): boolean =>
	draft.tiers.every(
		(t) => t.price !== '' && t.capacity !== null && t.fiatQuota !== null && t.perOrder !== null,
	);

test('nobody publishes for the first time by a sign-in alone', async () => {
	const { browser, facts } = await publishing.organizer({ factor: false });
	const { id } = await draftOf(browser, completeDraft(facts));
	const document = async () => (await browser.post(`/v1/drafts/${id}/document`)).body;
	assert.is((await document()).code, 'STRONG_NEEDED');
	const { account } = (await browser.get('/v1/me')).body;
	await publishing.giveFactor(account);
	assert.ok((await document()).event);
	// Who has published before goes on as they were.
	await publishing.fixture.rows('DELETE FROM platform.passkeys WHERE account = $1', [account]);
	assert.is((await document()).code, 'STRONG_NEEDED');
	const published = `UPDATE platform.drafts SET published_event = $2, published_no = 999, published_at = now() WHERE id = $1`;
	const other = await draftOf(browser, completeDraft(facts));
	await publishing.fixture.rows(published, [other.id, `C${'A'.repeat(55)}`]);
	assert.ok((await document()).event);
});

test.run();
