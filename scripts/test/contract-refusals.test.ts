import { Keypair, Operation } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { send, signWith } from '#shared/chain/submit/invoke.ts';
import { quote } from '#shared/chain/submit/purchase.ts';
import { type EventInit, Role } from '#shared/contract/event.ts';
import { ChainFixture, codeOf, registryArgs } from '#testing/fixtures/chain-fixture.ts';
import { keyOf } from '../deploy/deployment.ts';
import { sendClassic } from '../deploy/send-classic.ts';

const test = suite('what the contract refuses');
let fixture: ChainFixture;

test.before(async () => {
	fixture = await ChainFixture.start();
});
test.after(() => fixture.close());

const refused = async (change: (init: EventInit) => void): Promise<string> => {
	const init = fixture.terms();
	change(init);
	return codeOf(fixture.publish(init));
};

const orderBy = (fan: Keypair, event: string, qty: number, tier = 0) =>
	codeOf(quote(fixture.chain, event, fan.publicKey(), [{ tier, qty }]));

test('control: valid terms are published', async () => {
	assert.is(await refused(() => {}), 'none');
});

test('splits that do not sum to 100 %', async () => {
	assert.is(await refused((i) => i.payees[1]!.bps--), 'SPLITS_NOT_WHOLE');
	assert.is(await refused((i) => i.payees[1]!.bps++), 'SPLITS_NOT_WHOLE');
});

test('a share of nothing, a payee twice, a missing platform, an organizer who is not first', async () => {
	assert.is(
		await refused((i) => {
			i.payees[0]!.bps = 9500;
			i.payees[1]!.bps = 0;
		}),
		'SHARE_ZERO',
	);
	assert.is(
		await refused((i) => {
			i.payees[1]!.address = i.payees[0]!.address;
		}),
		'PAYEE_TWICE',
	);
	assert.is(
		await refused((i) => {
			i.payees[2]!.role = Role.Venue;
		}),
		'PLATFORM_SHARE_MISSING',
	);
	assert.is(
		await refused((i) => {
			i.payees.reverse();
		}),
		'ORGANIZER_NOT_FIRST',
	);
});

test('a price of zero, under a cent, or one whose shares would not be exact', async () => {
	assert.is(
		await refused((i) => {
			i.tiers[0]!.price = 90_000n;
		}),
		'PRICE_TOO_LOW',
	);
	assert.is(
		await refused((i) => {
			i.tiers[0]!.price = 0n;
		}),
		'PRICE_NOT_POSITIVE',
	);
	assert.is(
		await refused((i) => {
			i.tiers[0]!.price = 100_001n;
		}),
		'PRICE_NOT_EXACT',
	);
	assert.is(
		await refused((i) => {
			i.tiers[0]!.face.amount = 129_050n;
		}),
		'FACE_PRICE_INVALID',
	);
});

test('a date in the past, or an end before the start', async () => {
	assert.is(
		await refused((i) => {
			i.starts_at = BigInt(fixture.now - 60);
		}),
		'EVENT_IN_PAST',
	);
	assert.is(
		await refused((i) => {
			i.ends_at = i.starts_at;
		}),
		'EVENT_TIMES_INVALID',
	);
});

test('an event in more than three years, doors after the start, a reserve that is never released', async () => {
	assert.is(
		await refused((i) => {
			i.ends_at = BigInt(fixture.now + 4 * 365 * 86_400);
		}),
		'EVENT_TOO_FAR',
	);
	assert.is(await refused((i) => i.doors_at++), 'EVENT_TIMES_INVALID');
	assert.is(
		await refused((i) => {
			i.policy.reserve_bps = 1000;
		}),
		'POLICY_INVALID',
	);
});

test('a sold-out tier', async () => {
	const init = fixture.terms({ tiers: [fixture.tier({ capacity: 3, fiat_quota: 0 })] });
	const event = await fixture.publish(init);
	const fan = await fixture.fan();
	await fixture.buy(fan, event, [{ tier: 0, qty: 2 }]);
	assert.is(await orderBy(fan, event, 2), 'TIER_SOLD_OUT');
	assert.is(await orderBy(fan, event, 1), 'none');
});

