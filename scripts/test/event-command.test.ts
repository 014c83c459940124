import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Keypair, Operation } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { EventView } from '#indexer/client.ts';
import { type IndexerFixture, openFixture, until } from '#indexer/test/indexer-fixture.ts';
import type { Metadata } from '#shared/metadata.ts';
import { placeHash } from '#shared/place-hash.ts';
import { runCommand } from '#testing/commands/run-command.ts';
import { type PassaFolder, passaFolder } from '#testing/fixtures/passa-folder.ts';
import { keyOf } from '../deploy/deployment.ts';
import { sendClassic } from '../deploy/send-classic.ts';

const test = suite('npm run event');
let fixture: IndexerFixture;
let folder: PassaFolder;
let event: string;

const price = 100_000_000n;
const venue = { name: 'Uhuru Gardens', city: 'Nairobi' };

test.before(async () => {
	fixture = await openFixture();
	const { chainFixture, documents, indexer } = fixture;
	const { chain, asset, deployment, organizer } = chainFixture;
	const gift = Operation.payment({ asset, amount: '5000', destination: organizer.publicKey() });
	await sendClassic(chain, [keyOf(deployment.roles.issuer!)], [gift]);
	mkdirSync(join(documents, 'metadata'));
	const hash = writeDocument(join(documents, 'metadata'));
	event = await chainFixture.publish(
		chainFixture.terms({
			complimentary: 2,
			metadata_hash: hash,
			uri: `metadata/${hash.toString('hex')}.json`,
			place_hash: placeHash(venue),
		}),
	);
	const secret = { address: organizer.publicKey(), secret: organizer.secret() };
	folder = passaFolder(chainFixture, event, {
		indexer: indexer.url,
		people: [{ name: 'Organizer', role: 'organizer', login: 'wallet', ...secret }],
	});
	symlinkSync(join(documents, 'metadata'), join(folder.data, 'metadata'));
	const fan = await chainFixture.fan();
	await chainFixture.buy(fan, event, [{ tier: 0, qty: 3 }]);
	await chainFixture.call(organizer, event, 'distribute_ticket_revenue', { mask: 0b110, creators: [] });
	await settled();
});
test.after(async () => {
	folder.remove();
	await fixture.close();
});

function writeDocument(to: string): Buffer {
	const at = new Date(0).toISOString();
	const document: Metadata = {
		name: 'A night out',
		description: '',
		venue,
		starts_at: at,
		ends_at: at,
		tiers: [{ name: 'Regular' }],
		payees: [],
	};
	const bytes = Buffer.from(JSON.stringify(document));
	const hash = createHash('sha256').update(bytes).digest();
	writeFileSync(join(to, `${hash.toString('hex')}.json`), bytes);
	return hash;
}

/** The indexer has read the newest ledger. */
const settled = () => {
	const { chainFixture, indexer } = fixture;
	return until('the newest ledger', () => indexer.hub.ledger >= chainFixture.localnet.network.sequence);
};
const run = (...args: string[]) =>
	runCommand('event.ts', ['--data', folder.data, '--event', '1', ...args], {
		PASSA_WALLET_SECRET: undefined,
	});

async function done(...args: string[]) {
	const { code, out, err } = await run(...args, '--json');
	assert.is(code, 0, err);
	await settled();
	return JSON.parse(out);
}

async function refused(...args: string[]): Promise<string> {
	const { code, err } = await run(...args);
	assert.is(code, 1);
	return err.split(':')[0]!;
}

const shown = async () => (await (await fixture.get(`/v1/events/${event}`)).json()) as EventView;

async function assertAudited() {
	const { code, err } = await runCommand('audit.ts', ['--data', folder.data, '--event', '1']);
	assert.is(code, 0, err);
}

test('another wallet than the organizer’s is refused', async () => {
	const act = ['--data', folder.data, '--event', '1', '--do', 'pause'];
	const { code, err } = await runCommand('event.ts', act, { PASSA_WALLET_SECRET: Keypair.random().secret() });
	assert.is(code, 1);
	assert.match(err, /^OTHER_WALLET/);
});

test('pauses and resumes sales', async () => {
	const { txHash, dryRun } = await done('--do', 'pause');
	assert.match(txHash, /^[0-9a-f]{64}$/);
	assert.not(dryRun);
	assert.is((await shown()).stopped, 'paused');
	await assertAudited();
	await done('--do', 'resume');
	assert.is((await shown()).stopped, null);
});

test('adds a tier that has its name from the first moment on', async () => {
	const tier = ['--do', 'add-tier', '--kes', '3000', '--capacity', '20', '--replaces', '0'];
	assert.is(await refused(...tier), 'FLAGS_INVALID', 'without a name');
	for (const name of ['   ', '\u202E\u200B', 'b'.repeat(81), 'regular', '\u202EREGULAR'])
		assert.is(await refused(...tier, '--name', name, '--dry-run'), 'FLAGS_INVALID', name);
	assert.is(await refused(...tier, '--dry-run'), 'FLAGS_INVALID', 'a dry run asks for what the deed needs');
	const { out } = await run(...tier, '--name', 'Late bird', '--dry-run');
	assert.match(out, /KES 3,000, USDC .* a ticket; 10 in an order\n {2}20 seats, 10 of them for M-Pesa/);
	await done(...tier, '--name', ' Late \u202Ebird ', '--description', 'Entry after 20:00');
	const event = await until('the document', async () => {
		const view = await shown();
		return view.metadata.verified ? view : null;
	});
	assert.equal(
		event.tiers.map(({ name, capacity, replaces }) => [name, capacity, replaces]),
		[
			// The contract takes all free seats of the replaced tier but gives the new one only those it asks for.
			['Regular', 3, null],
			['Late bird', 20, 0],
		],
	);
	assert.is(event.tiers[1]!.face.amount, '300000');
	assert.is(event.refundWindow, null);
	await assertAudited();
});

