import { createHash } from 'node:crypto';
import { Keypair, nativeToScVal, scValToNative, xdr } from '@stellar/stellar-sdk';
import { desc, eq } from 'drizzle-orm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { readPointsRoot } from '#shared/chain/state/read-points-root.ts';
import { compareBytes, pointsTree } from '#shared/loyalty/points-tree.ts';
import { ChannelAccounts, channelKeys, openChannels } from '#shared/service/channel-accounts.server.ts';
import { drain } from '#shared/service/worker.server.ts';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { callKillPoints } from '../../calls/call-job.ts';
import { pointLeaves, pointOrders, pointRoots } from '../../models/loyalty.ts';
import { memberIdsOf } from '../../signer.server.ts';
import {
	announce,
	type Fixture,
	laneWorker,
	openFixture,
	orderOf,
	paidOrders,
	runDry,
} from '../../test/fixture.ts';
import type { LoyaltyDeps } from '../loyalty-deps.ts';
import { makeRoot } from '../make-root.ts';
import { contactHolder, walletHolder } from '../members-of-orders.ts';
import type { PointTicket } from '../point-facts.ts';
import { type RootDeps, rootWork } from '../root-work.ts';

const test = suite('points by a daily root');
const members = memberIdsOf('7'.repeat(64));
const day = 86_400_000;
let fixture: Fixture;
let deps: LoyaltyDeps & RootDeps;
/** What the chain says of tickets, as the indexer would list them. */
let tickets: PointTicket[] = [];
let reader: Keypair;

test.before(async () => {
	fixture = await openFixture();
	const { chainFixture, settle } = fixture;
	const { deployment, chain } = chainFixture;
	const keys = channelKeys(deployment.roles.relayer.secret!, 'points', 1);
	await openChannels(chain, keyOf(deployment.roles.relayer), keys);
	reader = await chainFixture.fan(0);
	deps = {
		...settle,
		channels: new ChannelAccounts(chain, keys),
		loyalty: deployment.loyalty!,
		members,
		facts: async () => ({ ledger: 1, items: tickets }),
		milliseconds: day,
	};
});
test.after(() => fixture.close());

const wallet = (i: number): string =>
	Keypair.fromRawEd25519Seed(createHash('sha256').update(`fan ${i}`).digest()).publicKey();

const ticket = (i: number, change: Partial<PointTicket> = {}): PointTicket => ({
	event: 'C1',
	order: BigInt(i),
	index: 0,
	buyer: wallet(i),
	owner: wallet(i),
	cancelled: false,
	complimentary: false,
	currency: 0,
	face: 150_000n,
	state: 'used',
	...change,
});

const onChain = () => readPointsRoot(deps.chain.rpcUrl, deps.loyalty);
const newest = async () =>
	(await fixture.db.select().from(pointRoots).orderBy(desc(pointRoots.epoch)).limit(1))[0]!;
const leavesOf = (epoch: number) =>
	fixture.db.select().from(pointLeaves).where(eq(pointLeaves.epoch, epoch)).orderBy(pointLeaves.place);

async function work(): Promise<void> {
	for (let i = 0; i < 4; i++) {
		fixture.clock.advance(181_000);
		await drain(rootWork(deps));
	}
}

async function published(): Promise<number> {
	fixture.clock.advance(day);
	const epoch = await makeRoot(deps);
	assert.ok(epoch !== null, 'a root is made');
	await work();
	return epoch!;
}

/** What the contract itself says that a leaf has left. */
async function balance(
	member: Uint8Array,
	points: bigint,
	epoch: number,
	proof: Uint8Array[],
): Promise<bigint> {
	const args = [
		xdr.ScVal.scvBytes(member),
		nativeToScVal(points, { type: 'u64' }),
		nativeToScVal(epoch, { type: 'u32' }),
		xdr.ScVal.scvVec(proof.map((hash) => xdr.ScVal.scvBytes(hash))),
	];
	const { returnValue } = await fixture.chainFixture.call(reader, deps.loyalty, 'balance_of', {}, () => args);
	return scValToNative(returnValue!) as bigint;
}

test('500 scanned fans are in one root, and the contract believes the proof of each that asks', async () => {
	tickets = Array.from({ length: 500 }, (_, i) => ticket(i));
	const epoch = await published();
	const [leaves, root] = [await leavesOf(epoch), await onChain()];
	assert.equal([leaves.length, root.epoch, (await newest()).state], [500, epoch, 'done']);
	const tree = pointsTree(leaves, epoch);
	assert.is(compareBytes(tree.root, root.root), 0);
	for (const at of [0, 250, 499]) {
		const { member, points } = leaves[at]!;
		assert.is(await balance(member, points, epoch, tree.proofs[at]!), 115n);
		assert.is.not(await codeOf(balance(member, points + 1n, epoch, tree.proofs[at]!)), 'none', 'the control');
	}
});

