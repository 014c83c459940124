import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { auditPoints } from './audit-points.ts';
import { attendancePoints, pointsOf, type TicketFact } from './points-rule.ts';
import { compareBytes, isProved, type Leaf, pointsTree } from './points-tree.ts';

const test = suite('points and their tree');

const facts: fc.Arbitrary<TicketFact> = fc.record({
	cancelled: fc.boolean(),
	complimentary: fc.boolean(),
	face: fc.record({ currency: fc.constantFrom(0, 1), amount: fc.bigInt({ min: 0n, max: 10n ** 12n }) }),
	state: fc.constantFrom('valid', 'used', 'refunded'),
});
const leaves = fc
	.uniqueArray(
		fc.record({
			member: fc.uint8Array({ minLength: 32, maxLength: 32 }),
			points: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
		}),
		{ minLength: 1, maxLength: 40, selector: ({ member }) => String(member) },
	)
	.map((all): Leaf[] => all);

const ticket = (change: Partial<TicketFact> = {}): TicketFact => ({
	cancelled: false,
	complimentary: false,
	face: { currency: 0, amount: 129_900n },
	state: 'valid',
	...change,
});

test('a ticket of KES 1 299 gives 12 points, a used one 100 more; dollars give one each', () => {
	assert.equal(pointsOf(ticket()), { purchase: 12n, attendance: 0n });
	assert.equal(pointsOf(ticket({ state: 'used' })), { purchase: 12n, attendance: 100n });
	assert.equal(pointsOf(ticket({ face: { currency: 1, amount: 1_299n } })).purchase, 12n);
	assert.equal(pointsOf(ticket({ complimentary: true, state: 'used' })), { purchase: 0n, attendance: 100n });
});

test('a refund and a cancelled event take all points of a ticket away', () => {
	fc.assert(
		fc.property(facts, (fact) => {
			const none = { purchase: 0n, attendance: 0n };
			assert.equal(pointsOf({ ...fact, state: 'refunded' }), none);
			assert.equal(pointsOf({ ...fact, cancelled: true }), none);
		}),
	);
});

test('points are whole, never negative, and never more than the face price and one entry give', () => {
	fc.assert(
		fc.property(facts, (fact) => {
			const { purchase, attendance } = pointsOf(fact);
			assert.ok(purchase >= 0n && purchase * 100n <= fact.face.amount);
			assert.ok(attendance === 0n || attendance === attendancePoints);
			// Two cheap tickets never give more than a dear one: splitting a price gains nothing.
			const half = { ...fact, face: { ...fact.face, amount: fact.face.amount / 2n } };
			assert.ok(2n * pointsOf(half).purchase <= purchase);
		}),
	);
});

test('every leaf is proved, and nobody’s with more points, in another epoch, or by another’s proof', () => {
	fc.assert(
		fc.property(leaves, fc.integer({ min: 1, max: 1_000 }), (all, epoch) => {
			const { root, proofs } = pointsTree(all, epoch);
			for (const [i, leaf] of all.entries()) {
				assert.ok(isProved(leaf, epoch, proofs[i]!, root));
				const more = { ...leaf, points: (leaf.points + 1n) % 2n ** 64n };
				assert.not.ok(isProved(more, epoch, proofs[i]!, root));
				assert.not.ok(isProved(leaf, epoch + 1, proofs[i]!, root));
				if (all.length > 1) assert.not.ok(isProved(leaf, epoch, [], root));
			}
		}),
		{ numRuns: 50 },
	);
});

test('an audit finds another root, points that no ticket gives, and a member with two leaves', () => {
	const [a, b] = [1, 2].map((i) => ({ member: new Uint8Array(32).fill(i), points: 112n }));
	const tickets = [ticket({ state: 'used' }), ticket({ state: 'used' }), ticket({ state: 'refunded' })];
	const leavesGiven = [a!, b!];
	const { root } = pointsTree(leavesGiven, 3);
	const right = { rootIsMade: true, membersOnce: true, published: 224n, counted: 224n };
	assert.equal(auditPoints({ epoch: 3, root, leaves: leavesGiven }, tickets), right);
	assert.is(auditPoints({ epoch: 4, root, leaves: leavesGiven }, tickets).rootIsMade, false);
	const more = [a!, { ...b!, points: 113n }];
	const invented = auditPoints({ epoch: 3, root: pointsTree(more, 3).root, leaves: more }, tickets);
	assert.equal([invented.published, invented.counted], [225n, 224n]);
	const twice = [a!, a!];
	assert.is(
		auditPoints({ epoch: 3, root: pointsTree(twice, 3).root, leaves: twice }, tickets).membersOnce,
		false,
	);
});

test('500 members have a tree of nine levels', () => {
	const all = Array.from({ length: 500 }, (_, i): Leaf => {
		const member = new Uint8Array(32);
		new DataView(member.buffer).setUint32(0, i);
		return { member, points: BigInt(i) };
	});
	const { root, proofs } = pointsTree(all, 1);
	assert.ok(all.every((leaf, i) => isProved(leaf, 1, proofs[i]!, root)));
	assert.is(Math.max(...proofs.map((proof) => proof.length)), 9);
	assert.ok(compareBytes(root, pointsTree(all.toReversed(), 1).root) !== 0, 'the order of members counts');
});

test.run();
