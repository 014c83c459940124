import type { Logger } from 'pino';
import { PassaError } from '#shared/errors.ts';
import { ledgersWithoutProof, storeProofs } from '../models/ledger-proofs.ts';
import type { LedgerRow } from '../models/ledgers.ts';
import { rowsOfLedger } from '../models/raw-events.ts';
import type { Database } from '../models/schema.ts';
import { assertResults, proofIn } from './confirm-events.ts';
import { headerOf, ledgerAt } from './ledger-header.ts';
import { eventsOfLedger } from './ledger-meta.ts';
import { proofFaults } from './proof-faults.ts';
import type { Source } from './rpc-source.ts';

type KeepOptions = { db: Database; source: Source; topic: string; log: Logger };

const most = 10;
/** Later than every ledger: the largest integer of Postgres. */
const never = 2_147_483_647;

/**
 * Reads again the ledgers whose events were stored without their proofs: by an earlier release, or because their meta
 * could not be decoded then. A round reads ten, from the newest to the oldest that the source has; then it begins
 * again.
 */
export class ProofKeeper {
	#before = never;

	/**
	 * Returns how many ledgers are proved now. Throws SOURCE_DIVERGENT only once all ten are read, so that a false
	 * answer about one holds up no other.
	 */
	async round(options: KeepOptions, oldestLedger: number): Promise<number> {
		const rows = (await ledgersWithoutProof(options.db, this.#before, most)).filter(
			({ sequence }) => sequence >= oldestLedger,
		);
		this.#before = rows.at(-1)?.sequence ?? never;
		let [kept, divergence]: [number, PassaError | null] = [0, null];
		for (const row of rows)
			try {
				if (await keep(options, row)) kept++;
			} catch (error) {
				if (!(error instanceof PassaError) || error.code !== 'SOURCE_DIVERGENT') throw error;
				divergence ??= error;
			}
		if (kept > 0) options.log.info({ ledgers: kept }, 'proofs of earlier ledgers are kept now');
		if (divergence) throw divergence;
		return kept;
	}
}

/**
 * Keeps a proof only if it proves each stored event of its ledger, since nobody changes it later. Throws
 * SOURCE_DIVERGENT.
 */
async function keep({ db, source, topic }: KeepOptions, ledger: LedgerRow): Promise<boolean> {
	const { sequence, hash } = ledger;
	const info = await ledgerAt(source, sequence).catch(() => null);
	// A later round asks again.
	if (!info) return false;
	const header = headerOf(info);
	if (header.hash !== hash)
		throw new PassaError('SOURCE_DIVERGENT', `ledger ${sequence} is ${header.hash} at the source now`);
	const meta = eventsOfLedger(info, topic);
	if (!meta) return false;
	assertResults(header, meta);
	const stored = await rowsOfLedger(db, sequence);
	const proof = proofIn(info, meta, new Set(stored.map(({ txHash }) => txHash)));
	await db.transaction(async (tx) => {
		await storeProofs(tx, [{ ledger: sequence, proof }]);
		const [fault] = await proofFaults(tx, stored, new Map([[sequence, ledger]]));
		if (fault)
			throw new PassaError(
				'SOURCE_DIVERGENT',
				`ledger ${sequence} is not proved whole by the source: ${fault}`,
			);
	});
	return true;
}
