import { Account, MuxedAccount, StrKey, xdr } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import golden from '../../../contracts/golden-2.json' with { type: 'json' };
import { logStart, logStep, logStepOf } from '../../chain/events/log.ts';
import { boughtOrderId, ticketId } from '../../chain/state/ids.ts';
import { hex } from '../../hex.ts';
import type { Payer } from '../event-version.ts';
import type { PassaEvent, Payloads } from '../passa-event.ts';
import { logged, type RawEvent } from '../raw-event.ts';
import { decodeCreator } from './creator.ts';
import { eventV2 } from './event-v2.ts';
import { keys } from './keys.ts';
import { splitsHash } from './splits-hash.ts';
import { decodeSum } from './sum.ts';

const test = suite('golden bytes of version 2');
const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
const value = (text: string) => xdr.ScVal.fromXdr(bytesOf(text));
const xdrOf = (key: xdr.ScVal) => hex(key.toXdr());
const numbers = (texts: string[]) => texts.map(Number);
const bigs = (texts: string[]) => texts.map(BigInt);
const muxed = (account: string, id: string | null) =>
	id === null ? account : new MuxedAccount(new Account(account, '0'), id).accountId();

const instance = new Map<string, unknown>([
	['Config', bytesOf(golden.config.bytes)],
	['Terms', bytesOf(golden.terms.bytes)],
]);
const state = eventV2.decodeState({
	instance,
	counters: bytesOf(golden.counters.bytes),
	paid: bytesOf(golden.paid.bytes),
	state: bytesOf(golden.state.bytes),
});

test('name its entries', () => {
	const { order, Moved, Listed, Creator, Owed, ...plain } = golden.keys;
	assert.is(xdrOf(keys.counters), plain.Counters);
	assert.is(xdrOf(keys.paid), plain.Paid);
	assert.is(xdrOf(keys.state), plain.State);
	assert.is(xdrOf(keys.treasury), plain.Treasury);
	assert.is(xdrOf(keys.order(BigInt(order.id))), order.xdr);
	assert.is(xdrOf(keys.moved(BigInt(Moved.ticket))), Moved.xdr);
	assert.is(xdrOf(keys.listed(BigInt(Listed.ticket))), Listed.xdr);
	assert.is(xdrOf(keys.creator(Creator.address)), Creator.xdr);
	assert.is(xdrOf(keys.owed(Owed.address)), Owed.xdr);
	assert.is(eventV2.keys, keys);
});

test('of the configuration', () => {
	const { view } = golden.config;
	assert.equal(eventV2.decodeConfig(instance), state.config);
	assert.equal(state.config, {
		version: Number(view.version),
		cap: BigInt(view.cap),
		min_reserve_bps: Number(view.min_reserve_bps),
		attribution_key: bytesOf(view.key),
		organizer: view.organizer,
		registry: view.registry,
		usdc: view.usdc,
		treasury: null,
	});
});

test('of the terms, whose versions are among the counters', () => {
	const { view } = golden.terms;
	const { counters } = golden;
	const [transferable, consent] = view.transferable_consent.map((on) => on === 'true');
	const rates = numbers(view.reserve_royalty_commission_resale);
	const [freeze_at, refund_until, release_at] = bigs(view.freeze_refund_release);
	const [starts_at, ends_at, doors_at] = bigs(view.starts_ends_doors);
	assert.equal(state.terms, {
		name: view.name,
		uri: view.uri,
		metadata_hash: bytesOf(view.metadata_hash),
		place_hash: bytesOf(view.place_hash),
		...{ starts_at, ends_at, doors_at },
		complimentary: Number(view.complimentary),
		policy: {
			...{ transferable, consent, freeze_at, refund_until, release_at },
			reserve_bps: rates[0],
			royalty_bps: rates[1],
			commission_cap_bps: rates[2],
			resale_cap_bps: rates[3],
			resale_limit: Number(view.resale_limit),
		},
		payees: view.payees.map(({ address, id, role, bps }) => ({
			address: muxed(address, id),
			role: Number(role),
			bps: Number(bps),
		})),
		tiers: view.tiers.map(([price, amount, currency, ...rest]) => ({
			price: BigInt(price!),
			face: { amount: BigInt(amount!), currency: Number(currency) },
			capacity: Number(rest[0]),
			fiat_quota: Number(rest[1]),
			opens_at: BigInt(rest[2]!),
			closes_at: BigInt(rest[3]!),
			per_order: Number(rest[4]),
		})),
		terms_version: Number(counters.view.terms_version),
		splits_version: Number(counters.view.splits_version),
	});
	assert.ok(state.terms.payees[2]!.address.startsWith('M'), 'the payee with an id');
});

