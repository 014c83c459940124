import { sql } from 'drizzle-orm';
import { steadyClock } from '#shared/clock.ts';
import type { EventVersions } from '#shared/contract/versions.ts';
import { recordAudits } from '../models/audits.ts';
import { readCheckpoint } from '../models/checkpoint.ts';
import type { Database, Transaction } from '../models/schema.ts';
import { compareSources, type SourceAudit } from './audit-sources.ts';
import { compareRows } from './compare-rows.ts';
import { rowDigests } from './row-digests.ts';

type ModelAudit = SourceAudit & {
	/**
	 * What this process compared in full without a difference, by the event's number. It is kept in memory: a change of
	 * the database changes nothing here.
	 */
	compared: Map<number, Compared>;
	versions?: EventVersions | undefined;
	/** After that many milliseconds a round begins no further full comparison. */
	budget?: number;
};

/** The digest of an event's rows, the ledger of its last change, and when they were compared in full. */
export type Compared = { digest: string | undefined; changedIn: number | null; at: Date; ok: boolean };

/** An event is due after this time, and a round takes a part of all events: so within five minutes each had its turn. */
const dueSeconds = 200;
const roundsForAll = 16;
/** The most raw events that a round takes the digest of: more would hold up the database. */
const rawEventsARound = 10_000;
const fullSeconds = 3600;
const usualBudget = 500;
const mostDifferences = 20;

/**
 * Compares every column of every read model with what the stored raw events say, and those with their ledgers; some
 * events a round, the longest uncompared first. An event whose rows have the digest that they had when they were
 * compared in full is compared by that alone. Any other one is rebuilt from its raw events: after a start, after a
 * change, and each hour. A round bounds both, so with very many events the oldest comparison is older than five
 * minutes; `/status` says how old. Returns the numbers of those that were compared.
 */
export async function auditModels(audit: ModelAudit, now: Date): Promise<number[]> {
	const { db, log, compared, budget = usualBudget } = audit;
	const due = await dueEvents(db, now);
	if (due.length === 0) return [];
	const { ledger, digests } = await snapshot(db, async (tx) => ({
		ledger: (await readCheckpoint(tx)).ledger,
		digests: await rowDigests(
			tx,
			due.map(({ no }) => no),
		),
	}));
	const isSame = ({ no }: Due) =>
		compared.get(no)?.ok === true && compared.get(no)?.digest === digests.get(no);
	const same = due.filter(isSame);
	const row = { kind: 'models' as const, ledger, ok: true, differences: [], at: now };
	await recordAudits(
		db,
		same.map(({ no }) => ({ ...row, eventNo: no })),
		log,
	);
	const fullBefore = now.getTime() - fullSeconds * 1000;
	const fullDue = same.filter(({ no }) => compared.get(no)!.at.getTime() < fullBefore);
	const end = steadyClock.now() + budget;
	const full: Due[] = [];
	const failed: unknown[] = [];
	for (const event of [...due.filter((each) => !isSame(each)), ...fullDue]) {
		if (full.length > 0 && steadyClock.now() >= end) break;
		full.push(event);
		await compareInFull(audit, event, now).catch((error) => failed.push(error));
	}
	// One event that cannot be compared keeps none from its turn.
	if (failed.length > 0) throw failed[0];
	return [...new Set([...same, ...full].map(({ no }) => no))];
}

/** `changedIn`: the ledger of its last change by its row; null without a row. */
type Due = { no: number; raw: number; changedIn: number | null };

/** Events that are due, as many as a round takes. Counts from the announcements: an event's row may be gone. */
async function dueEvents(db: Database, now: Date): Promise<Due[]> {
	const before = new Date(now.getTime() - dueSeconds * 1000).toISOString();
	const { rows } = await db.execute<Due>(sql`
		select n.no, coalesce(e.n, 0)::float8 as raw, e.ledger as "changedIn" from chain.checkpoint c
		cross join lateral generate_series(1, c.announced) n(no)
		left join chain.audits a on a.event_no = n.no and a.kind = 'models'
		left join chain.events e on e.no = n.no
		where a.at is null or a.at < ${before}
		order by coalesce(a.at, 'epoch'), n.no
		limit (select ceil(announced / ${roundsForAll}::float8)::int from chain.checkpoint)`);
	let sum = 0;
	return rows.filter(({ raw }, i) => {
		sum += raw;
		return i === 0 || sum <= rawEventsARound;
	});
}

/**
 * Where rows changed and the chain did not, somebody else changed them: then what others have of the event is compared at
 * once, too. After a change on chain that has its own turn.
 */
async function compareInFull(audit: ModelAudit, { no, changedIn }: Due, now: Date): Promise<void> {
	const { db, log, compared, versions } = audit;
	const { ledger, checks, digest } = await snapshot(db, async (tx) => {
		const at = await readCheckpoint(tx);
		const digest = (await rowDigests(tx, [no])).get(no);
		return { ledger: at.ledger, digest, checks: await compareRows(tx, no, at, versions) };
	});
	const before = compared.get(no);
	const differences = checks.filter((c) => !c.ok).slice(0, mostDifferences);
	const ok = differences.length === 0;
	compared.set(no, { digest, changedIn, at: now, ok });
	await recordAudits(db, [{ eventNo: no, kind: 'models', ledger, ok, differences, at: now }], log);
	if (before && before.digest !== digest && before.changedIn === changedIn)
		await compareSources(audit, no, now);
}

const snapshot = <T>(db: Database, read: (tx: Transaction) => Promise<T>): Promise<T> =>
	db.transaction(read, { isolationLevel: 'repeatable read', accessMode: 'read only' });
