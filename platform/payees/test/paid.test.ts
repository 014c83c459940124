import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { publish } from '#shared/chain/submit/publish.ts';
import { verifyMetadata } from '#shared/metadata.ts';
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

test('a token for one event is given to who published it, and to nobody else', async () => {
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
