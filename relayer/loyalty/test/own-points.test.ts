import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hex } from '#shared/hex.ts';
import { isProved, pointsTree } from '#shared/loyalty/points-tree.ts';
import { ownSession, type Session, sessionSigner } from '#shared/session.server.ts';
import { pointLeaves, pointRoots } from '../../models/loyalty.ts';
import { memberIdsOf } from '../../signer.server.ts';
import { announce, type Fixture, openFixture } from '../../test/fixture.ts';
import { type Running, startRunning } from '../../test/running-relayer.ts';
import { accountHolder, walletHolder } from '../members-of-orders.ts';

const test = suite('what a fan sees of points');
const wallet = Keypair.random().publicKey();
let fixture: Fixture;
let running: Running;
let event: string;

test.before(async () => {
	fixture = await openFixture();
	event = await announce(fixture);
	const points = { contract: fixture.chainFixture.deployment.loyalty!, milliseconds: 86_400_000 };
	running = await startRunning(fixture, { points });
	const members = memberIdsOf(running.options.master);
	const of = (order: string, index: number) => ({ event, order, index, purchase: 12, attendance: 100 });
	const leaves = [
		{ member: members(walletHolder(wallet)), points: 224n, earned: [of('1', 0), of('1', 1)] },
		{ member: members(accountHolder('anna')), points: 112n, earned: [of('2', 0)] },
		{ member: members(accountHolder('ben')), points: 112n, earned: [of('3', 0)] },
	];
	const now = new Date();
	const { root } = pointsTree(leaves, 1);
	const ended = { state: 'done' as const, createdAt: now, endedAt: now };
	await fixture.db.insert(pointRoots).values({
		...{ epoch: 1, root, factsLedger: 9, rule: 1, members: 3, points: 448n, ...ended },
	});
	await fixture.db.insert(pointLeaves).values(leaves.map((leaf, place) => ({ epoch: 1, place, ...leaf })));
});
test.after(async () => {
	await running.stop();
	await fixture.close();
});

async function pointsOf(account: string, rest: Partial<Session> = {}) {
	const sign = await sessionSigner(running.platformKey);
	const token = await sign({ ...ownSession(account, ['fan']), ...rest }, Date.now());
	const { status, body } = await running.request('GET', '/v1/points', undefined, token);
	assert.is(status, 200);
	return body;
}
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));

test('a fan sees the points of account and wallets together, by event, each with a proof of the root', async () => {
	const seen = await pointsOf('anna', { wallets: [wallet] });
	assert.equal([seen.points, seen.hidden, seen.leaves.length], ['336', false, 2]);
	assert.equal(seen.earned, [{ event, eventName: 'A night out', tickets: 3, purchase: 36, attendance: 300 }]);
	for (const { member, points, proof } of seen.leaves) {
		const leaf = { member: bytes(member), points: BigInt(points) };
		assert.ok(isProved(leaf, seen.root.epoch, proof.map(bytes), bytes(seen.root.root)));
	}
});

test('nobody sees another person’s points', async () => {
	assert.is((await pointsOf('ben')).points, '112');
	assert.equal([(await pointsOf('carol')).points, (await pointsOf('carol')).earned], ['0', []]);
});

test('a session that a number’s code began shows nothing of events that were over before, and no proof', async () => {
	const later = Math.floor(Date.now() / 1000) + 400 * 86_400;
	const seen = await pointsOf('anna', { phoneSince: later });
	assert.equal([seen.points, seen.hidden, seen.earned, seen.leaves], ['0', true, [], []]);
	const before = await pointsOf('anna', { phoneSince: 1 });
	assert.equal([before.points, before.hidden, before.leaves.length], ['112', false, 1], 'the control');
});

test('anybody makes the root again from its leaves, and these name nobody', async () => {
	const { status, body } = await running.request('GET', '/v1/points/roots/newest');
	assert.is(status, 200);
	const leaves = body.leaves.map((leaf: { member: string; points: string }) => ({
		member: bytes(leaf.member),
		points: BigInt(leaf.points),
	}));
	assert.is(hex(pointsTree(leaves, body.epoch).root), body.root);
	assert.equal([body.members, body.points], [3, '448']);
	assert.not.match(JSON.stringify(body), new RegExp(`anna|ben|${wallet}`));
	assert.is((await running.request('GET', '/v1/points/roots/2')).body.code, 'POINTS_ROOT_UNKNOWN');
});

test('once there is a newer root, leaves of the older one are served no more: both would say whose orders are one person’s', async () => {
	const leaves = [{ member: bytes('aa'.repeat(32)), points: 5n }];
	const now = new Date();
	const ended = { state: 'done' as const, createdAt: now, endedAt: now };
	await fixture.db.insert(pointRoots).values({
		...{
			epoch: 2,
			root: pointsTree(leaves, 2).root,
			factsLedger: 10,
			rule: 1,
			members: 1,
			points: 5n,
			...ended,
		},
	});
	await fixture.db.insert(pointLeaves).values(leaves.map((leaf, place) => ({ epoch: 2, place, ...leaf })));
	assert.is((await running.request('GET', '/v1/points/roots/1')).body.code, 'POINTS_ROOT_UNKNOWN');
	for (const epoch of ['2', 'newest'])
		assert.is((await running.request('GET', `/v1/points/roots/${epoch}`)).body.points, '5');
});

test.run();