test('of what a payee accepts', () => {
	const { splits_hash } = golden.terms.view;
	assert.is(hex(splitsHash(state.terms)), splits_hash);
	const [first, ...rest] = state.terms.payees;
	const others = [
		{ ...state.terms, complimentary: 6 },
		{ ...state.terms, policy: { ...state.terms.policy, consent: true } },
		{ ...state.terms, payees: [{ ...first!, bps: first!.bps - 1 }, ...rest] },
	];
	for (const other of others) assert.is.not(hex(splitsHash(other)), splits_hash);
	const renamed = { ...state.terms, name: 'Another name' };
	assert.is(hex(splitsHash(renamed)), splits_hash, 'the name is not agreed to');
});

test('of the counters, with all sixteen lanes', () => {
	const { view } = golden.counters;
	const [gross, royalties, refunded, refundable] = bigs(view.gross_royalties_refunded_refundable);
	const [paid, topUps, shortfalls, owed] = bigs(view.paid_topups_shortfalls_owed);
	const [commissions, creatorsPaid, overpaid] = bigs(view.commissions_earned_paid_overpaid);
	const lanes = view.lanes.map(([seq, served]) => ({ seq: Number(seq), served: BigInt(served!) }));
	const unused = Array.from({ length: 16 - lanes.length }, () => ({ seq: 0, served: 0n }));
	assert.equal(state.counters, {
		flags: Number(view.flags),
		termsVersion: Number(view.terms_version),
		splitsVersion: Number(view.splits_version),
		consents: Number(view.consents),
		relayerAt: BigInt(view.relayer_at),
		n: BigInt(view.n),
		log: bytesOf(view.log),
		...{ gross, royalties, refunded, refundable, paid, topUps, shortfalls, owed },
		...{ commissions, creatorsPaid, overpaid },
		complimentary: Number(view.complimentary),
		cancelled: false,
		tiers: view.tiers
			.map(numbers)
			.map(([sold, fiatAllocated, fiatSold]) => ({ sold, fiatAllocated, fiatSold })),
		lanes: [...lanes, ...unused],
	});
	assert.equal(eventV2.decodeCounters(bytesOf(golden.counters.bytes)), state.counters);
});

test('of payouts and powers', () => {
	assert.equal(state.paid, bigs(golden.paid.view));
	const { view } = golden.state;
	const [cancelledAt, postponedBy, frozenAt, frozenUntil, at, until] = bigs(view.times);
	const [from, to, id] = view.redirect_of_payee_1;
	assert.equal(state.powers, {
		...{ cancelledAt, postponedBy, frozenAt, frozenUntil },
		window: { at, until, version: Number(view.window_version) },
		gates: view.gates,
		redirects: [{ payee: 1, from: BigInt(from!), to: muxed(to!, id!) }],
	});
});

const payerOf = (payer: string, owner: string): Payer =>
	payer === 'treasury' ? { treasury: true } : { treasury: false, address: payer === 'owner' ? owner : payer };

test('of orders', () => {
	for (const { what, bytes, view } of golden.orders) {
		const [used, moved, listed, refunded] = numbers(view.used_moved_listed_refunded);
		const flags = Number(view.flags);
		const expected = {
			custodial: (flags & 1) !== 0,
			complimentary: (flags & 2) !== 0,
			credits: flags & 4 ? view.credits : null,
			fiat: (flags & 16) !== 0,
			tier: Number(view.tier),
			count: Number(view.count),
			...{ used, moved, listed, refunded },
			termsVersion: Number(view.terms_version),
			day: Number(view.day),
			resales: Number(view.resales),
			owner: view.owner,
			payer: payerOf(view.payer, view.owner),
		};
		assert.equal(eventV2.decodeOrder(bytesOf(bytes)), expected, what);
	}
});

test('of moved tickets', () => {
	for (const { bytes, view, ticket } of golden.moved) {
		const expected = {
			custodial: view.custody === 'true',
			resales: Number(view.resales),
			owner: view.owner,
			payer: payerOf(view.payer, view.owner),
		};
		assert.equal(eventV2.decodeMoved(bytesOf(bytes)), expected, ticket);
	}
});

