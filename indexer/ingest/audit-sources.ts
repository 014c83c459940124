import { desc, eq } from 'drizzle-orm';
import type { Logger } from 'pino';
import { type Check, equal, none } from '#shared/chain/audit/check.ts';
import { recordAudits } from '../models/audits.ts';
import { readCheckpoint } from '../models/checkpoint.ts';
import { type DocumentRow, documents } from '../models/documents.ts';
import { events } from '../models/events.ts';
import { type LedgerRow, ledgers } from '../models/ledgers.ts';
import { rawEvents } from '../models/raw-events.ts';
import type { Database, Transaction } from '../models/schema.ts';
import { fetchVerified } from './fetch-documents.ts';
import { jsonOf } from './json-of.ts';
import { headerAt } from './ledger-header.ts';
import { nextEvent } from './next-event.ts';
import type { Source } from './rpc-source.ts';

export type SourceAudit = {
	db: Database;
	source: Source;
	/** Where our own documents are. */
	base: URL;
	log: Logger;
};

/**
 * Compares what others still have of one event: the header of its newest ledger with the source's, and its document
 * with its place. Each is a request to a server, so an event has its turn every hour, and five minutes after a change.
 * Returns the event's number, or null if none is due.
 */
export async function auditSources(audit: SourceAudit, now: Date): Promise<number | null> {
	const no = await nextEvent(audit.db, 'sources', now);
	if (no !== null) await compareSources(audit, no, now);
	return no;
}

/** The same for one event, due or not. */
export async function compareSources(
	{ db, source, base, log }: SourceAudit,
	no: number,
	now: Date,
): Promise<void> {
	const { ledger, newest, document } = await db.transaction(
		async (tx) => ({ ledger: (await readCheckpoint(tx)).ledger, ...(await storedOf(tx, no)) }),
		{ isolationLevel: 'repeatable read', accessMode: 'read only' },
	);
	const checks = [...(await ledgerChecks(source, newest)), ...(await documentChecks(base, document))];
	const differences = checks.filter((check) => !check.ok);
	const ok = differences.length === 0;
	await recordAudits(db, [{ eventNo: no, kind: 'sources', ledger, ok, differences, at: now }], log);
}

type Stored = { newest: LedgerRow | null; document: DocumentRow | null };

/** Nothing of an event whose row is gone: the audit of the models names that. */
async function storedOf(tx: Transaction, no: number): Promise<Stored> {
	const [newest] = await tx
		.select({ ledger: ledgers })
		.from(events)
		.innerJoin(rawEvents, eq(rawEvents.contract, events.address))
		.innerJoin(ledgers, eq(ledgers.sequence, rawEvents.ledger))
		.where(eq(events.no, no))
		.orderBy(desc(rawEvents.id))
		.limit(1);
	const [named] = await tx
		.select({ document: documents })
		.from(events)
		.innerJoin(documents, eq(documents.hash, events.metadataHash))
		.where(eq(events.no, no));
	return { newest: newest?.ledger ?? null, document: named?.document ?? null };
}

/** A document is shown only while it is verified; it is then what its place still gives. */
async function documentChecks(base: URL, document: DocumentRow | null): Promise<Check[]> {
	if (!document) return [];
	if (document.state !== 'verified') {
		const isShown = document.document !== null;
		return [none('a document that is shown unverified', isShown ? [document.hash] : [])];
	}
	const checks = [equal('why a verified document is not', null, document.reason)];
	const there = await fetchVerified(base, document);
	if (there.state === 'unreachable') return checks;
	return [...checks, equal('the verified document', jsonOf(there.document), jsonOf(document.document))];
}

/** The stored header of the event's newest ledger, if the source still has that one. */
async function ledgerChecks(source: Source, stored: LedgerRow | null): Promise<Check[]> {
	if (!stored) return [];
	const header = await headerAt(source, stored.sequence).catch(() => null);
	if (!header) return [];
	const { hash, previousHash, closedAt } = stored;
	const expected = [header.hash, header.previousHash, header.closedAt.toISOString()];
	return [equal(`ledger ${stored.sequence}`, expected, [hash, previousHash, closedAt.toISOString()])];
}
