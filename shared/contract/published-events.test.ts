import { Address, nativeToScVal, StrKey, scValToNative, xdr } from '@stellar/stellar-sdk';
import type { Spec } from '@stellar/stellar-sdk/contract';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import golden from '../../contracts/golden-2.json' with { type: 'json' };
import { Client as ClientV1 } from './event-v1/bindings.ts';
import { eventV1 } from './event-v1/event-v1.ts';
import { Client as ClientV2 } from './event-v2/bindings.ts';
import { eventV2 } from './event-v2/event-v2.ts';
import type { EventVersion } from './event-version.ts';
import type { RawEvent } from './raw-event.ts';
import { specOptions } from './spec-options.ts';

const test = suite('events as the contract publishes them');
const event = StrKey.encodeContract(new Uint8Array(32).fill(1));

type Published = { name: string; topics: xdr.ScVal[]; payload: xdr.ScVal; isLogged: boolean };
type Any<T> = fc.Arbitrary<T>;
const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const scalar = (type: 'u32' | 'u64' | 'i128', bits: number) =>
	fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n }).map((n) => nativeToScVal(n, { type }));
const bytes = (length?: number) =>
	fc
		.uint8Array(length === undefined ? {} : { minLength: length, maxLength: length })
		.map((b) => xdr.ScVal.scvBytes(b));
const keys = fc.uint8Array({ minLength: 32, maxLength: 32 });
const plainAddress = fc.oneof(
	keys.map((key) => StrKey.encodeEd25519PublicKey(key)),
	keys.map((key) => StrKey.encodeContract(key)),
);
const muxed = fc
	.uint8Array({ minLength: 40, maxLength: 40 })
	.map((key) => StrKey.encodeMed25519PublicKey(key));
const address = (of: Any<string>) => of.map((text) => new Address(text).toScVal());
const lists = <T>(of: Any<T>) => fc.array(of, { maxLength: 3 });
const vecOf = (of: Any<xdr.ScVal>[]) => fc.tuple(...of).map((items) => xdr.ScVal.scvVec(items));

/** Any value of a type of the contract's interface. */
function anyOf(spec: Spec, type: xdr.ScSpecTypeDef): Any<xdr.ScVal> {
	switch (type.type) {
		case 'scSpecTypeBool':
			return fc.boolean().map((b) => xdr.ScVal.scvBool(b));
		case 'scSpecTypeU32':
			return scalar('u32', 32);
		case 'scSpecTypeU64':
			return scalar('u64', 64);
		case 'scSpecTypeI128':
			return scalar('i128', 127);
		case 'scSpecTypeBytes':
			return bytes();
		case 'scSpecTypeBytesN':
			return bytes(type.value.n);
		case 'scSpecTypeString':
			return fc.oneof(
				fc.string().map((s) => xdr.ScVal.scvString(s)),
				fc.uint8Array().map((b) => xdr.ScVal.scvString(b)),
			);
		case 'scSpecTypeAddress':
			return address(plainAddress);
		case 'scSpecTypeMuxedAddress':
			return address(fc.oneof(plainAddress, muxed));
		case 'scSpecTypeOption':
			return fc.oneof(fc.constant(xdr.ScVal.scvVoid()), anyOf(spec, type.value.valueType));
		case 'scSpecTypeVec':
			return lists(anyOf(spec, type.value.elementType)).map((items) => xdr.ScVal.scvVec(items));
		case 'scSpecTypeTuple':
			return vecOf(type.value.valueTypes.map((each) => anyOf(spec, each)));
		case 'scSpecTypeUdt':
			return anyUdt(spec, String(type.value.name));
		default:
			throw new Error(`no values of ${type.type}`);
	}
}

/** Stored records are the golden ones. */
const stored = (name: string) =>
	({ terms: golden.terms.bytes, config: golden.config.bytes })[name] as string | undefined;

function anyUdt(spec: Spec, name: string): Any<xdr.ScVal> {
	const entry = spec.findEntry(name);
	if (entry.type === 'scSpecEntryUdtEnumV0')
		return fc.constantFrom(...entry.value.cases.map(({ value }) => xdr.ScVal.scvU32(value)));
	if (entry.type !== 'scSpecEntryUdtStructV0') throw new Error(`no values of ${entry.type}`);
	const fields = entry.value.fields.map((field) => ({ key: String(field.name), type: field.type }));
	if (fields[0]?.key === '0') return vecOf(fields.map(({ type }) => anyOf(spec, type)));
	const values = fields.map(({ key, type }) =>
		type.type === 'scSpecTypeBytes' && stored(key)
			? fc.constant(xdr.ScVal.scvBytes(bytesOf(stored(key)!)))
			: anyOf(spec, type),
	);
	return fc
		.tuple(...values)
		.map((of) =>
			xdr.ScVal.scvMap(
				of.map((val, i) => new xdr.ScMapEntry({ key: xdr.ScVal.scvSymbol(fields[i]!.key), val })),
			),
		);
}

