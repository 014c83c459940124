import type { Keypair } from '@stellar/stellar-sdk';
import { and, eq } from 'drizzle-orm';
import { integer, text } from 'drizzle-orm/pg-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { call } from '#shared/chain/rpc.ts';
import { holdingOf } from '#shared/chain/state/trust-lines.ts';
import { usdcTransfer } from '#shared/contract/registry-args.ts';
import { ChannelAccounts, channelKeys, openChannels } from '#shared/service/channel-accounts.server.ts';
import { drain, type Work } from '#shared/service/worker.server.ts';
import { relay, time, u64 } from '../models/schema.ts';
import { type Fixture, openFixture } from '../test/fixture.ts';
import { type CallDeps, type ChainView, callKillPoints } from './call-job.ts';
import { callWork } from './call-work.ts';
import { type CallOutcome, outcomeOf } from './outcome-of.ts';

/** Each row gives one USDC to a wallet, by a transfer that the network does as often as it is asked. */
const gifts = relay.table('test_gifts', {
	id: integer().primaryKey(),
	to: text().notNull(),
	state: text().notNull(),
	envelope: text(),
	hash: text(),
	validUntil: u64(),
	sinceLedger: integer(),
	attempts: integer().notNull(),
	waitsFor: text(),
	wakeAt: time(),
});
type Gift = typeof gifts.$inferSelect;
type View = ChainView & { outcome: CallOutcome | null };

const one = 10_000_000n;
const leaseMilliseconds = 60_000;
const test = suite('work whose rows end by a call on chain');
let f: Fixture;
let keys: Keypair[];
let last = 0;

test.before(async () => {
	f = await openFixture();
	const relayer = keyOf(f.chainFixture.deployment.roles.relayer);
	keys = channelKeys(relayer.secret(), 'test channel', 2);
	await openChannels(f.settle.chain, relayer, keys);
	await f.rows(`CREATE TABLE relay.test_gifts (id integer PRIMARY KEY, "to" text NOT NULL, state text NOT NULL, envelope text,
		hash text, valid_until numeric(20), since_ledger integer, attempts integer NOT NULL, waits_for text, wake_at timestamptz)`);
	await f.rows('GRANT ALL ON relay.test_gifts TO relayer');
});
test.after(() => f.close());

/** Codes of the errors that runs ended with. */
const codes: string[] = [];

/** A process. `isCareful`: it leaves a row alone that another took over. */
function worker(between?: CallDeps['between'], isCareful = true): Work<Gift> {
	const { chain, signer } = f.settle;
	const deps = { ...f.settle, channels: new ChannelAccounts(chain, keys), ...(between ? { between } : {}) };
	const { treasury } = signer;
	return callWork<Gift, View>(deps, {
		...{ name: 'giving', table: gifts, key: [gifts.id], leaseMilliseconds },
		isUntouched: ({ id, attempts }) =>
			isCareful
				? and(eq(gifts.id, id), eq(gifts.attempts, attempts), eq(gifts.state, 'due'))
				: eq(gifts.id, id),
		async read({ envelope, hash, validUntil, sinceLedger }) {
			const { sequence, closeTime } = await call(chain.rpcUrl, 'getLatestLedger');
			const of = { hash: hash!, validUntil: validUntil!, sinceLedger: sinceLedger! };
			const outcome = envelope === null ? null : await outcomeOf(chain, of);
			return { ledger: sequence, closeTime: BigInt(closeTime), failures: {}, outcome };
		},
		next(row, { outcome, ledger }) {
			const write = () => f.db.update(gifts).set({ state: 'done', wakeAt: null }).where(eq(gifts.id, row.id));
			if (typeof outcome === 'number') return { do: 'record', write };
			const from = treasury.publicKey();
			const operation = usdcTransfer(f.chainFixture.deployment.usdc, from, row.to, one);
			return {
				do: 'call',
				call: () => ({
					operation,
					async alsoSign(transaction) {
						const signature = await treasury.sign(transaction.hash());
						transaction.addSignature(from, Buffer.from(signature).toString('base64'));
					},
					keep: async (_, { hash }) => ({ hash, sinceLedger: ledger }),
				}),
			};
		},
		mayLand: (_, { outcome }) => outcome === 'open',
		afterError({ code }) {
			codes.push(code);
			return { do: 'wait', code };
		},
		pause: () => ({ since: new Date(f.clock.now()), part: 1, least: 1_000, most: 1_000 }),
		named: ({ id }) => ({ id }),
		isNotYet: 'not given yet',
	});
}

