import { scValToNative, xdr } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import { entriesAt } from '../rpc.ts';
import type { RpcError } from '../rpc-node.ts';
import { instanceKey } from './event-state.ts';

/** The newest root over members' points. Epoch 0: there is none yet. `ledger`: where it was read. */
export type PointsRoot = { epoch: number; root: Uint8Array; ledger: number };

export type ReadPointsRootError = RpcError | PassaError<'LOYALTY_MISSING'>;

/** Throws ReadPointsRootError: LOYALTY_MISSING if there is no contract at this address. */
export async function readPointsRoot(rpcUrl: string, loyalty: string): Promise<PointsRoot> {
	const key = instanceKey(loyalty);
	const { found, latestLedger: ledger } = await entriesAt(rpcUrl, [key]);
	const entry = found.get(key);
	const data = entry && xdr.LedgerEntryData.fromXdr(entry.xdr, 'base64');
	const value = data?.type === 'contractData' ? data.contractData.val : null;
	if (value?.type !== 'scvContractInstance')
		throw new PassaError('LOYALTY_MISSING', 'there is no loyalty contract at this address', { status: 503 });
	const kept = (value.instance.storage ?? []).find(({ key: name }) => scValToNative(name) === 'Root');
	if (!kept) return { epoch: 0, root: new Uint8Array(32), ledger };
	const { epoch, root } = scValToNative(kept.val) as { epoch: number; root: Uint8Array };
	return { epoch, root: new Uint8Array(root), ledger };
}