test('of a listing, of creators, and of what is owed', () => {
	for (const { bytes, view } of [golden.listed, golden.owed, golden.treasury])
		assert.is(decodeSum(bytesOf(bytes)), BigInt(view));
	const { bps, earned, paid, points } = golden.creator.view;
	const sums = { earned: BigInt(earned), paid: BigInt(paid), points: BigInt(points) };
	assert.equal(decodeCreator(bytesOf(golden.creator.bytes)), { bps: Number(bps), ...sums });
});

const { start, steps } = golden.log;
const raws = steps.map(({ n, topics, payload, log }): RawEvent => {
	const seal = [xdr.ScVal.scvU64(BigInt(n)), xdr.ScVal.scvBytes(bytesOf(log))];
	const list = value(topics);
	return {
		id: n,
		ledger: 1,
		ledgerClosedAt: '2027-01-15T08:00:00Z',
		contractId: golden.event,
		txHash: '00'.repeat(32),
		topic: (list.type === 'scvVec' ? (list.vec ?? []) : []).map((topic) => topic.toXdr('base64')),
		value: xdr.ScVal.scvVec([value(payload), ...seal]).toXdr('base64'),
		inSuccessfulContractCall: true,
	};
});

test('of the log, step by step', () => {
	let log = logStart(golden.passphrase, golden.event);
	assert.is(hex(log), start);
	for (const [i, raw] of raws.entries()) {
		const { topics, payload } = logged(raw);
		const n = BigInt(steps[i]!.n);
		assert.equal(logStepOf(log, raw, n), logStep(log, topics, payload, n));
		log = logStep(log, topics, payload, n);
		assert.is(hex(log), steps[i]!.log);
	}
	assert.is(hex(log), golden.counters.view.log);
});

test('of events, in the order of the log', () => {
	const read = raws.map((raw) => eventV2.decodeEvent(raw, golden.event));
	assert.equal(
		read.map(({ n, log }) => [String(n), hex(log!)]),
		steps.map(({ n, log }) => [n, log]),
	);
	const names =
		'created splits_set commission_set allocated sold sold settled minted resold redirected details_set ' +
		'postponed frozen paid funded refunded resold gate_set';
	assert.is(read.map(({ name }) => name).join(' '), names);
	const of = <N extends PassaEvent['name']>(name: N) =>
		read.find((event) => event.name === name)!.payload as Payloads[N];
	const fan = golden.keys.Owed.address;
	const order = BigInt(golden.keys.order.id);
	assert.equal(of('created').config, state.config);
	assert.is(of('created').terms.terms_version, 1);
	assert.is(of('created').terms.splits_version, 1);
	assert.is(of('splits_set').splits_version, 2);
	assert.equal(of('splits_set').policy!.release_at, of('created').terms.policy.release_at);
	const { splits_version: _, ...sameSplits } = { ...state.terms, terms_version: 4 };
	assert.equal(of('postponed').terms, sameSplits, 'the terms as they are stored now');
	assert.equal(of('sold'), {
		...{ buyer: fan, credits: [], inputs_hash: null, model: 0, terms_version: 2, total: 750_000_000n },
		orders: [[boughtOrderId(fan, 1n, 0), 0, 3, []]],
	});
	const [item] = of('settled').items;
	assert.equal(item!.slice(1, 3), [0, 2]);
	assert.equal(item![4], [[golden.creator.address, 6_000, 15_000_000n]]);
	assert.is(of('resold').ticket, ticketId(order, 1));
	assert.is(of('redirected').to, muxed(golden.creator.address, '9'));
	assert.equal(
		of('paid').payees.map(([, paid]) => paid),
		state.paid,
	);
	assert.equal(of('paid').creators, [[golden.creator.address, 30_000_000n]]);
	assert.equal(of('refunded'), {
		...{ payer: fan, commissions: [], delivered: false, mask: 4, order, paid: 250_000_000n },
	});
	assert.equal(of('frozen'), { until: state.powers.frozenUntil });
	assert.equal(of('gate_set'), { gate: state.powers.gates[0], on: true });
	assert.ok(StrKey.isValidEd25519PublicKey(of('minted').to));
});

test.run();
