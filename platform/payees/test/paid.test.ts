import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { indexerClient } from '#indexer/client.ts';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { publish } from '#shared/chain/submit/publish.ts';
import type { PassaError } from '#shared/errors.ts';
import { verifyMetadata } from '#shared/metadata.ts';
import { deleteUnpublishedShares } from '../../drafts/delete-unpublished-shares.ts';
import { completeDraft, payeeKeys } from '../../drafts/test/arbitraries.ts';
import { markedBy, PublishFixture, publicationOf } from '../../drafts/test/publish-fixture.ts';
import { answerTo, Browser } from '../../test/browser.ts';

const test = suite('how invited payees are paid');
let publishing: PublishFixture;
let people = 0;

test.before(async () => {
	publishing = await PublishFixture.open();
});
test.after(() => publishing.close());

const codeOf = ({ status, body }: { status: number; body: { code?: string } | null }): string =>
	`${status} ${body?.code ?? ''}`.trim();

async function person() {
	const browser = new Browser(publishing.fixture);
	const phone = `07180${String(++people).padStart(5, '0')}`;
	return { browser, phone, account: await browser.signIn(phone) };
}

/** A draft of these invited payees, each with the token of their link. */
async function invited(shares: { name: string; bps: number; phone: string }[]) {
	const { browser, key, facts } = await publishing.organizer();
	const content = completeDraft(facts);
	const sum = shares.reduce((n, { bps }) => n + bps, 0);
	const payees = shares.map(({ name, bps }) => ({
		...{ name, bps, address: '', role: 'sound' as const, invited: randomUUID() },
	}));
	content.payees = [{ ...content.payees[0]!, bps: 9500 - sum }, ...payees];
	const { id } = (await browser.post('/v1/drafts', { content })).body;
	const tokens: string[] = [];
	for (const [i, { phone }] of shares.entries()) {
		await browser.post(`/v1/drafts/${id}/payees/${payees[i]!.invited}/invitation`, { to: phone });
		const { items } = (await browser.get('/v1/outbox')).body;
		tokens.push(/\/payees\/([\w-]+)/.exec(items[0].text)![1]!);
	}
	return { browser, key, facts, id, tokens };
}

async function bringWallet(browser: Browser, token: string, key: Keypair) {
	const asked = await browser.post(`/v1/payees/${token}/wallet`, { address: key.publicKey() });
	assert.match(asked.body.message, /asks you to be paid to this wallet/);
	return browser.post(`/v1/payees/${token}/wallet/verify`, answerTo(asked.body, key));
}

test('one brings a wallet and two are paid later: nothing is published before, and the record says whose the money is', async () => {
	const [asha, wamu, otieno] = [await person(), await person(), await person()];
	const { browser, key, id, tokens } = await invited([
		{ name: 'Asha', bps: 1500, phone: asha.phone },
		{ name: 'Wamũ', bps: 2000, phone: wamu.phone },
		{ name: 'Otieno', bps: 500, phone: otieno.phone },
	]);
	const waiting = (await browser.post(`/v1/drafts/${id}/preview`)).body;
	assert.equal(
		waiting.problems.map(
			(p: { path: string; code: string; name: string }) => `${p.path} ${p.code} ${p.name}`,
		),
		['Asha', 'Wamũ', 'Otieno'].map((name, i) => `payees.${i + 1}.address PAYEE_WAITING ${name}`),
	);
	assert.is(codeOf(await browser.post(`/v1/drafts/${id}/document`)), '409 DRAFT_INCOMPLETE');
	const wallet = payeeKeys[3]!;
	assert.is(codeOf(await bringWallet(asha.browser, tokens[0]!, wallet)), '200');
	for (const [i, each] of [wamu, otieno].entries())
		assert.is(codeOf(await each.browser.post(`/v1/payees/${tokens[i + 1]}/hold`)), '204');
	const ready = (await browser.post(`/v1/drafts/${id}/preview`)).body;
	assert.equal(ready.problems, []);
	assert.equal(ready.invitations.map(({ state }: { state: string }) => state).toSorted(), [
		'held',
		'held',
		'wallet',
	]);
	const { body } = await browser.post(`/v1/drafts/${id}/document`);
	await publish(publishing.chainFixture.chain, publicationOf(body), publishing.sign(key));
	const { terms } = await readEventState(publishing.chainFixture.chain.rpcUrl, body.event);
	assert.equal(
		terms.payees.slice(1, 3).map(({ address, bps }) => [String(address), bps]),
		[
			[wallet.publicKey(), 1500],
			[publishing.payouts, 2500],
		],
	);
	const document = await verifyMetadata(readFileSync(join(publishing.folder, body.uri)), terms.metadata_hash);
	assert.is(document.payees[2]!.name, 'Held for Wamũ, Otieno by Passa');
	assert.is((await markedBy(browser, id, body.event)).status, 200);
	const held = await publishing.fixture.rows(
		'SELECT event, document, payee, account, bps FROM platform.held_shares ORDER BY bps DESC',
	);
	assert.equal(
		held.map((row) => [row.event, row.document, row.payee, row.account, row.bps]),
		[
			[body.event, body.sha256, 2, wamu.account, 2000],
			[body.event, body.sha256, 2, otieno.account, 500],
		],
	);
	assert.is(codeOf(await wamu.browser.post(`/v1/payees/${tokens[1]}/hold`)), '409 DRAFT_PUBLISHED');
	assert.is(codeOf(await browser.delete(`/v1/drafts/${id}`)), '409 DRAFT_PUBLISHED');
});

