import { StrKey, scValToNative, xdr } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import golden from '../../../contracts/golden-2.json' with { type: 'json' };
import registry from '../../../contracts/golden-registry.json' with { type: 'json' };
import { hex } from '../../hex.ts';
import { type EventInit, Role } from '../event.ts';
import { noPowers } from '../event-version.ts';
import { specOptions } from '../spec-options.ts';
import { Client } from './bindings.ts';
import { eventV2 } from './event-v2.ts';
import { flags } from './flags.ts';

const test = suite('version 2');
const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
const [fan, creator] = [1, 2].map((n) => StrKey.encodeEd25519PublicKey(new Uint8Array(32).fill(n))) as [
	string,
	string,
];
const muxed = StrKey.encodeMed25519PublicKey(new Uint8Array(40).fill(7));
const event = StrKey.encodeContract(new Uint8Array(32).fill(3));
const { spec } = new Client(specOptions);

/** The call in an operation, as XDR has it. */
function callOf(operation: xdr.Operation): { name: string; args: xdr.ScVal[] } {
	const { body } = operation;
	if (body.type !== 'invokeHostFunction') throw new Error(body.type);
	const { hostFunction } = body.invokeHostFunctionOp;
	if (hostFunction.type !== 'hostFunctionTypeInvokeContract') throw new Error(hostFunction.type);
	const { functionName, args } = hostFunction.invokeContract;
	return { name: String(functionName), args };
}
const order = { buyer: fan, nonce: 5n, items: [{ tier: 1, qty: 2 }], termsVersion: 3, maxTotal: 9n };

test('sells tickets, with an attribution if there is one', () => {
	const { name, args } = callOf(eventV2.purchase(event, order));
	assert.is(name, 'process_ticket_purchase');
	assert.equal(args.map(scValToNative), [fan, 5n, [[1, 2]], 3, 9n, null]);
	const attribution = new Uint8Array(100).fill(4);
	assert.equal(
		scValToNative(callOf(eventV2.purchase(event, { ...order, attribution })).args[5]!),
		attribution,
	);
});

test('pays payees and creators', () => {
	const { name, args } = callOf(eventV2.distribute(event, 0b101, [creator]));
	assert.is(name, 'distribute_ticket_revenue');
	assert.equal(args.map(scValToNative), [5, [creator]]);
});

test('takes terms as the interface has them, payees with ids too', () => {
	const init: EventInit = {
		...{ complimentary: 3, doors_at: 50n, starts_at: 60n, ends_at: 70n, name: 'Nyege', uri: 'https://p' },
		...{ metadata_hash: new Uint8Array(32).fill(1), place_hash: new Uint8Array(32).fill(2) },
		payees: [
			{ address: fan, bps: 9_500, role: Role.Organizer },
			{ address: muxed, bps: 500, role: Role.Platform },
		],
		policy: {
			...{ transferable: true, consent: true, reserve_bps: 0, royalty_bps: 100, commission_cap_bps: 1_000 },
			...{ resale_cap_bps: 11_000, resale_limit: 2, freeze_at: 40n, refund_until: 0n, release_at: 80n },
		},
		tiers: [],
	};
	const encoded = eventV2.init(init);
	assert.equal(scValToNative(encoded), init);
	assert.equal(Object.keys(scValToNative(encoded)), Object.keys(init).sort(), 'sorted, as the host demands');
	assert.throws(() => eventV2.init({ ...init, doors_at: undefined as unknown as bigint }));
});

test('settles items as the registry’s signers hash them', () => {
	const { items } = registry.batch;
	const [first, second] = scValToNative(xdr.ScVal.fromXdr(bytesOf(items))) as [string, number, number][];
	const item = { tier: 0, evidence: new Uint8Array(32).fill(9), splitsVersion: 1, termsVersion: 1 };
	const built = eventV2.settleItems([
		{ ...item, owner: first![0], qty: 2, credits: [] },
		{ ...item, owner: second![0], qty: 1, credits: [] },
	]);
	assert.is(hex(built.toXdr()), items);
	const credited = { ...item, owner: fan, qty: 1, credits: [{ creator, weight: 6_000 }] };
	const versions = { ...credited, splitsVersion: 4, termsVersion: 5 };
	assert.equal(scValToNative(eventV2.settleItems([versions])), [
		[fan, 0, 1, item.evidence, 4, 5, [[creator, 6_000]]],
	]);
});

