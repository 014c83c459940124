import { createRoute, z } from '@hono/zod-openapi';
import { count, countDistinct, eq } from 'drizzle-orm';
import type { Clock } from '#shared/clock.ts';
import {
	ageSeconds,
	healthRoutes,
	ledgerAgeSchema,
	notReady,
	type Readiness,
	staleness,
} from '#shared/service/health.server.ts';
import { resource } from '#shared/service/problems.server.ts';
import { networkFault } from '#shared/service/rpc.server.ts';
import type { Startup } from '#shared/service/startup.server.ts';
import { auditAges, auditKinds, audits } from '../models/audits.ts';
import { type Checkpoint, readCheckpoint } from '../models/checkpoint.ts';
import { documents } from '../models/documents.ts';
import { quarantine, readQuarantine } from '../models/quarantine.ts';
import type { Database, Reader } from '../models/schema.ts';
import type { SnapshotRead } from '../models/snapshot-read.ts';
import { addressText, isoTime } from '../views/json-values.ts';

const states = ['ready', 'waiting', 'lagging', 'gap', 'divergent'] as const;

const auditAgeSchema = z.object({
	kind: z.enum(auditKinds),
	compared: z.int().openapi({ description: 'events; those that are missing were never compared' }),
	differing: z.int(),
	oldest: isoTime.nullable().openapi({ description: 'when the event that waits longest was compared' }),
});

const statusSchema = z
	.object({
		ready: z.boolean(),
		state: z.enum(states).openapi({
			description:
				'ready: all is read · waiting: the source does not answer · lagging: catching up · gap: ledgers are missing · divergent: the source has another history. The last two stop reading until a person looks.',
		}),
		reason: z.string(),
		since: isoTime,
		network: z.string(),
		registry: addressText,
		ledger: z.int().openapi({ description: 'the last one read whole' }),
		closedAt: isoTime.nullable(),
		ledgerAgeSeconds: ledgerAgeSchema,
		latestLedger: z.int().nullable().openapi({ description: 'the source’s newest' }),
		oldestLedger: z.int().nullable().openapi({ description: 'the oldest that the source still has' }),
		lag: z.int().nullable().openapi({ description: 'ledgers' }),
		events: z.int(),
		foreignEvents: z.int().openapi({ description: 'with our topic, from contracts that are not ours' }),
		epoch: z.int(),
		documents: z.record(z.string(), z.int()),
		quarantine: z
			.array(
				z.object({
					contract: addressText,
					eventNo: z.int().nullable(),
					code: z.string(),
					reason: z.string(),
					fromLedger: z.int(),
					since: isoTime,
					tries: z.int(),
				}),
			)
			.openapi({
				description:
					'Logs with a hole: the registry’s, or one event’s. Their later events wait, all others go on. A log leaves when the source gives what is missing.',
			}),
		reindex: z.string().nullable().openapi({
			description:
				'The command to run where stored rows follow from other reducers than this release has; null where they do not.',
		}),
		audit: z.object({
			compared: z.int().openapi({ description: 'events of which every row was compared' }),
			differing: z.int().openapi({ description: 'events that differ by any kind of audit' }),
			oldest: isoTime.nullable().openapi({ description: 'of these comparisons of every row, the oldest' }),
			kinds: z.array(auditAgeSchema).openapi({
				description:
					'entries: totals with the contracts’ own entries · models: every row with the stored raw events and their ledgers · tickets: tickets with their orders’ entries, 50 orders at a time, so of an event with more it is the time of the last 50 · sources: the newest ledger and the document with their sources · ledgers: stored ledgers with a history archive, where one is named',
			}),
			differences: z.array(
				z.object({
					eventNo: z.int(),
					ledger: z.int(),
					differences: z.array(
						z.object({ name: z.string(), ok: z.boolean(), expected: z.string(), found: z.string() }),
					),
				}),
			),
		}),
	})
	.openapi('Status');

type Status = z.infer<typeof statusSchema>;

/** With more unread ledgers than this, the indexer is lagging. */
const mostLag = 10;
const mostDifferences = 20;
const mostQuarantined = 100;

/** Ledgers of the source that are not read yet; null if the source's newest ledger is unknown. */
export const lagOf = (c: Checkpoint): number | null =>
	c.latestLedger === null ? null : Math.max(0, c.latestLedger - c.ledger);

const readinessShape = {
	ledgerAgeSeconds: ledgerAgeSchema,
	quarantined: z.int().openapi({ description: 'logs with a hole; /status names them' }),
	differing: z.int().openapi({ description: 'events whose read models differ from the chain' }),
	oldRows: z.boolean().openapi({ description: 'stored rows follow from other reducers; see /status' }),
};
type Found = z.output<z.ZodObject<typeof readinessShape>>;
export type ReadReadiness = () => Promise<Readiness & Found>;
const nothingFound: Found = { ledgerAgeSeconds: null, quarantined: 0, differing: 0, oldRows: false };

/** What makes rows again from the stored raw events. */
export const reindexCommand = 'npm run reindex';

type Targets = {
	db: Database;
	clock: Clock;
	startup: Startup;
	rpcUrl: string;
	/** The age in seconds above which the newest ledger is stale. */
	staleSeconds: number;
	/** The hash of this process's reducers. */
	reducers: string;
};