test('a wallet that cannot be paid is refused to its owner, and so is another payee’s', async () => {
	const [asha, wamu] = [await person(), await person()];
	const { tokens } = await invited([
		{ name: 'Asha', bps: 1500, phone: asha.phone },
		{ name: 'Wamũ', bps: 2000, phone: wamu.phone },
	]);
	const refused = await bringWallet(asha.browser, tokens[0]!, Keypair.random());
	assert.is(codeOf(refused), '409 PAYEE_ACCOUNT_MISSING');
	assert.is(codeOf(await bringWallet(asha.browser, tokens[0]!, payeeKeys[4]!)), '200');
	assert.is(codeOf(await bringWallet(wamu.browser, tokens[1]!, payeeKeys[4]!)), '409 PAYEE_TWICE');
	const asked = await wamu.browser.post(`/v1/payees/${tokens[1]}/wallet`, {
		address: payeeKeys[5]!.publicKey(),
	});
	const other = await asha.browser.post(
		`/v1/payees/${tokens[0]}/wallet/verify`,
		answerTo(asked.body, payeeKeys[5]!),
	);
	assert.is(codeOf(other), '400 CHALLENGE_OVER', 'a signature is for one invitation');
});

/** Shares that are held by drafts of this account, as `document bps`. */
const heldOf = async (id: string) =>
	(
		await publishing.fixture.rows(
			`SELECT h.document, h.bps FROM platform.held_shares h JOIN platform.payee_invitations i ON i.id = h.invitation
				WHERE i.draft = $1 ORDER BY h.created_at`,
			[id],
		)
	).map(({ document, bps }) => `${document} ${bps}`);

async function indexed(event: string): Promise<void> {
	const { indexerUrl } = publishing.fixture.options;
	for (let i = 0; i < 200; i++) {
		if ((await fetch(`${indexerUrl}/v1/events/${event}`)).ok) return;
		await new Promise((done) => setTimeout(done, 25));
	}
	throw new Error(`${event} is not indexed`);
}

/** A complete draft with one payee who is paid later, and its document. */
async function withHeld() {
	const asha = await person();
	const made = await invited([{ name: 'Asha', bps: 1500, phone: asha.phone }]);
	await asha.browser.post(`/v1/payees/${made.tokens[0]}/hold`);
	const { body } = await made.browser.post(`/v1/drafts/${made.id}/document`);
	return { ...made, body };
}

test('an event that pays the payouts account less than its document holds is not the draft’s event', async () => {
	const { browser, key, id, body } = await withHeld();
	const publication = publicationOf(body);
	const [own, kept] = publication.init.payees;
	publication.init.payees.splice(0, 2, { ...own!, bps: own!.bps + kept!.bps - 1 }, { ...kept!, bps: 1 });
	const { event } = await publish(publishing.chainFixture.chain, publication, publishing.sign(key));
	assert.is(codeOf(await markedBy(browser, id, event)), '409 EVENT_NOT_OF_DRAFT');
});

test('whose money an event would keep is forgotten once it can no longer be made, and not before', async () => {
	const [never, made] = [await withHeld(), await withHeld()];
	const { chain } = publishing.chainFixture;
	// Of one draft, two documents: the later one becomes the event, and nobody marks it.
	const draft = (await made.browser.get(`/v1/drafts/${made.id}`)).body;
	draft.content.basics.description = 'Another description.';
	const { version, content } = draft;
	assert.is((await made.browser.put(`/v1/drafts/${made.id}`, { version, content })).status, 200);
	const later = (await made.browser.post(`/v1/drafts/${made.id}/document`)).body;
	await publish(chain, publicationOf(later), publishing.sign(made.key));
	const { db } = publishing.fixture.platform;
	const startsAt = Date.parse(`${draft.content.basics.startsAt}:00+03:00`);
	const forget = (days: number, url = publishing.fixture.options.indexerUrl) =>
		deleteUnpublishedShares({ db, indexer: indexerClient(url) }, new Date(startsAt + days * 86_400_000));
	await indexed(later.event);
	const all = [[`${never.body.sha256} 1500`], [`${made.body.sha256} 1500`, `${later.sha256} 1500`]];
	const both = async () => [await heldOf(never.id), await heldOf(made.id)];
	await forget(29);
	assert.equal(await both(), all);
	const away = await forget(31, 'http://127.0.0.1:1').catch((error: PassaError) => error.code);
	assert.is(away, 'INDEXER_UNREACHABLE');
	assert.equal(await both(), all, 'who cannot ask forgets nothing');
	await forget(31);
	assert.equal(await both(), [[], [`${later.sha256} 1500`]]);
	const documents = async (id: string) =>
		(await publishing.fixture.rows('SELECT documents FROM platform.drafts WHERE id = $1', [id]))[0].documents;
	assert.equal([await documents(never.id), await documents(made.id)], [[], [later.sha256]]);
	assert.is((await markedBy(made.browser, made.id, later.event)).status, 200);
});

test('a token for one event is given to its publisher, and to nobody else', async () => {
	const asha = await person();
	const { browser, key, id, tokens } = await invited([{ name: 'Asha', bps: 1500, phone: asha.phone }]);
	await asha.browser.post(`/v1/payees/${tokens[0]}/hold`);
	const { body } = await browser.post(`/v1/drafts/${id}/document`);
	const { event } = await publish(publishing.chainFixture.chain, publicationOf(body), publishing.sign(key));
	await markedBy(browser, id, event);
	const { token } = (await browser.post('/v1/token', { event })).body;
	const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
	assert.equal(claims.events, [event]);
	assert.is(
		codeOf(await asha.browser.post('/v1/token', { event })),
		'404 EVENT_NOT_YOURS',
		'a payee is no member',
	);
	const other = await publishing.organizer();
	assert.is(codeOf(await other.browser.post('/v1/token', { event })), '404 EVENT_NOT_YOURS');
});

test.run();