test('changes details; another place opens refunds, and the old document stays', async () => {
	const before = (await shown()).metadata.uri;
	assert.is(await refused('--do', 'details'), 'FLAGS_INVALID', 'nothing to change');
	for (const words of [
		['--description', 'a'.repeat(5001)],
		['--venue', ' \u200B'],
		['--city', 'c'.repeat(81)],
	])
		assert.is(await refused('--do', 'details', ...words, '--dry-run'), 'FLAGS_INVALID');
	const words = await done('--do', 'details', '--description', 'Under a roof.');
	assert.equal([words.do, words.refundsUntil], ['details', null]);
	await until('the new words', async () => (await shown()).metadata.verified);
	const planned = await done('--do', 'details', '--venue', 'KICC', '--dry-run');
	assert.ok(Date.parse(planned.refundsUntil) > Date.now());
	assert.is((await shown()).refundWindow, null, 'nothing was sent');
	await done('--do', 'details', '--venue', 'KICC');
	const { metadata, refundWindow } = await until('the document', async () => {
		const view = await shown();
		return view.metadata.verified ? view : null;
	});
	const { document } = metadata;
	assert.equal([document?.venue.name, document?.description], ['KICC', 'Under a roof.']);
	assert.ok(refundWindow);
	assert.ok(readFileSync(join(folder.data, before)).length > 0);
	await assertAudited();
});

test('gives a ticket away, within the quota', async () => {
	const gift = ['--do', 'complimentary', '--tier', '1', '--to', Keypair.random().publicKey()];
	const { out } = await run(...gift, '--dry-run');
	assert.ok(out.includes(`a ticket of tier 1 to ${gift.at(-1)}`));
	await done(...gift);
	const { complimentary } = await done(...gift);
	assert.equal(complimentary, { given: 1, quota: 2 });
	assert.is(await refused(...gift), 'COMPLIMENTARY_OVER');
	await assertAudited();
});

test('postpones once; a dry run says what it opens', async () => {
	const planned = await done('--do', 'postpone', '--days', '7', '--dry-run');
	assert.ok(planned.dryRun);
	assert.is((await shown()).postponedBySeconds, 0, 'nothing was sent');
	const { out } = await run('--do', 'postpone', '--days', '7', '--dry-run');
	assert.match(out, /to give back: 3 ticket\(s\), USDC 30\.00\n.*wallets +3 ticket\(s\) {2}USDC 30\.00/s);
	assert.match(out, /missing USDC/);
	const { postponed } = await done('--do', 'postpone', '--days', '7');
	assert.is(Date.parse(postponed.startsAt), Date.parse((await shown()).startsAt));
	assert.ok((await shown()).refundWindow);
	assert.is(await refused('--do', 'postpone', '--days', '7'), 'POSTPONED_BEFORE');
	await assertAudited();
});

test('a cancel’s dry run says tickets, money by rail and what is missing; then it is funded', async () => {
	const planned = await done('--do', 'cancel', '--dry-run');
	const missing = (3n * price * 4000n) / 10_000n;
	assert.equal(
		[planned.tickets, planned.refundable, planned.missing],
		[3, String(3n * price), String(missing)],
	);
	assert.equal(planned.rails.wallet.open, { tickets: 3, amount: String(3n * price), face: '387000' });
	assert.equal(planned.rails.fiat.open, { tickets: 0, amount: '0', face: '0' });
	assert.is((await shown()).cancelledAt, null);
	const { out } = await run('--do', 'cancel', '--dry-run');
	assert.match(out, /to give back: 3 ticket\(s\), USDC 30\.00\n.*wallets +3 ticket\(s\) {2}USDC 30\.00/s);
	assert.match(out, /missing USDC 12\.00/);

	await done('--do', 'cancel');
	assert.is((await shown()).stopped, 'cancelled');
	await assertAudited();
	const part = await run('--do', 'fund-refunds', '--amount', '2', '--dry-run');
	assert.match(part.out, /puts in USDC 2\.00; then missing USDC 10\.00/);
	const tooMuch = await run('--do', 'fund-refunds', '--amount', '999999', '--dry-run');
	assert.match(tooMuch.err, /^INSUFFICIENT_USDC: the organizer’s wallet has less than USDC 999999\.00/);
	await done('--do', 'fund-refunds');
	assert.is((await shown()).topUps, String(missing));
	assert.is(await refused('--do', 'fund-refunds'), 'NOTHING_MISSING');
	await assertAudited();
});

test('what cannot be ends with a code', async () => {
	assert.is(await refused('--do', 'cancel'), 'EVENT_CANCELLED');
	assert.is(await refused('--do', 'party'), 'FLAGS_INVALID');
	assert.is(await refused('--do', 'complimentary', '--tier', '0', '--to', 'GABC'), 'FLAGS_INVALID');
});

test.run();
