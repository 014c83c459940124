import { PassaError } from '#shared/errors.ts';
import { anchorUpTo } from '../models/ledgers.ts';
import type { Database } from '../models/schema.ts';
import type { LedgerRange } from './apply-ledgers.ts';
import { headerAt } from './ledger-header.ts';
import type { Source } from './rpc-source.ts';

/** Throws SOURCE_DIVERGENT if the source has another hash for our newest recorded ledger. */
export async function checkAnchor(db: Database, source: Source, range: LedgerRange): Promise<void> {
	const anchor = await anchorUpTo(db, range.latestLedger);
	if (!anchor || anchor.sequence < range.oldestLedger) return;
	const header = await headerAt(source, anchor.sequence);
	if (header.hash !== anchor.hash) {
		throw new PassaError(
			'SOURCE_DIVERGENT',
			`ledger ${anchor.sequence} is ${header.hash} at the source and ${anchor.hash} here: was the network reset?`,
		);
	}
}

/** The newest ledger whose hash is recorded; 0 if there is none. */
export async function lastAnchor(db: Database): Promise<number> {
	const row = await anchorUpTo(db, 2 ** 31 - 1);
	return row?.sequence ?? 0;
}