test('over the order limit, no ticket at all, an unknown tier, an unknown event', async () => {
	const event = await fixture.publish();
	const fan = await fixture.fan();
	assert.is(await orderBy(fan, event, 11), 'OVER_ORDER_LIMIT');
	assert.is(await orderBy(fan, event, 0), 'OVER_ORDER_LIMIT');
	assert.is(await orderBy(fan, event, 1, 7), 'TIER_UNKNOWN');
	assert.is(await orderBy(fan, fixture.deployment.usdc, 1), 'EVENT_NOT_FOUND');
	assert.is(await orderBy(fan, 'nonsense', 1), 'EVENT_NOT_FOUND');
});

test('a sale that has not opened, or is over', async () => {
	const opens_at = BigInt(fixture.now + 1000);
	const event = await fixture.publish(fixture.terms({ tiers: [fixture.tier({ opens_at })] }));
	const fan = await fixture.fan();
	assert.is(await orderBy(fan, event, 1), 'SALE_NOT_OPEN');
	const over = await fixture.publish(
		fixture.terms({ tiers: [fixture.tier({ closes_at: BigInt(fixture.now + 2) })] }),
	);
	fixture.localnet.network.advance(10);
	fixture.localnet.network.close();
	assert.is(await orderBy(fan, over, 1), 'SALE_OVER');
});

test('an event that is paused, frozen, cancelled, or waits for its payees’ consent', async () => {
	const { organizer, deployment } = fixture;
	const fan = await fixture.fan();
	const by = organizer.publicKey();
	const guardian = keyOf(deployment.roles.deployer);
	const paused = await fixture.publish();
	await fixture.call(organizer, paused, 'pause', { by, on: true });
	assert.is(await orderBy(fan, paused, 1), 'SALES_CLOSED');
	const freeze = { event: paused, seconds: 86_400n };
	await fixture.call(organizer, paused, 'pause', { by, on: false });
	assert.is(await orderBy(fan, paused, 1), 'none', 'the control');
	await fixture.call(guardian, deployment.registry, 'freeze', freeze, registryArgs);
	assert.is(await orderBy(fan, paused, 1), 'EVENT_FROZEN');
	await fixture.call(organizer, paused, 'cancel', { by });
	assert.is(await orderBy(fan, paused, 1), 'SALES_CLOSED');
	const init = fixture.terms();
	init.policy.consent = true;
	const unsettled = await fixture.publish(init);
	assert.is(await orderBy(fan, unsettled, 1), 'CONSENT_MISSING');
});

test('what the registry refuses: powers over an event that it does not know, a change that nobody proposed', async () => {
	const { deployment } = fixture;
	const guardian = keyOf(deployment.roles.deployer);
	const pause = (event: string) =>
		codeOf(fixture.call(guardian, deployment.registry, 'pause', { event, on: true }, registryArgs));
	assert.is(await pause(deployment.usdc), 'EVENT_NOT_OURS');
	assert.is(await pause(await fixture.publish()), 'none', 'the control');
	const accept = fixture.call(guardian, deployment.registry, 'accept_role', { change: 6 }, registryArgs);
	assert.is(await codeOf(accept), 'NO_CHANGE_PENDING');
});

test('a wallet without a trust line, one without enough USDC, one that does not exist', async () => {
	const event = await fixture.publish();
	const [bare, poor] = [Keypair.random(), await fixture.fan(9)];
	await fixture.wallets([bare], 0, false);
	assert.is(await orderBy(bare, event, 1), 'NO_TRUSTLINE');
	assert.is(await orderBy(poor, event, 1), 'INSUFFICIENT_USDC');
	assert.is(await orderBy(Keypair.random(), event, 1), 'ACCOUNT_UNKNOWN');
});

