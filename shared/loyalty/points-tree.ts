import { digest } from '../chain/digest.ts';

/** A member (32 bytes) and the points of it: a u64. */
export type Leaf = { member: Uint8Array; points: bigint };
export type PointsTree = {
	root: Uint8Array;
	/** The hashes beside the path from a leaf to the root, the lowest first, in the order of the leaves given. */
	proofs: Uint8Array[][];
};

const leafPrefix = 0;
const nodePrefix = 1;

/** SHA-256(0 ‖ member ‖ points u64 ‖ epoch u32), big endian: see contracts/loyalty/src/proof.rs. */
function leafHash({ member, points }: Leaf, epoch: number): Uint8Array {
	const bytes = new Uint8Array(1 + 32 + 8 + 4);
	bytes[0] = leafPrefix;
	bytes.set(member, 1);
	const view = new DataView(bytes.buffer);
	view.setBigUint64(33, points);
	view.setUint32(41, epoch);
	return digest(bytes);
}

/** SHA-256(1 ‖ left ‖ right); the smaller hash is the left one, so a proof needs no sides. */
function nodeHash(a: Uint8Array, b: Uint8Array): Uint8Array {
	const bytes = new Uint8Array(65);
	const isOrdered = compareBytes(a, b) <= 0;
	bytes[0] = nodePrefix;
	bytes.set(isOrdered ? a : b, 1);
	bytes.set(isOrdered ? b : a, 33);
	return digest(bytes);
}

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
	for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
	return 0;
}

/** The root over all leaves, and a proof for each. An odd one goes up as it is. Throws RangeError without leaves. */
export function pointsTree(leaves: readonly Leaf[], epoch: number): PointsTree {
	if (leaves.length === 0) throw new RangeError('a tree has a leaf');
	const proofs: Uint8Array[][] = leaves.map(() => []);
	let level = leaves.map((leaf, i) => ({ hash: leafHash(leaf, epoch), under: [i] }));
	while (level.length > 1) {
		const above: typeof level = [];
		for (let i = 0; i < level.length; i += 2) {
			const [left, right] = [level[i]!, level[i + 1]];
			if (!right) {
				above.push(left);
				continue;
			}
			for (const at of left.under) proofs[at]!.push(right.hash);
			for (const at of right.under) proofs[at]!.push(left.hash);
			above.push({ hash: nodeHash(left.hash, right.hash), under: [...left.under, ...right.under] });
		}
		level = above;
	}
	return { root: level[0]!.hash, proofs };
}

/** Whether the proof leads from the leaf to the root, as the contract checks it. */
export function isProved(leaf: Leaf, epoch: number, proof: readonly Uint8Array[], root: Uint8Array): boolean {
	return compareBytes(proof.reduce(nodeHash, leafHash(leaf, epoch)), root) === 0;
}
