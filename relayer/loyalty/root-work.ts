import { and, eq } from 'drizzle-orm';
import { call } from '#shared/chain/rpc.ts';
import { type PointsRoot, readPointsRoot } from '#shared/chain/state/read-points-root.ts';
import { nowOf } from '#shared/clock.ts';
import { loyaltyFailures, registryFailures } from '#shared/contract/failures.ts';
import { setRoot } from '#shared/contract/registry-args.ts';
import type { Work } from '#shared/service/worker.server.ts';
import type { CallDeps, ChainView, Next } from '../calls/call-job.ts';
import { callWork } from '../calls/call-work.ts';
import { type PointRootRow, pointRoots } from '../models/loyalty.ts';
import type { Transaction } from '../models/schema.ts';

type Row = PointRootRow;
type View = ChainView & { onChain: PointsRoot };

export type RootDeps = CallDeps & { loyalty: string };

/**
 * Sets roots over all points on chain, one after the other. The contract takes each number once and in order, and the chain
 * itself says whether it has it, so a process that dies in between publishes none twice and loses none.
 */
export const rootWork = (deps: RootDeps): Work<Row> =>
	callWork<Row, View>(deps, {
		name: 'setting the root of points',
		...{ table: pointRoots, key: [pointRoots.epoch], leaseMilliseconds: 180_000 },
		isUntouched: ({ epoch, attempts }) =>
			and(eq(pointRoots.epoch, epoch), eq(pointRoots.state, 'due'), eq(pointRoots.attempts, attempts)),
		read: () => read(deps),
		next: (row, view) => next(deps, row, view),
		afterError: ({ code }) => ({ do: 'wait', code }),
		pause: ({ createdAt }) => ({ since: createdAt, part: 4, least: 1_000, most: 60_000 }),
		named: ({ epoch }) => ({ epoch }),
		isNotYet: 'the root of points is not set yet',
	});

async function read({ chain, registry, loyalty }: RootDeps): Promise<View> {
	const { closeTime } = await call(chain.rpcUrl, 'getLatestLedger');
	const onChain = await readPointsRoot(chain.rpcUrl, loyalty);
	const failures = { [registry]: registryFailures, [loyalty]: loyaltyFailures };
	return { ledger: onChain.ledger, closeTime: BigInt(closeTime), failures, onChain };
}

function next(deps: RootDeps, row: Row, { onChain }: View): Next<Row> {
	const { signer, registry, loyalty } = deps;
	const { epoch, root } = row;
	if (onChain.epoch === epoch && Buffer.compare(onChain.root, root) === 0)
		return {
			do: 'record',
			write: (tx) => end(tx, deps, row, 'done'),
			said: [{ epoch, members: row.members }, 'the root of points is set'],
		};
	// Another database published for this contract. Its root stands; the next one here comes after it.
	if (onChain.epoch >= epoch) return { do: 'giveUp', write: (tx) => end(tx, deps, row, 'refused') };
	if (onChain.epoch < epoch - 1) return { do: 'wait', code: 'EPOCH_NOT_NEXT' };
	const { operation, signs } = setRoot(registry, { loyalty, epoch, root });
	const signatures = new Map([[signer.relayer.publicKey(), signs]]);
	return { do: 'call', call: () => ({ operation, signers: [signer.relayer], signatures }) };
}

const end = (tx: Transaction, deps: RootDeps, { epoch }: Row, state: Row['state']) =>
	tx
		.update(pointRoots)
		.set({ state, wakeAt: null, waitsFor: null, endedAt: nowOf(deps) })
		.where(and(eq(pointRoots.epoch, epoch), eq(pointRoots.state, 'due')));
