import { Keypair } from '@stellar/stellar-sdk';
import { pino } from 'pino';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { call } from '#shared/chain/rpc.ts';
import { countersKey, type EventState, readEventState } from '#shared/chain/state/event-state.ts';
import { cash } from '#shared/contract/accounting.ts';
import { booksOf } from '#shared/contract/books-of.ts';
import { eventV2 } from '#shared/contract/event-v2/event-v2.ts';
import type { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import { failingProxy } from '#testing/proxies/failing-proxy.ts';
import { lyingProxy } from '#testing/proxies/lying-proxy.ts';
import type { Database } from '../models/schema.ts';
import { type KeeperFixture, lumensOf, openKeeperFixture, through } from './test/fixture.ts';

const test = suite('the keeper');
let fixture: KeeperFixture;
let chainFixture: ChainFixture;
let db: Database;

test.before(async () => {
	fixture = await openKeeperFixture();
	chainFixture = fixture.chainFixture;
	db = (await fixture.database()).db;
});
test.after(() => fixture.close());

const paid = async (event: string) => (await readEventState(chainFixture.chain.rpcUrl, event)).paid;

/** Ledgers close only when a transaction waits. So their number does not depend on the speed of the machine. */
async function whileLedgersWait(work: () => Promise<void>): Promise<void> {
	const { network } = chainFixture.localnet;
	await call(chainFixture.chain.rpcUrl, 'localnet_pause');
	const closing = setInterval(() => network.pendingCount > 0 && network.close(), 2);
	try {
		await work();
	} finally {
		clearInterval(closing);
		await call(chainFixture.chain.rpcUrl, 'localnet_resume');
	}
}

/** Until everything that came in was paid out. */
async function paidOut(event: string): Promise<EventState> {
	for (;;) {
		const state = await readEventState(chainFixture.chain.rpcUrl, event);
		if (state.counters.gross > 0n && cash(booksOf(state)) === 0n) return state;
		await new Promise((done) => setTimeout(done, 5));
	}
}

test('pays every payee within two ledgers of a sale', async () => {
	const event = await chainFixture.publish();
	const fan = await chainFixture.fan();
	await fixture.channels();
	await whileLedgersWait(async () => {
		const one = await fixture.start(db);
		const { ledger } = await chainFixture.buy(fan, event, [{ tier: 0, qty: 2 }]);
		const state = await paidOut(event);
		assert.equal(state.paid, [120_000_000n, 70_000_000n, 10_000_000n]);
		assert.ok(state.ledger - ledger <= 2, `paid ${state.ledger - ledger} ledgers after the sale`);
		await one.stop();
	});
});

test('a payee without a trust line blocks no other payee', async () => {
	const poor = Keypair.random();
	await chainFixture.wallets([poor], 0, false);
	const init = chainFixture.terms();
	init.payees[1]!.address = poor.publicKey();
	const event = await chainFixture.publish(init);
	await chainFixture.buy(await chainFixture.fan(), event, [{ tier: 0, qty: 1 }]);
	const one = await fixture.keeper(db);
	await one.round();
	assert.equal(await paid(event), [60_000_000n, 0n, 5_000_000n]);
	assert.is(one.facts.failing, 1);
});

test('a payee that cannot be paid costs no fee, and is tried less and less often', async () => {
	const poor = Keypair.random();
	await chainFixture.wallets([poor], 0, false);
	const init = chainFixture.terms();
	init.payees[1]!.address = poor.publicKey();
	const event = await chainFixture.publish(init);
	await chainFixture.buy(await chainFixture.fan(), event, [{ tier: 0, qty: 1 }]);
	const tries: string[] = [];
	const write = (line: string) => line.includes(event) && line.includes('payout failed') && tries.push(line);
	const log = pino({ level: 'warn' }, { write });
	const one = await fixture.keeper((await fixture.database()).db, { log });
	const channels = await fixture.channels();
	const lumens = () => Promise.all(channels.map((key) => lumensOf(chainFixture.chain.rpcUrl, key)));
	await one.round();
	const before = await lumens();
	const after = async (seconds: number) => {
		for (let ledger = 0; ledger < 3; ledger++) {
			await call(chainFixture.chain.rpcUrl, 'localnet_advance', {
				ledgers: 1,
				seconds: ledger === 0 ? seconds : 0,
			});
			await one.round();
		}
		return tries.length;
	};
	assert.is(await after(0), 0, 'not at once');
	assert.is(await after(31), 1, 'after half a minute');
	assert.is(await after(31), 1, 'the second time not before a minute');
	assert.is(await after(31), 2);
	assert.equal(await lumens(), before);
	assert.equal(await paid(event), [60_000_000n, 0n, 5_000_000n]);
});

test('two keepers at once, or one that forgot everything, pay nobody twice', async () => {
	const event = await chainFixture.publish();
	const fan = await chainFixture.fan();
	await chainFixture.buy(fan, event, [{ tier: 0, qty: 3 }]);
	const [a, b] = [await fixture.keeper(db), await fixture.keeper(db)];
	await Promise.all([a.round(), b.round()]);
	await (await fixture.keeper((await fixture.database()).db)).round();
	assert.equal(await paid(event), [180_000_000n, 105_000_000n, 15_000_000n]);
	await chainFixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
	await (await fixture.keeper(db)).round();
	assert.equal(await paid(event), [240_000_000n, 140_000_000n, 20_000_000n]);
});

test('an event that cannot be read blocks no other one, and is logged once', async () => {
	const [lost, event] = [await chainFixture.publish(), await chainFixture.publish()];
	const fan = await chainFixture.fan();
	await chainFixture.buy(fan, lost, [{ tier: 0, qty: 1 }]);
	await chainFixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
	let gone = true;
	const proxy = await lyingProxy(chainFixture.chain.rpcUrl, (method, params, answer) => {
		// Only the keeper's own look: a call still finds its entries.
		if (method !== 'getLedgerEntries' || !gone || (params.keys as string[]).length < 6) return;
		const entries = answer.result!.entries as { key: string }[];
		answer.result!.entries = entries.filter((e) => e.key !== countersKey(lost, eventV2));
	});
	const logged: string[] = [];
	const log = pino({ level: 'error' }, { write: (line: string) => logged.push(line) });
	try {
		const one = await fixture.keeper(db, { chain: through(chainFixture.chain, proxy.url), log });
		await one.round();
		chainFixture.localnet.network.close();
		await one.round();
		assert.equal(await paid(event), [60_000_000n, 35_000_000n, 5_000_000n]);
		assert.equal(await paid(lost), [0n, 0n, 0n]);
		assert.is(logged.filter((line) => line.includes(lost)).length, 1);
		gone = false;
		chainFixture.localnet.network.close();
		await one.round();
		assert.equal(await paid(lost), [60_000_000n, 35_000_000n, 5_000_000n]);
	} finally {
		await proxy.close();
	}
});

test('an event that one node behind a balancer has not seen yet is learned from the next', async () => {
	let behind = 0;
	const proxy = await lyingProxy(chainFixture.chain.rpcUrl, (method, _, answer) => {
		if (method !== 'getEvents' || behind === 0) return;
		const { events } = answer.result as { events: { ledger: number }[] };
		Object.assign(answer.result!, {
			events: events.filter((e) => e.ledger <= behind),
			cursor: `${String(((BigInt(behind) + 1n) << 32n) - 1n).padStart(19, '0')}-4294967295`,
			latestLedger: behind,
		});
	});
	try {
		const one = await fixture.keeper(db, { chain: through(chainFixture.chain, proxy.url) });
		await one.round();
		behind = chainFixture.localnet.network.sequence;
		const event = await chainFixture.publish();
		await chainFixture.buy(await chainFixture.fan(), event, [{ tier: 0, qty: 1 }]);
		await one.round();
		assert.equal(await paid(event), [0n, 0n, 0n]);
		behind = 0;
		chainFixture.localnet.network.close();
		await one.round();
		assert.equal(await paid(event), [60_000_000n, 35_000_000n, 5_000_000n]);
	} finally {
		await proxy.close();
	}
});

test('an RPC that is away for a minute is waited for, and what was sold meanwhile is paid', async () => {
	const event = await chainFixture.publish();
	const fan = await chainFixture.fan();
	let asked = 0;
	let away = true;
	const proxy = await failingProxy(chainFixture.chain.rpcUrl, () => {
		if (!away) return 'pass';
		asked++;
		return asked % 2 === 0 ? 'lost' : 'answer lost';
	});
	const one = await fixture.start(db, { chain: through(chainFixture.chain, proxy.url) });
	try {
		await chainFixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
		// A keeper looks four times a second.
		while (asked < 4 * 60) await new Promise((done) => setTimeout(done, 5));
		assert.equal(await paid(event), [0n, 0n, 0n]);
		away = false;
		assert.equal((await paidOut(event)).paid, [60_000_000n, 35_000_000n, 5_000_000n]);
	} finally {
		await one.stop();
		await proxy.close();
	}
});

test.run();