/** Ready while the database answers, the source's ledgers are read, and the newest of them is not stale. */
export function readinessOf({ db, clock, startup, staleSeconds, rpcUrl, reducers }: Targets): ReadReadiness {
	return async () => {
		const found = await readCheckpoint(db).catch((error) => {
			return (error as { code?: string }).code === 'NOT_STARTED' ? 'empty' : 'away';
		});
		if (found === 'away')
			return { ...notReady('DATABASE_AWAY', 'the database does not answer'), ...nothingFound };
		const otherNetwork = networkFault(rpcUrl);
		if (otherNetwork) return { ...otherNetwork, ...nothingFound };
		if (startup.waitingFor !== null || found === 'empty')
			return { ...notReady('STARTING', startup.waitingFor ?? 'nothing is read yet'), ...nothingFound };
		const faults = await readFaults(db);
		const ledgerAgeSeconds = found.closedAt && ageSeconds(found.closedAt, clock);
		const readiness = readinessAt(found, ledgerAgeSeconds, staleSeconds);
		const oldRows = found.reducers !== reducers;
		const shown = readiness.ready ? withFaults(readiness, faults) : readiness;
		return { ...shown, ...faults, ledgerAgeSeconds, oldRows };
	};
}

export type Faults = Pick<Found, 'quarantined' | 'differing'>;

/** How many logs have a hole, and how many events differ from the chain. */
export async function readFaults(db: Database): Promise<Faults> {
	const [[held], [wrong]] = await Promise.all([
		db.select({ n: count() }).from(quarantine),
		db
			.select({ n: countDistinct(audits.eventNo) })
			.from(audits)
			.where(eq(audits.ok, false)),
	]);
	return { quarantined: held!.n, differing: wrong!.n };
}

/** One event's fault takes the service from nobody: all other events are served as before. */
function withFaults(ready: Readiness, { quarantined, differing }: Faults): Readiness {
	if (quarantined === 0 && differing === 0) return ready;
	const reason = `${quarantined} logs have a hole, ${differing} events differ from the chain: /status names them`;
	return { ready: true, code: 'DEGRADED', reason };
}

function readinessAt(c: Checkpoint, age: number | null, stale: number): Readiness {
	const lag = lagOf(c);
	if (c.state === 'gap' || c.state === 'divergent') return notReady('HALTED', c.reason);
	if (lag === null || age === null || lag > mostLag) return notReady('LAGGING', c.reason);
	return staleness(age, stale) ?? { ready: true, code: 'READY', reason: c.reason };
}

const route = createRoute({
	method: 'get',
	path: '/status',
	summary: 'How far the chain is read, and whether it matches',
	responses: {
		200: { description: 'The state.', content: { 'application/json': { schema: statusSchema } } },
	},
});

/**
 * `/healthz`, `/readyz` and `/status`: how far the chain is read, and what the audit found. Before the first start
 * `/status` answers 503 NOT_STARTED.
 */
export const statusRoutes = ({ read, readiness }: { read: SnapshotRead; readiness: ReadReadiness }) =>
	resource()
		.route(
			'/',
			healthRoutes('The database answers and the chain is read up to now', readinessShape, readiness),
		)
		.openapi(route, async (c) => {
			const now = await readiness();
			return c.json(await read((db) => readStatus(db, now)), 200);
		});

async function readStatus(
	db: Reader,
	{ ready, ledgerAgeSeconds, oldRows }: Awaited<ReturnType<ReadReadiness>>,
): Promise<Status> {
	const found = await readCheckpoint(db);
	const documentCounts = await db
		.select({ state: documents.state, count: count() })
		.from(documents)
		.groupBy(documents.state);
	const audit = await readAudit(db);
	const held = await readQuarantine(db);
	return {
		ready,
		ledgerAgeSeconds,
		state: found.state,
		reason: found.reason,
		since: found.stateSince.toISOString(),
		network: found.network,
		registry: found.registry,
		ledger: found.ledger,
		closedAt: found.closedAt?.toISOString() ?? null,
		latestLedger: found.latestLedger,
		oldestLedger: found.oldestLedger,
		lag: lagOf(found),
		events: found.announced,
		foreignEvents: found.foreignEvents,
		epoch: found.epoch,
		documents: Object.fromEntries(documentCounts.map((d) => [d.state, d.count])),
		quarantine: held.slice(0, mostQuarantined).map(({ no, nextAt, since, changedIn, ...log }) => ({
			...log,
			eventNo: no,
			since: since.toISOString(),
		})),
		reindex: oldRows ? reindexCommand : null,
		audit,
	};
}

async function readAudit(db: Reader): Promise<Status['audit']> {
	const [wrong] = await db
		.select({ events: countDistinct(audits.eventNo) })
		.from(audits)
		.where(eq(audits.ok, false));
	const kinds = (await auditAges(db)).map((age) => ({ ...age, oldest: age.oldest?.toISOString() ?? null }));
	const rows = kinds.find(({ kind }) => kind === 'models');
	const differing = await db
		.select()
		.from(audits)
		.where(eq(audits.ok, false))
		.orderBy(audits.eventNo)
		.limit(mostDifferences);
	return {
		compared: rows?.compared ?? 0,
		differing: wrong!.events,
		oldest: rows?.oldest ?? null,
		kinds,
		differences: differing.map(({ eventNo, ledger, differences }) => ({ eventNo, ledger, differences })),
	};
}
