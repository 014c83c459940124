import { scValToNative, xdr } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import golden from '../../../contracts/golden.json' with { type: 'json' };
import { logStart, logStep, logStepOf } from '../../chain/events/log.ts';
import { hex } from '../../hex.ts';
import { noPowers } from '../event-version.ts';
import type { PassaEvent, Payloads } from '../passa-event.ts';
import { logged, type RawEvent } from '../raw-event.ts';
import { eventV1 } from './event-v1.ts';

const test = suite('golden bytes of version 1');
const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
const value = (text: string) => xdr.ScVal.fromXdr(bytesOf(text));
const xdrOf = (key: xdr.ScVal) => hex(key.toXdr());

const { start, steps } = golden.log;
const raws = steps.map(({ n, topics, payload, log }): RawEvent => {
	const list = value(topics);
	const seal = [xdr.ScVal.scvU64(BigInt(n)), xdr.ScVal.scvBytes(bytesOf(log))];
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
const read = raws.map((raw) => eventV1.decodeEvent(raw, golden.event));
const allOf = <N extends PassaEvent['name']>(name: N) =>
	read.flatMap((event) => (event.name === name ? [event.payload as Payloads[N]] : []));
/** As the contract stores them: the same values that `created` publishes. */
const published = scValToNative(value(steps[0]!.payload)) as { config: object; terms: { starts_at: bigint } };
const instance = new Map<string, unknown>([
	['Config', published.config],
	['Terms', published.terms],
]);
const natives = {
	instance,
	counters: bytesOf(golden.hot.bytes),
	paid: golden.paid.map(BigInt),
	state: undefined,
};

test('name its entries', () => {
	const { Hot, Paid, Order, Moved } = golden.keys;
	assert.is(xdrOf(eventV1.keys.counters), Hot);
	assert.is(xdrOf(eventV1.keys.paid), Paid);
	assert.is(xdrOf(eventV1.keys.order(BigInt(Order.id))), Order.xdr);
	assert.is(xdrOf(eventV1.keys.moved(BigInt(Moved.ticket))), Moved.xdr);
	assert.is(eventV1.keys.state, null);
});

test('of the counters', () => {
	const { view, bytes } = golden.hot;
	const none = { sold: 0, fiatAllocated: 0, fiatSold: 0 };
	const tiers = view.tiers.map((t) => ({
		sold: t.sold,
		fiatAllocated: t.fiat_allocated,
		fiatSold: t.fiat_sold,
	}));
	assert.equal(eventV1.decodeCounters(bytesOf(bytes)), {
		...{ flags: view.status, termsVersion: view.terms_version, splitsVersion: view.terms_version },
		...{ consents: 0, relayerAt: 0n, n: BigInt(view.n), log: bytesOf(view.log) },
		...{ gross: BigInt(view.gross), royalties: 0n, refunded: BigInt(view.refunded), refundable: 0n },
		...{ paid: 0n, topUps: BigInt(view.top_ups), shortfalls: 0n, owed: 0n },
		...{ commissions: BigInt(view.commissions), creatorsPaid: 0n, overpaid: 0n },
		...{ complimentary: 0, cancelled: false },
		tiers: [...tiers, ...Array.from({ length: 16 - tiers.length }, () => none)],
		lanes: view.lanes.map(({ seq, served }) => ({ seq, served: BigInt(served) })),
	});
});

test('of orders', () => {
	const { treasury } = allOf('created')[0]!.config;
	for (const { what, bytes, view } of golden.orders) {
		const custodial = (view.flags & 1) !== 0;
		if (custodial) assert.is(view.payer, treasury, 'who paid for the fan');
		assert.equal(
			eventV1.decodeOrder(bytesOf(bytes)),
			{
				...{ custodial, complimentary: false, credits: null, fiat: custodial },
				...{ tier: view.tier, count: view.count, used: view.used, moved: view.moved, listed: 0 },
				...{ refunded: view.refunded, termsVersion: 0, day: 0, resales: 0, owner: view.owner },
				payer: custodial ? { treasury: true } : { treasury: false, address: view.payer },
			},
			what,
		);
	}
});

test('of the whole state, in today’s form', () => {
	const state = eventV1.decodeState(natives);
	const { config, terms } = allOf('created')[0]!;
	assert.equal(state.config, config);
	assert.equal(state.config, eventV1.decodeConfig(instance));
	assert.equal(state.config, { ...published.config, min_reserve_bps: 0 });
	assert.equal(state.terms, terms);
	const { policy, ...kept } = published.terms as unknown as typeof terms;
	assert.equal(state.terms, {
		...kept,
		...{ place_hash: null, doors_at: kept.starts_at, complimentary: 0, splits_version: 1 },
		policy: { ...policy, consent: false },
	});
	assert.equal(state.paid, golden.paid.map(BigInt));
	assert.equal(state.powers, noPowers);
	state.powers.gates.push('');
	assert.equal(noPowers.gates, [], 'nobody shares the list');
});

test('of a state that lacks a part, or has another form, are refused', () => {
	const codeOf = (change: object): string | undefined => {
		try {
			eventV1.decodeState({ ...natives, ...change });
			return 'none';
		} catch (error) {
			return (error as { code?: string }).code;
		}
	};
	assert.is(codeOf({}), 'none');
	assert.is(codeOf({ counters: undefined }), 'COUNTERS_LAYOUT_UNKNOWN');
	assert.is(codeOf({ paid: [1] }), 'ENTRY_UNEXPECTED');
	for (const part of ['Config', 'Terms']) {
		const fields = Object.keys(instance.get(part) as object);
		for (const broken of [undefined, null, 1n, new Uint8Array(4), []])
			assert.is(codeOf({ instance: new Map(instance).set(part, broken) }), 'ENTRY_UNEXPECTED', part);
		for (const field of fields) {
			const without = { ...(instance.get(part) as object), [field]: undefined };
			assert.is(codeOf({ instance: new Map(instance).set(part, without) }), 'ENTRY_UNEXPECTED', field);
		}
	}
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
	assert.is(hex(log), golden.hot.view.log);
});

test('of events, in today’s form', () => {
	assert.equal(
		read.map(({ n, log }) => [String(n), hex(log!)]),
		steps.map(({ n, log }) => [n, log]),
	);
	const names = 'created splits_set allocated allocated sold sold settled moved moved paid paid';
	assert.is(read.map(({ name }) => name).join(' '), names);
	const [many, single, contract, custodial] = golden.orders;
	const [changed] = allOf('splits_set');
	assert.equal([changed!.policy, changed!.terms_version, changed!.splits_version], [null, 2, 2]);
	assert.is(
		changed!.payees.reduce((sum, { bps }) => sum + bps, 0),
		10_000,
	);
	assert.equal(
		changed!.payees.map(({ address }) => address[0]),
		['G', 'G', 'M', 'G'],
	);
	assert.equal(allOf('allocated'), [
		{ by_organizer: false, fiat_allocated: 12, tier: 0 },
		{ by_organizer: false, fiat_allocated: 10, tier: 0 },
	]);
	const uncredited = { credits: [], inputs_hash: null, model: 0, terms_version: 2 };
	const orders = [many, single].map((o) => [BigInt(o!.id), o!.view.tier, o!.view.count, []]);
	assert.equal(allOf('sold'), [
		{ ...uncredited, buyer: many!.view.payer, orders, total: 1_550_000_000n },
		{
			...uncredited,
			buyer: contract!.view.owner,
			orders: [[BigInt(contract!.id), 0, 2, []]],
			total: 500_000_000n,
		},
	]);
	const [{ items, ...batch }] = allOf('settled') as [Payloads['settled']];
	assert.equal(batch, { lane: 2, seq: 1, served: 5n, total: 750_000_000n });
	assert.equal(items[0], [custodial!.view.owner, 0, 2, new Uint8Array(32).fill(9), [], null]);
	assert.ok(items.length === 3 && items.every((item) => item![4].length === 0));
	const fan = many!.view.owner;
	assert.equal(allOf('moved')[0], {
		from: fan,
		to: single!.view.owner,
		ticket: BigInt(golden.keys.Moved.ticket),
	});
	const sums = new Map(allOf('paid').flatMap(({ payees }) => payees));
	assert.equal(
		[0, 1, 2, 3].map((payee) => sums.get(payee)),
		golden.paid.map(BigInt),
	);
	assert.ok(allOf('paid').every(({ creators }) => creators.length === 0));
});

test.run();
