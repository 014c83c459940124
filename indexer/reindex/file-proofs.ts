import { hash, xdr } from '@stellar/stellar-sdk';
import { fromBase64 } from '#shared/base64.ts';
import type { Evidence } from '#shared/chain/audit/evidence.ts';
import { verifyCall } from '#shared/chain/audit/verify-proof.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { hex } from '#shared/hex.ts';
import type { LedgerProof } from '../models/ledger-proofs.ts';
import type { LedgerRow } from '../models/ledgers.ts';

/** A ledger that a file proves: its header, and the transactions of which all events in the file are proved. */
export type ProvedLedger = {
	row: Pick<LedgerRow, 'sequence' | 'hash' | 'previousHash' | 'closedAt'>;
	proof: LedgerProof;
	transactions: Set<string>;
};

/**
 * The ledgers that an evidence file proves, by number: the announcement is proved by the call that created the event.
 * Throws PROOF_BROKEN if a proof does not hold.
 */
export function provedLedgersIn({ announced, raw, proofs }: Evidence): Map<number, ProvedLedger> {
	const byId = new Map(raw.map((event) => [event.id, event]));
	const byTransaction = Map.groupBy([announced, ...raw], (event) => event.txHash);
	const proved = new Map<number, ProvedLedger>();
	for (const { id, proof } of proofs) {
		const event = byId.get(id);
		if (!event || !proof) continue;
		const known = proved.get(event.ledger);
		if (known?.transactions.has(event.txHash)) continue;
		const [ledger] = verifyCall(event.txHash, byTransaction.get(event.txHash)!, proof);
		// The audit has compared number and time with the event's.
		if (ledger!.ledger !== event.ledger) continue;
		const found = known ?? ledgerOf(ledger!.ledger, proof);
		if (found.row.hash !== ledger!.hash) continue;
		found.transactions.add(event.txHash);
		found.proof.calls.push({ txHash: event.txHash, success: fromBase64(proof.success) });
		proved.set(event.ledger, found);
	}
	return proved;
}

function ledgerOf(
	sequence: number,
	{ headers, results }: { headers: string[]; results: string },
): ProvedLedger {
	const header = fromBase64(headers[0]!);
	const { previousLedgerHash, scpValue } = xdr.LedgerHeader.fromXdr(header).toXdrObject();
	return {
		row: {
			sequence,
			hash: hex(hash(header)),
			previousHash: hex(previousLedgerHash),
			closedAt: new Date(Number(scpValue.closeTime) * 1000),
		},
		proof: { header, results: fromBase64(results), calls: [] },
		transactions: new Set(),
	};
}

/** Whether the file proves each of these events of a ledger. */
export const provesAll = (ledger: ProvedLedger | undefined, events: RawEvent[]): ledger is ProvedLedger =>
	ledger !== undefined && events.every(({ txHash }) => ledger.transactions.has(txHash));
