import { randomBytes } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openRelayerSeal } from '../relayer-seal.ts';
import { logins } from '../simulators/mpesa/test/fixture.ts';
import { openMpesa } from './mpesa/client.ts';
import { sharedTokens } from './shared-tokens.ts';
import { openRailsFixture, type RailsFixture } from './test/fixture.ts';

const test = suite('one token for all relayers');
let fixture: RailsFixture;
test.before(async () => {
	fixture = await openRailsFixture();
});
test.after(() => fixture.close());

/** A relayer's client; the tokens that it fetched are counted. */
function node(seal = fixture.seal) {
	let fetched = 0;
	const store = sharedTokens(fixture.db, seal, 'mpesa');
	const mpesa = openMpesa({
		...logins,
		baseUrl: fixture.simulator.url,
		initiator: 'passa',
		certificatePem: fixture.simulator.certificatePem,
		now: fixture.clock.now,
		tokens: {
			token: (now, stale, renew) =>
				store.token(now, stale, () => {
					fetched += 1;
					return renew();
				}),
		},
	});
	const call = () => mpesa.pull(fixture.clock.now() - 60_000, fixture.clock.now());
	return { call, fetched: () => fetched };
}

test('concurrent processes fetch one token and share it', async () => {
	const nodes = [node(), node(), node()];
	await Promise.all(nodes.flatMap(({ call }) => [call(), call(), call()]));
	assert.is(
		nodes.reduce((n, each) => n + each.fetched(), 0),
		1,
	);
});

test('a token that the provider ended is renewed by one process', async () => {
	const nodes = [node(), node()];
	for (const { call } of nodes) await call();
	fixture.simulator.ledger.newToken(fixture.clock.now());
	await Promise.all(nodes.map(({ call }) => call()));
	assert.is(
		nodes.reduce((n, each) => n + each.fetched(), 0),
		1,
	);
});

test('a token that ends soon is renewed before it ends', async () => {
	const one = node();
	await one.call();
	await fixture.sleep(59 * 60_000);
	await one.call();
	assert.is(one.fetched(), 1);
});

test('a token is encrypted in the database; one that another key encrypted is ignored', async () => {
	const { value } = fixture.simulator.ledger.token!;
	const [row] = await fixture.rows('SELECT sealed FROM relay.provider_tokens');
	assert.not.ok(row.sealed.toString('latin1').includes(value));
	const other = node(openRelayerSeal(randomBytes(32).toString('hex')));
	await other.call();
	assert.is(other.fetched(), 1);
});

test('a provider that gives no token is asked again by the next call', async () => {
	const one = node();
	const store = sharedTokens(fixture.db, fixture.seal, 'mpesa');
	const now = fixture.clock.now();
	await store.token(now, null, async () => ({ value: 'first', expiresAt: now + 3_600_000 }));
	const failed = await store
		.token(now + 3_600_000, null, async () => {
			throw new Error('away');
		})
		.catch((error) => error.message);
	assert.is(failed, 'away');
	await fixture.sleep(61 * 60_000);
	await one.call();
	assert.is(one.fetched(), 1);
});

test.run();