/** Every event under the topic `passa` in the interface. */
function publishedBy(spec: Spec): Any<Published>[] {
	const events = spec.entries.flatMap((e) => (e.type === 'scSpecEntryEventV0' ? [e.value] : []));
	return events.flatMap(({ prefixTopics, params }) => {
		const [first, name] = prefixTopics.map(String);
		if (first !== 'passa') return [];
		const of = (where: string) => params.filter(({ location }) => location.name.endsWith(where));
		const data = of('LocationData');
		const topics = fc.tuple(...of('LocationTopicList').map(({ type }) => anyOf(spec, type)));
		const isLogged = data.map((param) => String(param.name)).join() === 'payload,n,log';
		assert.ok(isLogged || data.length === 1, name);
		return [
			fc.record({
				name: fc.constant(name!),
				topics: topics.map((list): xdr.ScVal[] => [...list]),
				payload: anyOf(spec, data[0]!.type),
				isLogged: fc.constant(isLogged),
			}),
		];
	});
}

const place = [nativeToScVal(5n, { type: 'u64' }), xdr.ScVal.scvBytes(new Uint8Array(32).fill(8))];
const sealed = (payload: xdr.ScVal) => xdr.ScVal.scvVec([payload, ...place]);
const raw = ({ name, topics, payload, isLogged }: Published): RawEvent => ({
	id: '1',
	ledger: 1,
	ledgerClosedAt: '2026-01-01T00:00:00Z',
	contractId: event,
	txHash: '00'.repeat(32),
	topic: ['passa', name]
		.map((s): xdr.ScVal => xdr.ScVal.scvSymbol(s))
		.concat(topics)
		.map((t) => t.toXdr('base64')),
	value: (isLogged ? sealed(payload) : payload).toXdr('base64'),
	inSuccessfulContractCall: true,
});

const specs: [EventVersion, Spec, number][] = [
	[eventV1, new ClientV1(specOptions).spec, 7],
	[eventV2, new ClientV2(specOptions).spec, 31],
];
const runs = { numRuns: 40 };

/** Runs a check on values of every event of each version. */
function each(check: (published: Published, version: EventVersion) => void): void {
	for (const [version, spec, count] of specs) {
		const events = publishedBy(spec);
		assert.is(events.length, count, 'events of the interface');
		for (const published of events)
			fc.assert(
				fc.property(published, (p) => check(p, version)),
				runs,
			);
	}
}

const codeOf = (version: EventVersion, published: RawEvent): string | undefined => {
	try {
		version.decodeEvent(published, event);
		return 'none';
	} catch (error) {
		return (error as { code?: string }).code;
	}
};

test('are read by their names, with their place in the log or without', () => {
	each((published, version) => {
		const { name, n, log } = version.decodeEvent(raw(published), event);
		assert.is(name, published.name);
		assert.is(n, published.isLogged ? 5n : null);
		assert.equal(log, published.isLogged ? new Uint8Array(32).fill(8) : null);
	});
});

/** What each version makes of these, its golden test shows. */
const inAnotherForm = new Map([
	[eventV1, ['terms', 'config', 'payouts', 'orders', 'items']],
	[eventV2, ['terms', 'config']],
]);

test('keep every value of their topics and payload', () => {
	each((published, version) => {
		const payload = version.decodeEvent(raw(published), event).payload as Record<string, unknown>;
		const values = Object.values(payload);
		for (const topic of published.topics) assert.ok(values.includes(scValToNative(topic)), published.name);
		const native = scValToNative(published.payload);
		const fields: [unknown, unknown, string][] =
			published.payload.type === 'scvMap'
				? Object.entries(native as object).map(([name, value]) => [payload[name], value, name])
				: [[values.at(-1), native, 'its only value']];
		for (const [read, value, name] of fields)
			if (name === 'uri') assert.type(read, 'string');
			else if (!inAnotherForm.get(version)!.includes(name)) assert.equal(read, value, published.name);
	});
});

test('are refused from another contract, and under another name', () => {
	const other = StrKey.encodeContract(new Uint8Array(32).fill(2));
	each((published, version) => {
		const of = (contractId: string, name: string) =>
			codeOf(version, { ...raw({ ...published, name }), contractId });
		assert.is(of(other, published.name), 'EVENT_FOREIGN');
		for (const name of ['burned', 'toString', '__proto__']) assert.is(of(event, name), 'EVENT_UNKNOWN', name);
	});
	const frozen = raw({
		name: 'frozen',
		topics: [],
		payload: nativeToScVal(5n, { type: 'u64' }),
		isLogged: true,
	});
	assert.is(codeOf(eventV2, frozen), 'none');
	assert.is(codeOf(eventV1, frozen), 'EVENT_UNKNOWN', 'version 1 cannot be frozen');
});