test('has a call for every entry point of the interface', () => {
	const values: Record<string, unknown> = {
		...{ tier: 1, n: 2, by: fan, to: fan, nonce: 3n, treasury: fan, lane: 0, seq: 1, index: 1 },
		...{ items: eventV2.settleItems([]), order: 9n, mask: 1, amount: 5n, creator, creators: [creator] },
		...{ credits: [{ amount: 1n, creator, weight: 2 }], evidence: new Uint8Array(32), relayed: true },
		...{ splits_hash: new Uint8Array(32), bps: 5, terms_hash: new Uint8Array(32), address: fan },
		...{ on: true, seconds: 8n, cap: 6n, gate: fan, key: new Uint8Array(32), ticket: 4n, price: 7n },
		...{ orders: [[1n, 1]], from: fan, token_id: 2n, buyer: fan, max_price: 3n },
	};
	const simple = spec.funcs().filter(({ inputs }) => inputs.every(({ name }) => String(name) in values));
	assert.ok(simple.length > 30, `${simple.length} entry points`);
	for (const { name, inputs } of simple) {
		const own = { redirect: { to: muxed }, postpone: { by: 60n } }[String(name)];
		assert.is(eventV2.args(String(name), { ...values, ...own }).length, inputs.length, String(name));
	}
});

const entries = {
	instance: new Map<string, unknown>([
		['Config', bytesOf(golden.config.bytes)],
		['Terms', bytesOf(golden.terms.bytes)],
	]),
	counters: bytesOf(golden.counters.bytes),
	paid: bytesOf(golden.paid.bytes),
	state: undefined as unknown,
};
const withFlags = (value: number) => {
	const counters = entries.counters.slice();
	counters.set([value >> 8, value & 255], 1);
	return counters;
};
const codeOf = (read: () => unknown): string | undefined => {
	try {
		read();
		return 'none';
	} catch (error) {
		return (error as { code?: string }).code;
	}
};

test('has no powers before its state is written, and none are made up where it must be there', () => {
	for (const set of [0, flags.ordered, flags.pausedByOrganizer | flags.pausedByRegistry]) {
		const { powers } = eventV2.decodeState({ ...entries, counters: withFlags(set) });
		assert.equal(powers, noPowers);
		powers.gates.push(fan);
		assert.equal(noPowers.gates, [], 'nobody shares the list');
	}
	for (const set of [flags.cancelled, flags.frozen, flags.redirected, flags.window])
		assert.is(
			codeOf(() => eventV2.decodeState({ ...entries, counters: withFlags(set) })),
			'ENTRY_UNEXPECTED',
			String(set),
		);
	assert.is(eventV2.decodeCounters(withFlags(flags.cancelled)).cancelled, true);
	assert.is(eventV2.decodeCounters(withFlags(0xffff ^ flags.cancelled)).cancelled, false);
});

test('refuses a state without one of its parts', () => {
	const ok = { ...entries, state: bytesOf(golden.state.bytes) };
	assert.is(
		codeOf(() => eventV2.decodeState(ok)),
		'none',
	);
	const broken = [
		{ ...ok, instance: new Map([['Config', ok.instance.get('Config')]]) },
		{ ...ok, instance: new Map([['Terms', ok.instance.get('Terms')]]) },
		{ ...ok, paid: ok.paid.slice(0, -8) },
		{ ...ok, paid: [1n, 2n] },
		{ ...ok, state: null },
	];
	for (const each of broken)
		assert.is(
			codeOf(() => eventV2.decodeState(each)),
			'ENTRY_UNEXPECTED',
		);
	assert.is(
		codeOf(() => eventV2.decodeConfig(new Map())),
		'ENTRY_UNEXPECTED',
	);
	assert.is(
		codeOf(() => eventV2.decodeState({ ...ok, counters: undefined })),
		'COUNTERS_LAYOUT_UNKNOWN',
	);
});

test.run();
