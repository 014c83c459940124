import { pino } from 'pino';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { relayerMetrics } from '../api/metrics.ts';
import type { KeeperFacts } from '../keeper/keeper.ts';
import type { Registration, RegistrationFact } from './rail.ts';
import { RailError } from './rail-error.ts';
import type { RailsDeps } from './rails-deps.ts';
import { registerHooks } from './register-hooks.ts';

const test = suite('registering our addresses');

/** Runs the registrations until all end, or a day of the injected clock is over. */
async function run(registrations: Registration[]) {
	const facts = new Map<string, RegistrationFact>();
	const waits: number[] = [];
	const day = new AbortController();
	let passed = 0;
	const deps = {
		rail: { provider: 'mpesa', hooks: { registrations } },
		log: pino({ level: 'silent' }),
		clock: {
			now: () => passed,
			sleep: async (milliseconds: number) => {
				waits.push(milliseconds / 1000);
				passed += milliseconds;
				if (passed > 24 * 3_600_000) day.abort();
			},
		},
		onRegistration: (fact: RegistrationFact) => void facts.set(fact.name, fact),
	} as unknown as RailsDeps;
	await registerHooks(deps, day.signal);
	return { facts, waits };
}
const failing = (error: () => Error, times = Infinity) => {
	let tries = 0;
	return async () => {
		tries += 1;
		if (tries <= times) throw error();
	};
};
const refusal = () => new RailError('MPESA_REFUSED', 'no', 'refused', '400.002.02');
const silence = () => new RailError('MPESA_NO_ANSWER', 'no', 'unknown');

test('a refusal is repeated after five minutes, then ever later, an hour at most; silence sooner', async () => {
	const refused = await run([{ name: 'pull', run: failing(refusal) }]);
	assert.equal(refused.waits.slice(0, 6), [300, 600, 1200, 2400, 3600, 3600]);
	assert.ok(refused.waits.length < 30, 'not hot in a day');
	assert.equal(refused.facts.get('pull')!.code, 'MPESA_REFUSED');
	const silent = await run([{ name: 'pull', run: failing(silence, 3) }]);
	assert.equal(silent.waits, [15, 30, 60]);
	assert.equal(silent.facts.get('pull'), {
		provider: 'mpesa',
		name: 'pull',
		isRegistered: true,
		since: 105_000,
		attempts: 4,
		code: null,
	});
});

test('a refused registration neither delays nor repeats another', async () => {
	let times = 0;
	const { facts } = await run([
		{ name: 'pull', run: failing(refusal) },
		{
			name: 'c2b',
			run: async () => {
				times += 1;
			},
		},
	]);
	assert.is(times, 1);
	assert.is(facts.get('c2b')!.isRegistered, true);
	assert.is(facts.get('pull')!.isRegistered, false);
});

test('metrics show what is registered, and why not', async () => {
	const { facts } = await run([
		{ name: 'pull', run: failing(refusal) },
		{ name: 'c2b', run: async () => {} },
	]);
	const notRead = async () => {
		throw new Error('not read');
	};
	const metrics = relayerMetrics({
		keeper: {} as KeeperFacts,
		registrations: facts,
		read: notRead,
		readFees: notRead,
		dependencies: notRead,
		rpcUrl: 'http://127.0.0.1:1',
	});
	const text = await metrics.register.getSingleMetricAsString('passa_relayer_registered');
	assert.match(text, /provider="mpesa",registration="pull",code="MPESA_REFUSED"[^}]*\} 0/);
	assert.match(text, /provider="mpesa",registration="c2b",code=""[^}]*\} 1/);
});

test.run();