test('are refused with another number of topics', () => {
	each((published, version) => {
		const more = { ...published, topics: [...published.topics, xdr.ScVal.scvU32(1)] };
		assert.is(codeOf(version, raw(more)), 'EVENT_MALFORMED');
		if (published.topics.length === 0) return;
		assert.is(codeOf(version, raw({ ...published, topics: published.topics.slice(1) })), 'EVENT_MALFORMED');
	});
});

test('are refused with a place in the log where they have none, and without where they have one', () => {
	each((published, version) => {
		const turned = { ...published, isLogged: !published.isLogged };
		assert.is(codeOf(version, raw(turned)), 'EVENT_MALFORMED', published.name);
	});
});

test('are refused where a field is missing, or has another type', () => {
	const strange = xdr.ScVal.scvVec([xdr.ScVal.scvI32(-1)]);
	each((published, version) => {
		const { payload } = published;
		const error = xdr.ScVal.scvError(xdr.ScError.sceContract(1));
		assert.is(codeOf(version, raw({ ...published, payload: error })), 'EVENT_MALFORMED');
		if (payload.type !== 'scvMap') return;
		const fields = payload.value ?? [];
		for (const [i, { key }] of fields.entries()) {
			const without = xdr.ScVal.scvMap(fields.filter((_, j) => i !== j));
			const odd = new xdr.ScMapEntry({ key, val: strange });
			const other = xdr.ScVal.scvMap(fields.map((field, j) => (i === j ? odd : field)));
			for (const broken of [without, other])
				assert.is(codeOf(version, raw({ ...published, payload: broken })), 'EVENT_MALFORMED', published.name);
		}
	});
});

test('are refused where a hash, a log or a row is shorter or longer', () => {
	const bytes = (length: number) => xdr.ScVal.scvBytes(new Uint8Array(length));
	const rows = (length: number) =>
		xdr.ScVal.scvVec([
			xdr.ScVal.scvVec([xdr.ScVal.scvU64(1n), xdr.ScVal.scvU32(1), xdr.ScVal.scvU32(1)].slice(0, length)),
		]);
	const key = (length: number) =>
		raw({ name: 'key_set', topics: [], payload: bytes(length), isLogged: true });
	const gate = [new Address(event).toScVal()];
	const checkedIn = (length: number) =>
		raw({ name: 'checked_in', topics: gate, payload: rows(length), isLogged: false });
	const log = (length: number) => {
		const value = xdr.ScVal.scvVec([bytes(32), xdr.ScVal.scvU64(1n), bytes(length)]);
		return { ...key(32), value: value.toXdr('base64') };
	};
	for (const right of [key(32), checkedIn(2), log(32)]) assert.is(codeOf(eventV2, right), 'none');
	for (const wrong of [key(31), key(33), key(0), checkedIn(1), checkedIn(3), log(31), log(33)])
		assert.is(codeOf(eventV2, wrong), 'EVENT_MALFORMED');
});

test('that are cut or are no XDR are refused', () => {
	each((published, version) => {
		const whole = raw(published);
		const cut = (base64: string) => Buffer.from(base64, 'base64').subarray(0, -4).toString('base64');
		const broken = [
			{ ...whole, value: cut(whole.value) },
			{ ...whole, value: '' },
			{ ...whole, value: 'x' },
			{ ...whole, topic: [...whole.topic.slice(0, -1), cut(whole.topic.at(-1)!)] },
			{ ...whole, topic: ['', ...whole.topic.slice(1)] },
		];
		for (const each of broken) assert.is(codeOf(version, each), 'EVENT_MALFORMED', published.name);
	});
});

test('of any bytes are read or refused, and never end in another error', () => {
	const base64 = fc.uint8Array({ maxLength: 64 }).map((b) => Buffer.from(b).toString('base64'));
	const names = fc.constantFrom('created', 'checked_in', 'settled', 'moved', 'funded', 'unknown');
	fc.assert(
		fc.property(names, fc.array(base64, { maxLength: 3 }), base64, (name, topics, data) => {
			const whole = raw({ name, topics: [], payload: xdr.ScVal.scvVoid(), isLogged: false });
			const strange = { ...whole, topic: [...whole.topic, ...topics], value: data };
			for (const version of [eventV1, eventV2])
				assert.match(codeOf(version, strange)!, /^(none|EVENT_MALFORMED|EVENT_UNKNOWN)$/);
			assert.match(codeOf(eventV2, { ...strange, topic: topics })!, /^(EVENT_MALFORMED|EVENT_UNKNOWN)$/);
		}),
	);
});

test.run();
