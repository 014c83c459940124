import { StrKey, scValToNative, type xdr } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type EventInit, Role } from '../event.ts';
import type { SettleItem } from '../event-version.ts';
import { eventV1 } from './event-v1.ts';

const test = suite('version 1');
const [fan, creator] = [1, 2].map((n) => StrKey.encodeEd25519PublicKey(new Uint8Array(32).fill(n))) as [
	string,
	string,
];
const event = StrKey.encodeContract(new Uint8Array(32).fill(3));

/** The call in an operation: its name, and its arguments as natives. */
function callOf({ body }: xdr.Operation): [string, unknown[]] {
	if (body.type !== 'invokeHostFunction') throw new Error(body.type);
	const { hostFunction } = body.invokeHostFunctionOp;
	if (hostFunction.type !== 'hostFunctionTypeInvokeContract') throw new Error(hostFunction.type);
	const { functionName, args } = hostFunction.invokeContract;
	return [String(functionName), args.map((arg) => scValToNative(arg))];
}
const codeOf = (read: () => unknown): string | undefined => {
	try {
		read();
		return 'none';
	} catch (error) {
		return (error as { code?: string }).code;
	}
};

const kept = {
	...{ ends_at: 70n, metadata_hash: new Uint8Array(32).fill(1), name: 'Nyege', uri: 'https://p' },
	payees: [
		{ address: fan, bps: 9_500, role: Role.Organizer },
		{ address: StrKey.encodeMed25519PublicKey(new Uint8Array(40).fill(7)), bps: 500, role: Role.Platform },
	],
	starts_at: 60n,
	tiers: [],
};
const policy = {
	...{ commission_cap_bps: 1_000, freeze_at: 40n, refund_until: 0n, release_at: 80n, resale_cap_bps: 0 },
	...{ resale_limit: 2, reserve_bps: 0, royalty_bps: 100, transferable: true },
};
const init: EventInit = {
	...kept,
	...{ complimentary: 0, doors_at: 50n, place_hash: new Uint8Array(32).fill(2) },
	policy: { ...policy, consent: false },
};

test('takes terms without what it has no field for', () => {
	assert.equal(scValToNative(eventV1.init(init)), { ...kept, policy });
});

test('refuses terms whose promise it cannot keep', () => {
	const consent = { ...init, policy: { ...init.policy, consent: true } };
	for (const terms of [consent, { ...init, complimentary: 1 }])
		assert.is(
			codeOf(() => eventV1.init(terms)),
			'EVENT_VERSION_OLD',
		);
	assert.is(
		codeOf(() => eventV1.init({ ...init, doors_at: init.starts_at })),
		'none',
	);
});

test('settles items without versions, and refuses credits', () => {
	const settled = { owner: fan, tier: 1, qty: 2, evidence: new Uint8Array(32).fill(9) };
	const item: SettleItem = { ...settled, splitsVersion: 3, termsVersion: 4, credits: [] };
	assert.equal(scValToNative(eventV1.settleItems([item])), [settled]);
	const credited = { ...item, credits: [{ creator, weight: 5_000 }] };
	assert.is(
		codeOf(() => eventV1.settleItems([item, credited])),
		'EVENT_VERSION_OLD',
	);
});

test('sells and pays without attribution and creators', () => {
	const order = { buyer: fan, nonce: 5n, items: [{ tier: 1, qty: 2 }], termsVersion: 3, maxTotal: 9n };
	const call = ['process_ticket_purchase', [fan, 5n, [[1, 2]], 3, 9n]];
	assert.equal(callOf(eventV1.purchase(event, order)), call);
	assert.equal(callOf(eventV1.purchase(event, { ...order, attribution: new Uint8Array(9) })), call);
	assert.equal(callOf(eventV1.distribute(event, 0b11, [creator])), ['distribute_ticket_revenue', [3]]);
});

test.run();
