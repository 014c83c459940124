import { verifyCall } from '#shared/chain/audit/verify-proof.ts';
import { keptProofs, proofOf } from '../models/ledger-proofs.ts';
import type { LedgerRow } from '../models/ledgers.ts';
import type { RawEventRow } from '../models/raw-events.ts';
import type { Transaction } from '../models/schema.ts';

/** What is wrong with the kept proofs of these events. Where none is kept, nothing is. */
export async function proofFaults(
	tx: Transaction,
	page: RawEventRow[],
	ledgers: ReadonlyMap<number, LedgerRow>,
): Promise<string[]> {
	const kept = await keptProofs(tx, page);
	return [...Map.groupBy(page, (row) => row.txHash)].flatMap(([txHash, events]) => {
		const { ledger } = events[0]!;
		const [call, of] = [kept.calls.get(txHash), kept.ledgers.get(ledger)];
		if (!call && !of) return [];
		if (call?.ledger !== ledger) return [`the proof of transaction ${txHash} is not whole`];
		const proof = proofOf(events[0]!, kept);
		const fault = proof ? brokenBy(() => verifyCall(txHash, events.map(named), proof)[0]!) : 'is not whole';
		return fault ? [`the proof of transaction ${txHash} ${fault}`] : [];

		function brokenBy(verify: () => { ledger: number; hash: string }): string | null {
			try {
				const proven = verify();
				const same = proven.ledger === ledger && proven.hash === ledgers.get(ledger)?.hash;
				return same ? null : 'is of another ledger';
			} catch (error) {
				return `does not hold: ${(error as Error).message}`;
			}
		}
	});
}

const named = ({ contract, txHash, topics, value }: RawEventRow) => ({
	contractId: contract,
	txHash,
	topic: topics,
	value,
});
