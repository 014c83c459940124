import { Keypair, Operation, xdr } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NetworkFixture } from './network-fixture.ts';

/** The codes and words are those that stellar-rpc's own tests expect (41b2f0f, cmd/stellar-rpc/internal). */
const test = suite<{ net: NetworkFixture; key: Keypair }>(
	'what is no request gets the answer of the public RPC',
);
test.before(async (context) => {
	context.net = await NetworkFixture.start();
	context.key = await context.net.funded();
});
test.after(({ net }) => net.close());

const hash = '00'.repeat(32);

test('another xdrFormat than base64 is refused by every method that has one', async ({ net, key }) => {
	const tx = (await net.signed([key], [Operation.bumpSequence({ bumpTo: '0' })])).toXDR();
	const params: Record<string, object> = {
		getEvents: { startLedger: 1 },
		getTransactions: { startLedger: 1 },
		getLedgers: { startLedger: 1 },
		getTransaction: { hash },
		getLedgerEntries: { keys: [] },
		sendTransaction: { transaction: tx },
	};
	for (const [method, rest] of Object.entries(params)) {
		const code = ['getTransactions', 'getLedgers'].includes(method) ? -32600 : -32602;
		for (const xdrFormat of ['json', 'yaml']) {
			const { error } = await net.call(method, { ...rest, xdrFormat });
			assert.is(error?.code, code, `${method} ${xdrFormat}`);
			assert.match(error!.message, /xdrFormat must be 'base64'/);
		}
		for (const xdrFormat of ['base64', '', null]) {
			assert.is((await net.call(method, { ...rest, xdrFormat })).error, undefined, method);
		}
	}
	const simulated = await net.result('simulateTransaction', { transaction: tx, xdrFormat: 'json' });
	assert.match(simulated.error, /xdrFormat must be 'base64'/);
});

test('a parameter of another type is refused; null counts as missing', async ({ net }) => {
	const wrong: [string, object][] = [
		['getEvents', { startLedger: '1' }],
		['getEvents', { startLedger: -1 }],
		['getEvents', { startLedger: 1.5 }],
		['getEvents', { startLedger: 2 ** 32 }],
		['getEvents', { startLedger: 1, filters: {} }],
		['getEvents', { startLedger: 1, filters: ['all'] }],
		['getEvents', { startLedger: 1, filters: [null] }],
		['getEvents', { startLedger: 1, filters: [{}, null] }],
		['getEvents', { startLedger: 1, filters: [{ type: 1 }] }],
		['getEvents', { startLedger: 1, filters: [{ topics: ['*'] }] }],
		['getEvents', { startLedger: 1, pagination: [] }],
		['getEvents', { startLedger: 1, pagination: { limit: '5' } }],
		['getEvents', { startLedger: 1, pagination: { limit: -5 } }],
		['getEvents', { pagination: { cursor: 5 } }],
		['getEvents', { pagination: { cursor: 'abc' } }],
		['getEvents', { pagination: { cursor: '9223372036854775808-0000000000' } }],
		['getTransactions', { startLedger: [] }],
		['getLedgers', { startLedger: 1, pagination: { limit: 1.5 } }],
		['getTransaction', { hash: 5 }],
		['getTransaction', {}],
		['getLedgerEntries', { keys: 'AAAA' }],
		['getLedgerEntries', { keys: [5] }],
		['sendTransaction', { transaction: 5 }],
		['sendTransaction', {}],
		['simulateTransaction', { transaction: [] }],
	];
	for (const [method, params] of wrong) {
		assert.is((await net.call(method, params)).error?.code, -32602, `${method} ${JSON.stringify(params)}`);
	}
	const nothing = { startLedger: 1, endLedger: null, filters: null, pagination: null };
	assert.is((await net.call('getEvents', nothing)).error, undefined);
});

test('a hash, a key and a transaction that cannot be read', async ({ net }) => {
	const messageOf = async (method: string, params: object) => (await net.call(method, params)).error!.message;
	assert.is(await messageOf('getTransaction', { hash: 'ab' }), 'unexpected hash length (2)');
	assert.is(
		await messageOf('getTransaction', { hash: `foo${hash.slice(3)}` }),
		"incorrect hash: encoding/hex: invalid byte: U+006F 'o'",
	);
	assert.match(
		await messageOf('getLedgerEntries', { keys: ['<>@@#$'] }),
		/^cannot unmarshal key value <>@@#\$ at index 0$/,
	);
	const key = xdr.LedgerKey.account(
		new xdr.LedgerKeyAccount({ accountId: Keypair.random().xdrPublicKey() }),
	).toXdr('base64');
	assert.match(await messageOf('getLedgerEntries', { keys: [key, `${key}!!`] }), /at index 1$/);
	for (const transaction of ['abcdef', 'AAAA', '', '<>']) {
		assert.is(await messageOf('sendTransaction', { transaction }), 'invalid_xdr');
		const simulated = await net.result('simulateTransaction', { transaction });
		assert.equal(simulated, { error: 'Could not unmarshal transaction', latestLedger: 0 });
	}
});