async function due(): Promise<{ id: number; wallet: string }> {
	const wallet = (await f.chainFixture.fan()).publicKey();
	const id = ++last;
	const now = new Date(f.clock.now());
	await f.db.insert(gifts).values({ id, to: wallet, state: 'due', attempts: 0, wakeAt: now });
	return { id, wallet };
}

async function usdcOf(wallet: string): Promise<bigint> {
	const { code, issuer } = f.chainFixture.deployment.usdcAsset;
	return (await holdingOf(f.settle.chain.rpcUrl, `${code}:${issuer}`, wallet)) ?? 0n;
}

const stateOf = async (id: number) => (await f.db.select().from(gifts).where(eq(gifts.id, id)))[0]!.state;

/** Runs what is due until this step, and stays there. `goOn` lets it go on, as a process that was only slow. */
async function stopAt(step: string, isCareful = true): Promise<{ goOn(): Promise<void> }> {
	let goOn = () => {};
	const going = new Promise<void>((done) => (goOn = done));
	let reached = () => {};
	const there = new Promise<void>((done) => (reached = done));
	const work = worker((name) => {
		if (name !== step) return;
		reached();
		return going;
	}, isCareful);
	const [row] = await work.lease(1);
	const ended = work.run(row!).catch(() => {});
	await there;
	return {
		goOn: () => {
			goOn();
			return ended;
		},
	};
}

const letExpire = () => {
	f.chainFixture.localnet.network.advance(120);
	f.chainFixture.localnet.network.close();
};

/** Another process, once the lease of the first one is over. */
async function another(isCareful = true): Promise<void> {
	for (let i = 0; i < 4; i++) {
		f.clock.advance(leaseMilliseconds + 1_000);
		await drain(worker(undefined, isCareful));
	}
}

for (const step of callKillPoints)
	for (const isExpired of [false, true]) {
		const what = `what it signed can ${isExpired ? 'land no more' : 'still land'}`;
		test(`killed after: ${step}; ${what}: the next process does it once`, async () => {
			const { id, wallet } = await due();
			const before = await usdcOf(wallet);
			await stopAt(step);
			if (isExpired) letExpire();
			await another();
			assert.is(await stateOf(id), 'done');
			assert.is((await usdcOf(wallet)) - before, one);
		});

		test(`its lease is lost after: ${step}; ${what}: going on, it does nothing twice`, async () => {
			const { id, wallet } = await due();
			const before = await usdcOf(wallet);
			const slow = await stopAt(step);
			if (isExpired) letExpire();
			await another();
			await slow.goOn();
			await another();
			assert.is(await stateOf(id), 'done');
			assert.is((await usdcOf(wallet)) - before, one);
		});
	}

test('a process whose row another took over says so: it is no fault of the RPC', async () => {
	const { id } = await due();
	const slow = await stopAt('read');
	await another();
	codes.length = 0;
	await slow.goOn();
	assert.equal(codes, ['LEASE_LOST']);
	assert.is(await stateOf(id), 'done');
});

test('the control: a process that does not look whether its row is another’s gives twice', async () => {
	const { wallet } = await due();
	const before = await usdcOf(wallet);
	const slow = await stopAt('read', false);
	await another(false);
	await slow.goOn();
	assert.is((await usdcOf(wallet)) - before, 2n * one);
});

test('two processes that lease at once share the rows', async () => {
	for (let i = 0; i < 3; i++) await due();
	const leased = await Promise.all([worker().lease(2), worker().lease(2)]);
	const ids = leased.flat().map(({ id }) => id);
	assert.is(new Set(ids).size, ids.length);
	assert.is(ids.length, 3);
	await another();
});

test('what waits is due again after its pause, and the queue says when', async () => {
	const { id } = await due();
	const work = worker();
	await f.rows(`UPDATE relay.test_gifts SET "to" = 'nobody' WHERE id = $1`, [id]);
	await drain(work);
	const [row] = await f.db.select().from(gifts).where(eq(gifts.id, id));
	assert.is(row!.state, 'due');
	assert.is(row!.waitsFor, 'RPC_ERROR');
	assert.is(await work.nextAt(), row!.wakeAt!.getTime());
	await f.rows('DELETE FROM relay.test_gifts WHERE id = $1', [id]);
});

test.run();