test('a balance that the issuer froze', async () => {
	const event = await fixture.publish();
	const fan = await fixture.fan();
	const freeze = Operation.setTrustLineFlags({
		trustor: fan.publicKey(),
		asset: fixture.asset,
		flags: { authorized: false },
	});
	await sendClassic(fixture.chain, [keyOf(fixture.deployment.roles.issuer!)], [freeze]);
	assert.is(await orderBy(fan, event, 1), 'BALANCE_FROZEN');
});

test('splits changed after the first sale, and terms changed under a quote', async () => {
	const event = await fixture.publish();
	const { payees, policy } = (await readEventState(fixture.chain.rpcUrl, event)).terms;
	const [o, a, p] = payees as [(typeof payees)[0], (typeof payees)[0], (typeof payees)[0]];
	const changed = [{ ...o, bps: 5000 }, { ...a, bps: 4500 }, p];
	await fixture.call(fixture.organizer, event, 'set_splits', { payees: changed, policy });
	const fan = await fixture.fan();
	const stale = {
		buyer: fan.publicKey(),
		nonce: 1n,
		items: [[0, 1]],
		terms_version: 1,
		max_total: 100_000_000n,
		attribution: null,
	};
	assert.is(await codeOf(fixture.call(fan, event, 'process_ticket_purchase', stale)), 'TERMS_CHANGED');
	await fixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
	assert.is(
		await codeOf(fixture.call(fixture.organizer, event, 'set_splits', { payees, policy })),
		'SPLITS_FIXED',
	);
});

test('the last seat sold to somebody else between quote and ledger', async () => {
	const event = await fixture.publish(
		fixture.terms({ tiers: [fixture.tier({ capacity: 1, fiat_quota: 0 })] }),
	);
	const fans = [await fixture.fan(), await fixture.fan()];
	const { chain } = fixture;
	const signed = await Promise.all(
		fans.map(async (fan) => {
			const { envelope, failures } = await quote(chain, event, fan.publicKey(), [{ tier: 0, qty: 1 }]);
			return { envelope: await signWith(fan, chain.passphrase)(envelope), failures };
		}),
	);
	const codes = await Promise.all(
		signed.map(({ envelope, failures }) => codeOf(send(chain, envelope, { failures }))),
	);
	assert.equal(codes.toSorted(), ['TIER_SOLD_OUT', 'none']);
	const { counters } = await readEventState(chain.rpcUrl, event);
	assert.is(counters.gross, 100_000_000n, 'only one of them paid');
});

test('a wallet on another network, a quote that expired, and one that another transaction overtook', async () => {
	const event = await fixture.publish();
	const fan = await fixture.fan();
	const quoted = () => quote(fixture.chain, event, fan.publicKey(), [{ tier: 0, qty: 1 }]);
	const signed = async (passphrase = fixture.chain.passphrase) => {
		const { envelope } = await quoted();
		return signWith(fan, passphrase)(envelope);
	};
	assert.is(await codeOf(send(fixture.chain, await signed('Elsewhere'))), 'SIGNATURE_WRONG');
	const [first, second] = [await signed(), await signed()];
	await send(fixture.chain, first);
	assert.is(await codeOf(send(fixture.chain, second)), 'OUT_OF_ORDER');
	const old = await signed();
	fixture.localnet.network.advance(61);
	fixture.localnet.network.close();
	assert.is(await codeOf(send(fixture.chain, old)), 'QUOTE_EXPIRED');
});

test('a price above what the buyer agreed to, and an order placed twice', async () => {
	const event = await fixture.publish();
	const fan = await fixture.fan();
	const order = {
		buyer: fan.publicKey(),
		nonce: 7n,
		items: [[0, 1]],
		terms_version: 1,
		max_total: 99_999_999n,
		attribution: null,
	};
	assert.is(await codeOf(fixture.call(fan, event, 'process_ticket_purchase', order)), 'TOTAL_ABOVE_MAX');
	const fair = { ...order, max_total: 100_000_000n };
	await fixture.call(fan, event, 'process_ticket_purchase', fair);
	assert.is(await codeOf(fixture.call(fan, event, 'process_ticket_purchase', fair)), 'ORDER_EXISTS');
});

test.run();