test('a page without a start, with both starts, or with an invalid cursor is refused', async ({ net }) => {
	const errorOf = async (method: string, params: object) => (await net.call(method, params)).error;
	for (const method of ['getTransactions', 'getLedgers']) {
		const missing = await errorOf(method, {});
		assert.is(missing?.code, -32600);
		assert.match(missing!.message, /^start ledger \(0\) must be between the oldest ledger/);
		const both = await errorOf(method, { startLedger: 1, pagination: { cursor: '5' } });
		assert.equal([both?.code, both?.message], [-32600, 'startLedger and cursor cannot both be set']);
		const cursor = await errorOf(method, { pagination: { cursor: 'abc' } });
		assert.is(cursor?.code, -32602);
		assert.match(cursor!.message, /parsing "abc": invalid syntax$/);
	}
	assert.is((await errorOf('getTransactions', { pagination: { cursor: '-1' } }))?.code, -32602);
	const past = await errorOf('getLedgers', { pagination: { cursor: '4000000' } });
	assert.match(past!.message, /^cursor \('4000000'\) must be between the oldest ledger/);
	assert.is((await errorOf('getEvents', {}))?.message, 'startLedger must be positive');
	for (const range of [{ startLedger: 1 }, { endLedger: 2 }]) {
		const both = await errorOf('getEvents', { ...range, pagination: { cursor: '1-1' } });
		assert.is(both?.message, 'ledger ranges and cursor cannot both be set');
	}
});

test('the filters of getEvents name their first fault', async ({ net }) => {
	const symbol = xdr.ScVal.scvSymbol('a').toXdr('base64');
	const six = <T>(value: T): T[] => Array.from({ length: 6 }, () => value);
	const faults: [object[], string][] = [
		[six({}), 'maximum 5 filters per request'],
		[
			[{}, { type: 'diagnostic' }],
			"filter 2 invalid: filter type invalid: if set, type must be either 'system' or 'contract'",
		],
		[[{ contractIds: six('C') }], 'filter 1 invalid: maximum 5 contract IDs per filter'],
		[[{ contractIds: ['C'] }], 'filter 1 invalid: contract ID 1 invalid'],
		[[{ topics: six(['*']) }], 'filter 1 invalid: maximum 5 topics per filter'],
		[[{ topics: [['*'], []] }], 'filter 1 invalid: topic 2 invalid: topic must have at least 1 segment'],
		[[{ topics: [six('*')] }], 'filter 1 invalid: topic 1 invalid: topic cannot have more than 4 segments'],
		[
			[{ topics: [['**', symbol]] }],
			"filter 1 invalid: topic 1 invalid: segment 1 invalid: wildcard '**' is only allowed as the last segment",
		],
		[
			[{ topics: [[symbol, 'a!']] }],
			'filter 1 invalid: topic 1 invalid: segment 2 invalid: neither a wildcard nor a base64 ScVal',
		],
	];
	for (const [filters, words] of faults) {
		const { error } = await net.call('getEvents', { startLedger: 1, filters });
		assert.equal([error?.code, error?.message], [-32602, words]);
	}
	const fits = { type: 'contract,system', topics: [['*', symbol, '**'], ['**']] };
	assert.is((await net.call('getEvents', { startLedger: 1, filters: [fits] })).error, undefined);
});

test('a batch and a call without a method are refused as invalid requests', async ({ net }) => {
	for (const body of [
		'[]',
		'[{"jsonrpc":"2.0","id":1,"method":"getHealth"}]',
		'{"id":1}',
		'{"method":""}',
		'5',
	]) {
		const answer = await fetch(net.localnet.url, { method: 'POST', body });
		assert.is((await answer.json()).error.code, -32600, body);
	}
	assert.is((await fetch(`${net.localnet.url}/rpc`)).status, 405);
});

test('the name of what every object has is no method', async ({ net }) => {
	for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'getNothing'])
		assert.is((await net.call(name, {})).error?.code, -32601, name);
	assert.is((await net.call('getNetwork', {})).error, undefined, 'the control');
});

test.run();
