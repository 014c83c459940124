import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Answers, type PartName, partsOf } from './parts.ts';

const ready = { ready: true, code: 'READY' } as const;
const all: Answers = {
	indexer: { ...ready, ledgerAgeSeconds: 4 },
	relayer: { ...ready, provider: true },
	platform: ready,
};
const stateOf = (change: Partial<Answers>, name: PartName) =>
	partsOf({ ...all, ...change }).find((part) => part.name === name)?.state;

test('all is well: each part works, in the order of a purchase', () => {
	assert.equal(
		partsOf(all).map(({ name, state }) => [name, state]),
		[
			['pages', 'works'],
			['network', 'works'],
			['mpesa', 'works'],
			['accounts', 'works'],
		],
	);
});

test('a service that is away stops its own part, and no other', () => {
	assert.is(stateOf({ relayer: null }, 'mpesa'), 'stopped');
	assert.is(stateOf({ relayer: null }, 'pages'), 'works');
	assert.is(stateOf({ platform: null }, 'accounts'), 'stopped');
	assert.is(stateOf({ indexer: null }, 'pages'), 'stopped');
	assert.is(stateOf({ indexer: null }, 'mpesa'), 'works');
});

test('the network is late where its newest ledger is old, or nobody knows it', () => {
	const aged = (ledgerAgeSeconds: number | null) => ({ indexer: { ...ready, ledgerAgeSeconds } });
	assert.is(stateOf(aged(60), 'network'), 'works');
	assert.is(stateOf(aged(61), 'network'), 'late');
	assert.is(stateOf(aged(null), 'network'), 'late');
});

test('an indexer that is behind or incomplete still serves pages', () => {
	const said = (ready: boolean, code: 'LAGGING' | 'DEGRADED' | 'HALTED' | 'DATABASE_AWAY') =>
		stateOf({ indexer: { ready, code, ledgerAgeSeconds: 4 } }, 'pages');
	assert.is(said(false, 'LAGGING'), 'late');
	assert.is(said(true, 'DEGRADED'), 'late');
	assert.is(said(false, 'HALTED'), 'late');
	assert.is(said(false, 'DATABASE_AWAY'), 'stopped');
});

test('M-Pesa is stopped where its provider is away, and what only operators must look at is not said to fans', () => {
	assert.is(stateOf({ relayer: { ...ready, provider: false } }, 'mpesa'), 'stopped');
	assert.is(stateOf({ relayer: { ready: true, code: 'DEGRADED', provider: true } }, 'mpesa'), 'works');
	assert.is(stateOf({ relayer: { ready: false, code: 'STALE', provider: true } }, 'mpesa'), 'late');
});

test('what this Passa does not have is not listed', () => {
	assert.is(stateOf({ relayer: undefined }, 'mpesa'), undefined);
	assert.is(stateOf({ relayer: { ...ready, provider: null } }, 'mpesa'), undefined);
	assert.is(stateOf({ platform: undefined }, 'accounts'), undefined);
});

test.run();
