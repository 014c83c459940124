import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { holdingOf } from '#shared/chain/state/trust-lines.ts';
import {
	type ChainWrite,
	ChannelAccounts,
	channelKeys,
	openChannels,
} from '#shared/service/channel-accounts.server.ts';
import { Keeper } from '../keeper/keeper.ts';
import { assertBooksBalance, assertMoneyBalances } from '../test/assertions.ts';
import { announce } from '../test/fixture.ts';
import { openRefundsFixture, type RefundsFixture, refundable } from './test/fixture.ts';
import { auditOf, cancelEvent, givenBack } from './test/stories.ts';

const test = suite('a cancel of 200 orders on both rails, while processes die');
const ordersByRail = 100;
const fansMoney = 1000n * 10_000_000n;
const deaths = 14;
let f: RefundsFixture;

test.before(async () => {
	f = await openRefundsFixture();
});
test.after(() => f.close());

/** The same numbers in each run. */
function numbers(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
		return state % below;
	};
}

/** Accounts of a keeper that is killed before its nth transaction is sent, or just after it has landed. */
class DyingChannels extends ChannelAccounts {
	left = 0;
	after = false;
	override async submit(write: ChainWrite) {
		const dies = --this.left === 0;
		if (dies && !this.after) throw new Error('killed');
		const landed = await super.submit(write);
		if (dies) throw new Error('killed');
		return landed;
	}
}

async function keeperWith(channels: ChannelAccounts): Promise<Keeper> {
	const { chain, deployment } = f.chainFixture;
	const { registry, sinceLedger, roles } = deployment;
	const shared = { db: f.db, chain, registry, sinceLedger, channels, log: f.settle.log };
	return new Keeper({ ...shared, payer: keyOf(roles.relayer), minDue: 10n ** 15n, archive: null });
}

async function twoHundredOrders(event: string, fans: Keypair[]) {
	const quantities = Array.from({ length: ordersByRail }, (_, i) => (i % 3 === 0 ? 2 : 1));
	const fiat = await f.issued(event, quantities);
	for (const [i, qty] of quantities.entries())
		await f.chainFixture.buy(fans[i % fans.length]!, event, [{ tier: 0, qty }]);
	return { fiat, tickets: quantities.reduce((sum, qty) => sum + qty, 0) };
}

/** Database connections of the relayer and the keeper break. */
const breakConnections = () =>
	f.rows(
		`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND usename <> current_user AND pid <> pg_backend_pid()`,
	);

test('nobody is refunded twice, nobody is forgotten, books balance and the audit is green', async () => {
	const terms = refundable(f);
	const tier = f.chainFixture.tier({ capacity: 400, fiat_quota: 200, closes_at: terms.ends_at });
	const event = await announce(f, { ...terms, tiers: [tier] });
	const fans = Array.from({ length: 10 }, () => Keypair.random());
	await f.chainFixture.wallets(fans, 1000);
	const { fiat, tickets } = await twoHundredOrders(event, fans);
	const before = givenBack(f);
	await cancelEvent(f, event);
	const { chain, deployment, localnet } = f.chainFixture;
	const relayer = keyOf(deployment.roles.relayer);
	const keys = channelKeys(relayer.secret(), 'keeper channel', 3);
	await openChannels(chain, relayer, keys);
	const random = numbers(7);
	let killed = 0;
	for (let i = 0; i < deaths; i++) {
		let left = 3 + random(40);
		f.diesWhen(() => --left === 0);
		const channels = new DyingChannels(chain, keys);
		Object.assign(channels, { left: 2 + random(7), after: i % 2 === 0 });
		const keeper = await keeperWith(channels);
		await Promise.all([
			f.work(2).catch(() => {}),
			keeper.round().catch(() => {}),
			i % 3 === 2 ? breakConnections() : null,
		]);
		killed += Number(f.isDead()) + Number(channels.left <= 0);
		f.restart();
		f.clock.advance(5 * 60_000);
		localnet.network.advance(120);
		for (let n = 0; n < 102; n++) localnet.network.close();
	}
	assert.ok(killed >= deaths / 2, `only ${killed} deaths`);
	const keeper = await keeperWith(new ChannelAccounts(chain, keys));
	for (let i = 0; i < 12; i++) {
		await f.work(2);
		await keeper.round();
		f.clock.advance(4 * 60_000);
		localnet.network.close();
	}
	const ends = (await Promise.all(fiat.map(({ no }) => f.endsOf(no)))).map((lines) => lines.join('; '));
	assert.equal(
		ends,
		fiat.map(({ qty }) => `returned reversal ${qty === 2 ? '3 KES 2580' : '1 KES 1290'}`),
	);
	assert.is(givenBack(f) - before, tickets * 1290);
	const { code, issuer } = deployment.usdcAsset;
	for (const fan of fans)
		assert.is(await holdingOf(chain.rpcUrl, `${code}:${issuer}`, fan.publicKey()), fansMoney);
	const { counters } = await readEventState(chain.rpcUrl, event);
	assert.equal([counters.refundable, counters.refunded], [0n, 2n * BigInt(tickets) * 100_000_000n]);
	await assertMoneyBalances(f, [event], BigInt(tickets) * 100_000_000n);
	await assertBooksBalance(f);
	assert.equal(await auditOf(f, event), []);
});

test.run();