test('a refund takes points back; a ticket that was sold on gives its purchase points to the last buyer alone', async () => {
	tickets = [ticket(1), ticket(2, { state: 'refunded' }), ticket(3, { buyer: wallet(4), owner: wallet(4) })];
	const leaves = await leavesOf(await published());
	const pointsOfFan = (i: number) =>
		leaves.find(({ member }) => compareBytes(member, members(walletHolder(wallet(i)))) === 0)?.points;
	assert.equal([1, 2, 3, 4].map(pointsOfFan), [115n, undefined, undefined, 115n]);
});

test('no root comes before its time, and none where nobody’s points changed', async () => {
	assert.is(await makeRoot(deps), null, 'too early');
	fixture.clock.advance(day);
	assert.is(await makeRoot(deps), null, 'nothing changed');
	tickets = [...tickets, ticket(9)];
	assert.ok((await makeRoot(deps)) !== null, 'the control');
	await work();
});

test('processes that count at once make one root', async () => {
	tickets = [...tickets, ticket(10)];
	fixture.clock.advance(day);
	const before = (await onChain()).epoch;
	const made = await Promise.all([1, 2, 3].map(() => makeRoot(deps)));
	assert.equal(
		made.filter((epoch) => epoch !== null),
		[before + 1],
	);
	await work();
	assert.is((await onChain()).epoch, before + 1);
});

/** A process that ends at this step. */
async function stopAt(step: string): Promise<void> {
	let reached = () => {};
	const there = new Promise<void>((done) => (reached = done));
	const dying = rootWork({
		...deps,
		channels: new ChannelAccounts(deps.chain, deps.channels.keys),
		between(name) {
			if (name !== step) return;
			reached();
			return new Promise<never>(() => {});
		},
	});
	const [row] = await dying.lease(1);
	void dying.run(row!);
	await there;
}

for (const [i, step] of callKillPoints.entries())
	test(`killed after: ${step}; the next process sets the root once`, async () => {
		tickets = [...tickets, ticket(100 + i)];
		fixture.clock.advance(day);
		const epoch = await makeRoot(deps);
		await stopAt(step);
		await work();
		const [row, root] = [await newest(), await onChain()];
		assert.equal([row.epoch, row.state, root.epoch], [epoch, 'done', epoch]);
		assert.is(compareBytes(row.root, root.root), 0);
	});

test('a root of another database stands, and the next one here comes after it', async () => {
	tickets = [...tickets, ticket(200)];
	fixture.clock.advance(day);
	const epoch = (await makeRoot(deps))!;
	const { chainFixture } = fixture;
	const { registry, roles } = chainFixture.deployment;
	const other = { loyalty: deps.loyalty, epoch, root: new Uint8Array(32) };
	await chainFixture.call(keyOf(roles.relayer), registry, 'set_root', other, chainFixture.registryArgs);
	await work();
	assert.is((await newest()).state, 'refused');
	assert.is(await published(), epoch + 1);
	assert.is((await newest()).state, 'done');
});

test('who pays by M-Pesa without an account gets points by the number, and no number is kept with them', async () => {
	const event = await announce(fixture);
	const [made] = await paidOrders(fixture, event, [2]);
	await runDry(laneWorker(fixture));
	const order = await orderOf(fixture, made!.no);
	await fixture.rows(`UPDATE relay.pushes SET state = 'paid' WHERE order_no = $1`, [order.no]);
	const bought = { event, buyer: order.owner, owner: order.owner };
	tickets = [0, 1].map((index) => ticket(300, { ...bought, index, order: order.chainOrder! }));
	const leaves = await leavesOf(await published());
	const [push] = await fixture.rows('SELECT phone_key FROM relay.pushes WHERE order_no = $1', [order.no]);
	const member = members(contactHolder(new Uint8Array(push.phone_key)));
	assert.equal(
		leaves.map((leaf) => [compareBytes(leaf.member, member), leaf.points]),
		[[0, 230n]],
	);
	const [fixed] = await fixture.db.select().from(pointOrders).where(eq(pointOrders.orderNo, order.no));
	assert.is(compareBytes(fixed!.member, member), 0, 'also after the number is deleted');
	// The negative control: under another key the same number is another member.
	assert.is.not(
		compareBytes(memberIdsOf('8'.repeat(64))(contactHolder(new Uint8Array(push.phone_key))), member),
		0,
	);
});

test.run();
