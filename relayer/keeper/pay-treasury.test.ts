import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { call } from '#shared/chain/rpc.ts';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { settledOrderId, ticketId } from '#shared/chain/state/ids.ts';
import { holdingOf } from '#shared/chain/state/trust-lines.ts';
import { signWith } from '#shared/chain/submit/invoke.ts';
import { actOnTicket, quoteTicket } from '#shared/chain/submit/ticket-action.ts';
import { type ChainFixture, registryArgs } from '#testing/fixtures/chain-fixture.ts';
import type { Database } from '../models/schema.ts';
import type { Keeper } from './keeper.ts';
import { type KeeperFixture, openKeeperFixture } from './test/fixture.ts';

const test = suite('the keeper and what events owe the treasury');
let fixture: KeeperFixture;
let chainFixture: ChainFixture;
let db: Database;
let event: string;

const price = 90_000_000n;
/** 5 % of it is the event's. */
const owed = 85_500_000n;

test.before.each(async () => {
	fixture = await openKeeperFixture();
	chainFixture = fixture.chainFixture;
	db = (await fixture.database()).db;
	const terms = chainFixture.terms();
	const resale = { resale_cap_bps: 11_000, resale_limit: 3, royalty_bps: 500 };
	event = await chainFixture.publish({ ...terms, policy: { ...terms.policy, ...resale } });
});
test.after.each(() => fixture.close());

const owedNow = async () => (await readEventState(chainFixture.chain.rpcUrl, event)).counters.owed;
const treasuryHas = async (): Promise<bigint> => {
	const { usdcAsset, roles } = chainFixture.deployment;
	const asset = `${usdcAsset.code}:${usdcAsset.issuer}`;
	return (await holdingOf(chainFixture.chain.rpcUrl, asset, roles.treasury.address))!;
};

async function rounds(keeper: Keeper, n: number): Promise<void> {
	for (let i = 0; i < n; i++) {
		await call(chainFixture.chain.rpcUrl, 'localnet_advance', { ledgers: 1, seconds: 1 });
		await keeper.round();
	}
}

/** A ticket that was paid for in shillings is offered, and a wallet buys it. */
async function sold(): Promise<void> {
	const { roles, registry } = chainFixture.deployment;
	const [relayer, treasury] = [keyOf(roles.relayer), keyOf(roles.treasury)];
	const onRegistry = (name: string, args: Record<string, unknown>, signers: Keypair[] = []) =>
		chainFixture.call(relayer, registry, name, args, registryArgs, signers);
	await onRegistry('allocate', { event, tier: 0, n: 1 });
	const item = { owner: Keypair.random().publicKey(), tier: 0, qty: 1, evidence: new Uint8Array(32) };
	const items = [{ ...item, splitsVersion: 1, termsVersion: 1, credits: [] }];
	await onRegistry('settle_batch', { event, lane: 0, seq: 1, items }, [treasury]);
	const ticket = ticketId(settledOrderId(0, 1, 0), 0);
	await onRegistry('list_custodial', { event, ticket, price });
	const fan = await chainFixture.fan();
	const { chain } = chainFixture;
	const quoted = await quoteTicket(chain, event, fan.publicKey(), { do: 'buy', ticket, price });
	await actOnTicket(chain, quoted, signWith(fan, chain.passphrase));
}

test('pays the treasury what a ticket in custody was sold for, once, without anybody asking', async () => {
	await sold();
	assert.is(await owedNow(), owed);
	const before = await treasuryHas();
	const keeper = await fixture.keeper(db);
	await rounds(keeper, 4);
	assert.is(await owedNow(), 0n);
	assert.is((await treasuryHas()) - before, owed);
	await rounds(keeper, 3);
	assert.is((await treasuryHas()) - before, owed, 'nothing twice');
});

test('waits while that is less than the least that is paid at once', async () => {
	await sold();
	const before = await treasuryHas();
	await rounds(await fixture.keeper(db, { minDue: owed + 1n }), 4);
	assert.is(await owedNow(), owed);
	assert.is(await treasuryHas(), before);
	// A keeper that has not looked yet.
	await rounds(await fixture.keeper((await fixture.database()).db, { minDue: owed }), 4);
	assert.is(await owedNow(), 0n);
});

test.run();
