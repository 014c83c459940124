import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { cash } from '#shared/contract/accounting.ts';
import { booksOf } from '#shared/contract/books-of.ts';
import type { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import { type Fate, failingProxy } from '#testing/proxies/failing-proxy.ts';
import type { Database } from '../../models/schema.ts';
import { type KeeperFixture, openKeeperFixture } from './fixture.ts';

const test = suite('a keeper that is killed');
let fixture: KeeperFixture;
let chainFixture: ChainFixture;
let store: { db: Database; url: string };

test.before(async () => {
	fixture = await openKeeperFixture();
	chainFixture = fixture.chainFixture;
	store = await fixture.database();
});
test.after(() => fixture.close());

/** A keeper in a process of its own, warm. */
const ready = (): ChildProcess =>
	fork(join(import.meta.dirname, 'killed-keeper.ts'), { execArgv: ['--no-warnings'] });

/** One round of a process that is killed at its nth call, whether the network still gets that call or not. */
async function killedAt(
	keeper: ChildProcess,
	nth: number,
	fate: Fate,
): Promise<{ ended: boolean; at: string }> {
	let [calls, at] = [0, ''];
	const proxy = await failingProxy(chainFixture.chain.rpcUrl, (method) => {
		if (++calls < nth) return 'pass';
		if (calls === nth) {
			at = method;
			if (fate === 'lost') keeper.kill('SIGKILL');
			// The call is on its way when its caller dies.
			else setImmediate(() => keeper.kill('SIGKILL'));
		}
		return fate;
	});
	const { registry, sinceLedger } = chainFixture.deployment;
	const chain = { ...chainFixture.chain, rpcUrl: proxy.url };
	const secrets = (await fixture.channels()).map((key) => key.secret());
	const ended = new Promise<boolean>((done) => keeper.once('exit', (code) => done(code === 0)));
	keeper.send({ chain, registry, sinceLedger, channels: secrets, databaseUrl: store.url });
	const whole = await ended;
	await proxy.close();
	return { ended: whole, at };
}

test('at any of its calls, sent or not, pays nobody twice and leaves nobody out', async () => {
	const event = await chainFixture.publish();
	const fan = await chainFixture.fan();
	const killed: string[] = [];
	let next = ready();
	try {
		for (let tickets = 1n, nth = 1, fate: Fate = 'lost'; ; tickets++) {
			await chainFixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
			const keeper = next;
			next = ready();
			const { ended, at } = await killedAt(keeper, nth, fate);
			if (!ended) killed.push(`${at} ${fate}`);
			chainFixture.localnet.network.close();
			// The next keeper knows no more than the database.
			await (await fixture.keeper(store.db)).round();
			const state = await readEventState(chainFixture.chain.rpcUrl, event);
			assert.equal(
				state.paid,
				[60_000_000n, 35_000_000n, 5_000_000n].map((share) => share * tickets),
			);
			assert.is(cash(booksOf(state)), 0n);
			if (ended) break;
			const sent: boolean = at === 'sendTransaction' && fate === 'lost';
			fate = sent ? 'answer lost' : 'lost';
			if (!sent) nth++;
		}
	} finally {
		next.kill('SIGKILL');
	}
	assert.ok(killed.includes('sendTransaction lost'), killed.join());
	assert.ok(killed.includes('sendTransaction answer lost'), killed.join());
	assert.ok(killed.includes('getTransaction lost'), killed.join());
	assert.ok(killed.length >= 9, killed.join());
});

test.run();
